import BookTesting
import Foundation
import Support
import Testing

/// The script that the program writes for Bash, in a real Bash.
@Suite struct CompletionTests {
  private let project: TemporaryProject
  private var root: URL { project.paths.root }

  init() throws {
    project = try TemporaryProject()
    let text = """
      # One

      ``` {.swift .result #first type="Int"}
      1
      ```

      ``` {.swift .figure #fig-first alt="A."}
      first
      ```
      : A figure of `first`{.swift}.

      ``` {.swift .claim #C1 source="ours"}
      first
      ```
      : It is one.
      """
    try Data(text.utf8).write(to: project.paths.chapters.appending(path: "01-one.md"))
    try Data().write(to: root.appending(path: "picture.png"))
    let script = try BuiltProgram("sample-book").run(["--generate-completion-script", "bash"], in: root)
    #expect(script.status == 0 && script.errors.isEmpty)
    try Data(script.output.utf8).write(to: root.appending(path: "completion.bash"))
  }

  /// What Bash offers behind `words`.
  private func offered(_ words: String...) throws -> [String] {
    let line = (["sample-book"] + words).joined(separator: " ")
    // Bash's own words and cursor, as where a tab is pressed at the end of the line.
    let program = """
      PATH=$(dirname "$0"):$PATH
      . ./completion.bash
      COMP_WORDS=(sample-book "$@") COMP_CWORD=$# COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_TYPE=9 COMP_KEY=9
      _sample-book sample-book "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """
    let bash = Process()
    bash.executableURL = URL(filePath: "/usr/bin/env")
    bash.arguments =
      ["LINE=\(line)", "bash", "-c", program, try BuiltProgram("sample-book").url.path] + words
    bash.currentDirectoryURL = root
    let output = Pipe()
    bash.standardOutput = output
    try bash.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    bash.waitUntilExit()
    return String(decoding: data, as: UTF8.self).split(separator: "\n")
      .map { $0.trimmingCharacters(in: .whitespaces) }.sorted()
  }

  @Test func offersIDsWhereACommandTakesOne() throws {
    #expect(try offered("figure", "") == ["fig-first"])
    #expect(try offered("explain", "") == ["C1", "fig-first", "first"])
    #expect(try offered("explain", "fi") == ["fig-first", "first"])
    #expect(try offered("value", "") == ["C1", "first"])
    #expect(try offered("freeze", "") == ["first"])
    #expect(try offered("build", "--recompute", "C") == ["C1"])
    #expect(try offered("cache", "export", "--cell", "fig") == ["fig-first"])
    #expect(try offered("inspect", "pic") == ["picture.png"])
    #expect(try offered("stat") == ["status"])
  }

  /// Where there are no chapters nothing is offered, and nothing is said.
  @Test func offersNothingElsewhere() throws {
    let elsewhere = try BuiltProgram("sample-book").run(
      ["---completion", "figure", "--", "positional@0", "2", "0", "sample-book", "figure", ""],
      in: FileManager.default.temporaryDirectory)
    #expect(elsewhere.status == 0 && elsewhere.output.trimmingCharacters(in: .whitespacesAndNewlines) == "")
    #expect(elsewhere.errors.isEmpty, "\(elsewhere)")
  }
}
