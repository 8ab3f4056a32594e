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
      "serve", "Show the site in the browser, and build it again when a chapter changes.",
      """
      Listens on 127.0.0.1 only. Pages that are open load again after a build.
      """,
      examples: "serve --open")
  }

  @Option(help: "The port to listen on.")
  var port: UInt16 = 8123
  @Flag(help: "Open the first page in the browser.")
  var open = false
  @OptionGroup var scale: ScaleOption
  @Flag(name: .customLong("no-build"), help: "Serve what is there; build nothing.")
  var noBuild = false

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    if !noBuild { try build(book, context) }
    let index = book.project.output.appending(path: "index.html")
    guard FileManager.default.fileExists(atPath: index.path) else {
      throw ServerError.noSite(path: book.project.output.path)
    }
    let address = "http://127.0.0.1:\(port)/"
    let server = SiteServer(files: SiteFiles(root: book.project.output), port: port) {
      Rebuilder.version(of: book.project)
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await server.run {
          context.console.say("\(address) (Ctrl-C ends)")
          if open { Browser.open(address) }
        }
      }
      if !noBuild {
        group.addTask { try await rebuilder(book, context).run() }
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  private func rebuilder(_ book: Book, _ context: CommandContext) -> Rebuilder {
    Rebuilder(project: book.project) {
      do {
        try build(book, context)
      } catch CommandStatus.rebuild {
        throw CommandStatus.rebuild
      } catch {
        // The former site is still there; the author reads the message and goes on.
        if let message = ErrorMessage(error) {
          context.complain(message)
        } else {
          context.console.complain("error: \(error)")
        }
      }
    }
  }

  private func build(_ book: Book, _ context: CommandContext) throws {
    let start = ContinuousClock.now
    let progress = ProgressView(context.console, .normal, root: book.project.root)
    let request = BuildRequest(
      scale: scale.scale, execution: .run(jobs: ProcessInfo.processInfo.activeProcessorCount))
    let build = BookBuild(
      book: book, request: request, render: context.renderer(for: book), report: progress.show)
    defer { progress.clear() }
    let report = try context.rebuilding { try build.run() }
    progress.clear()
    let elapsed = ContinuousClock.now - start
    context.console.say(BuildSummary(report: report, project: book.project, elapsed: elapsed).text)
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
