import BookTesting
import Foundation
import Support
import Testing

/// A server through edits that compile, that do not, that crash, and that come while something is compiled or runs. Its
/// wrapper only pretends to compile: it takes a moment, or as long as there is a file `hold`, and refuses chapters that say so.
@Suite(.serialized) final class ServeTests {
  private var port: UInt16 = 0
  private let project: TemporaryProject
  private let paths: ProjectPaths
  private let server = Process()

  private static let wrapper = """
    #!/bin/sh
    root=$(dirname "$0")
    cd "$root" || exit
    echo run >>runs
    if ! cmp -s chapters/01-one.md compiled; then
      cp chapters/01-one.md begun
      echo "sample-book: compiling what has changed" >&2
      sleep 0.3
      while [ -e hold ]; do sleep 0.05; done
      if grep -n "does not compile" begun >mistake; then
        echo "chapters/01-one.md:$(cut -d: -f1 mistake):1: error: it does not compile" >&2
        exit 1
      fi
      mv begun compiled
      echo "sample-book: compiled in 0 s" >&2
    fi
    exec "PROGRAM" "$@"
    """

  init() throws {
    project = try TemporaryProject()
    paths = ProjectPaths(root: project.paths.root, name: "sample-book")
    let program = try BuiltProgram("sample-book").url
    let wrapper = paths.root.appending(path: "sample-book")
    try writeProgram(Self.wrapper.replacing("PROGRAM", with: program.path), to: wrapper)
    server.executableURL = program
    server.arguments = ["serve", "--port", "0"]
    server.currentDirectoryURL = paths.root
    server.environment = ProcessInfo.processInfo.environment.merging([
      "SAMPLE_BOOK_WRAPPER": "1", "SAMPLE_BOOK_ROOT": paths.root.path,
    ]) { $1 }
    server.standardError = FileHandle.nullDevice
  }

  /// Starts the server, and reads the port in what it says.
  private func start() async throws {
    let output = Pipe()
    server.standardOutput = output
    try server.run()
    let said = await withCheckedContinuation { answer in
      Thread.detachNewThread {
        var text = ""
        while !text.contains("\n"), case let data = output.fileHandleForReading.availableData, !data.isEmpty {
          text += String(decoding: data, as: UTF8.self)
        }
        answer.resume(returning: text)
      }
    }
    port = try #require(said.firstMatch(of: #/http://127\.0\.0\.1:([0-9]+)/ /#).flatMap { UInt16($0.1) })
  }

  deinit { if server.isRunning { kill(server.processIdentifier, SIGKILL) } }

  private func write(_ words: String, code: String = "41") throws {
    let text = """
      # One

      ``` {.swift .result #first type="Int"}
      \(code)
      ```

      \(words)
      """
    try Data(text.utf8).write(to: paths.chapters.appending(path: "01-one.md"), options: .atomic)
  }

  private func get(_ path: String) async -> String {
    guard let wire = try? Wire(port) else { return "" }
    try? wire.write("GET \(path) HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n")
    return await wire.rest()
  }

  /// Waits until what the server answers is as wanted.
  private func expect(
    _ path: String, _ what: Comment, _ isRight: (String) -> Bool,
    at place: Testing.SourceLocation = #_sourceLocation
  ) async throws {
    var last = ""
    for _ in 0..<600 {
      last = await get(path)
      if isRight(last) { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    Issue.record("\(what): \(last.suffix(2000))", sourceLocation: place)
  }

  private func state(
    _ what: Comment, at place: Testing.SourceLocation = #_sourceLocation, _ isRight: (String) -> Bool
  )
    async throws
  {
    try await expect("/-state.js", what, isRight, at: place)
  }

  /// Waits until a file is there.
  private func contents(
    of name: String, at place: Testing.SourceLocation = #_sourceLocation
  ) async throws -> String {
    for _ in 0..<600 {
      if let text = try? String(contentsOf: paths.root.appending(path: name), encoding: .utf8) { return text }
      try await Task.sleep(for: .milliseconds(100))
    }
    Issue.record("there is no \(name)", sourceLocation: place)
    return ""
  }

  private let page = "/01-one.html"

  private func shows(_ words: String, at place: Testing.SourceLocation = #_sourceLocation) async throws {
    try await expect(page, "the page shows \(words)", { $0.contains(words) }, at: place)
    try await state("nothing is wrong", at: place) {
      $0.contains(#""mistakes":[]"#) && $0.contains(#""phase":"idle""#)
    }
  }

  @Test func staysUp() async throws {
    // A package on this machine that the book is made of.
    let sources = paths.root.appending(path: "beside/Sources")
    try FileManager.default.createDirectory(at: sources, withIntermediateDirectories: true)
    try Data(#"  dependencies: [.package(name: "beside", path: "beside")],"#.utf8)
      .write(to: paths.root.appending(path: "Package.swift"))
    try write("The first words.")
    try await start()
    try await shows("The first words.")
    let runs = try await contents(of: "runs")
    try Data("let a = 1\n".utf8).write(to: sources.appending(path: "A.swift"))
    for _ in 0..<600 where try await contents(of: "runs") == runs {
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(try await contents(of: "runs") != runs, "an edit of what the book is made of builds it again")
    try await shows("The first words.")

    // Prose, then a mistake in the chapter: its place is named, the page stays.
    try write("The second words.")
    try await shows("The second words.")
    try write("See @fig-nowhere.")
    try await state("the reference is wrong") {
      $0.contains("chapters\\/01-one.md:7:") && $0.contains("vscode:") && $0.contains("fig-nowhere")
    }
    #expect(await get(page).contains("The second words."))
    try write("The third words.")
    try await shows("The third words.")

    // A cell that does not compile.
    let hold = paths.root.appending(path: "hold")
    try Data().write(to: hold)
    try write("The fourth words.", code: "does not compile 1")
    try await state("the compilation shows") { $0.contains(#""phase":"compiling""#) }
    try FileManager.default.removeItem(at: hold)
    try await state("the compiler's error shows") { $0.contains("chapters\\/01-one.md:4:1") }
    #expect(await get(page).contains("The third words."))

    // One that crashes, and one that never ends, which an edit ends.
    try write("The fifth words.", code: "crash 3")
    try await state("the crash shows") {
      $0.contains(#""phase":"idle""#) && $0.contains("first crashed: an index is out of range")
    }
    #expect(await get(page).contains("The third words."))
    try write("The sixth words.", code: "endless 3")
    _ = try await contents(of: "running-3")
    try await state("it runs") { $0.contains(#""phase":"building""#) }
    try write("The seventh words.", code: "47")
    try await shows("The seventh words.")

    // Edits while others are compiled.
    for number in 50..<56 {
      try write("Words \(number).", code: "\(number)")
      try await Task.sleep(for: .milliseconds(150))
    }
    try await shows("Words 55.")
    #expect(server.isRunning)

    // What it started ends with it, however it ends.
    try write("The last words.", code: "endless 4")
    let cell = try #require(Int32(try await contents(of: "running-4")))
    #expect(try isBuilding() && RunningProcess.isThere(cell))
    kill(server.processIdentifier, SIGKILL)
    server.waitUntilExit()
    for _ in 0..<300 where try isBuilding() || RunningProcess.isThere(cell) {
      try await Task.sleep(for: .milliseconds(100))
    }
    #expect(try !isBuilding(), "a build goes on without its server")
    #expect(!RunningProcess.isThere(cell), "a cell goes on without its build")
  }

  /// Whether a build holds the store.
  private func isBuilding() throws -> Bool {
    try BuiltProgram("sample-book").run(["cache", "gc"], in: paths.root).status == 4
  }
}
