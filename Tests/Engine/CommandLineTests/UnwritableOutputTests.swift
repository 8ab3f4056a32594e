import BookTesting
import Foundation
import Support
import Testing

/// Every command that the help names, where its words cannot be written: a reader that has gone is no failure, a full device and
/// a closed descriptor are one, in one sentence.
@Suite struct UnwritableOutputTests {
  /// What each command needs behind its name. The server does not end by itself.
  static let arguments = [
    "figure": "fig-one", "explain": "C1", "run": "forty", "freeze": "nothing",
    "plan": "squares --format json",
    "new": "books/first-book", "inspect": "figures/fig-one.png", "cache export": "x.sqlite",
    "cache merge": "x.sqlite",
    "serve": "--help",
  ]

  /// The commands under `path`, by the program's own help.
  private static func commands(_ path: [String], in folder: URL) throws -> [[String]] {
    let help = try BuiltProgram("sample-book").run(path + ["--help"], in: folder).output
    guard let list = help.range(of: "SUBCOMMANDS:\n") else { return [path] }
    let names = help[list.upperBound...].matches(of: #/(?m)^  ([a-z-]+) /#).map { String($0.1) }
    return try names.flatMap { try commands(path + [$0], in: folder) }
  }

  @Test func everyCommand() throws {
    let project = try TemporaryProject()
    let root = project.paths.root
    try Data(HostileStoreTests.chapter.utf8).write(to: project.paths.chapters.appending(path: "01-one.md"))
    let program = try BuiltProgram("sample-book")
    for first in [["build"], ["cache", "export", "x.sqlite"]] {
      #expect(try program.run(first, in: root).status == 0)
    }
    let commands = try Self.commands([], in: root)
    #expect(commands.count > 18 && commands.contains(["cache", "verify"]))
    for path in commands + [
      ["--version"], ["--help"], ["help", "build"], ["--generate-completion-script", "zsh"],
    ] {
      let words = (Self.arguments[path.joined(separator: " ")] ?? "").split(separator: " ").map(String.init)
      let command = path + words
      func run(_ script: String) throws -> BuiltProgram.Ending {
        defer { try? FileManager.default.removeItem(at: root.appending(path: "books")) }
        return try program.run(command, in: root, prefix: ["timeout", "120", "bash", "-c", script, "bash"])
      }
      let usual = try run("exec \"$@\"")
      #expect(usual.status >= 0 && usual.status <= 3, "\(command): \(usual)")
      let left = try run("\"$@\" | true; exit ${PIPESTATUS[0]}")
      #expect(left.status == usual.status && left.errors == usual.errors, "\(command), nobody reads: \(left)")
      for redirection in [">/dev/full", ">&-"] {
        let ending = try run("exec \"$@\" \(redirection)")
        guard !usual.output.isEmpty else {
          // A closed descriptor is known as one before anything is to be written.
          #expect([usual.status, 1].contains(ending.status), "\(command) \(redirection): \(ending)")
          continue
        }
        #expect(ending.status == max(1, usual.status), "\(command) \(redirection): \(ending)")
        let lines = ending.errors.split(separator: "\n").filter { $0.hasPrefix("error: standard output: ") }
        #expect(lines.count == 1, "\(command) \(redirection): \(ending)")
        #expect(
          ending.errors.utf8.count < usual.errors.utf8.count + 100, "\(command) \(redirection): \(ending)")
      }
      let mute = try run("exec \"$@\" >&- 2>&-")
      #expect(mute.status >= 0 && mute.status <= 3, "\(command), no descriptor: \(mute)")
      let full = try run("exec \"$@\" 2>/dev/full")
      #expect(full.status == usual.status, "\(command), errors to a full device: \(full)")
    }
  }
}
