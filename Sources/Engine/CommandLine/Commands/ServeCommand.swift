import ArgumentParser
import BookEvaluation
import BookSite
import BookStore
import CellKit
import Foundation
import Support

struct ServeCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "serve", "Show the site in the browser, and build it again when a chapter or a source changes.",
      """
      Listens on 127.0.0.1 only. Pages that are open load again after a build. A build that fails leaves the last good
      pages, and what is wrong appears in them, with links that open the places in an editor.

      At quick scale an edit ends cells that still run, because they would be computed for a text that is gone.
      """,
      examples: "serve --open", "serve --editor 'idea://open?file={file}&line={line}'")
  }

  @Option(help: "The port to listen on; 0 for any that is free.")
  var port: UInt16 = 8123
  @Flag(help: "Open the first page in the browser.")
  var open = false
  @Option(help: "How much is computed: quick (for checking the book) or paper (for verdicts).")
  var scale: Scale = .quick
  @Flag(name: .customLong("no-build"), help: "Serve what is there; build nothing.")
  var noBuild = false
  @Option(help: "The address that opens {file} at {line} and {column}.")
  var editor = "vscode://file{file}:{line}:{column}"

  func run(in context: CommandContext) async throws {
    let project = try context.project()
    let index = project.output.appending(path: "index.html")
    guard !noBuild || FileManager.default.fileExists(atPath: index.path) else {
      throw ServerError.noSite(path: project.output.path)
    }
    let report = LiveReport()
    let server = SiteServer(files: ServedFiles(root: project.output), port: port) {
      var state = report.now
      state.version = Rebuilder.version(of: project)
      return state
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      let (listening, started) = AsyncStream.makeStream(of: Void.self)
      group.addTask {
        defer { started.finish() }
        try await server.run { port in
          let address = "http://127.0.0.1:\(port)/"
          context.console.say("\(address) (Ctrl-C ends)")
          if open { Browser.open(address) }
          started.yield()
        }
      }
      if !noBuild {
        let rebuilder = rebuilder(project, report, context)
        group.addTask {
          // Nothing is built for a port that cannot be had.
          for await _ in listening { return await rebuilder.run() }
        }
      }
      defer { group.cancelAll() }
      try await group.next()
      try await group.next()
    }
  }

  private func rebuilder(
    _ project: ProjectPaths, _ report: LiveReport, _ context: CommandContext
  ) -> Rebuilder {
    let arguments = ["build", "--scale", scale.rawValue]
    let (program, environment) = context.buildProgram(of: project)
    return Rebuilder(project: project, report: report, editor: editor, interrupts: scale == .quick) { heard in
      try BuildProcess(
        program, arguments, environment: environment, directory: context.directory, heard: heard)
    }
  }
}

enum Browser {
  static func open(_ address: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    #if os(macOS)
      process.arguments = ["open", address]
    #else
      process.arguments = ["xdg-open", address]
    #endif
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try? process.run()
  }
}
