import Foundation
import Support
import Testing

private func place(_ line: Int, _ column: Int) -> Support.SourceLocation {
  Support.SourceLocation(file: "chapters/01.md", line: line, column: column)
}

@Suite struct DiagnosticRendererTests {
  private let diagnostic = Diagnostic(
    id: "unknown-kind", message: "unknown kind of cell `resutl`", at: place(2, 9),
    notes: [Diagnostic.Note("see here", at: place(1, 1)), Diagnostic.Note("or not")],
    fix: "did you mean `.result`?")

  @Test func plain() {
    let renderer = DiagnosticRenderer(sources: ["chapters/01.md": "first\n{.swift .resutl}\r\n"])
    #expect(
      renderer.text(of: diagnostic) == """
        chapters/01.md:2:9: error: unknown kind of cell `resutl` [unknown-kind]
          2 | {.swift .resutl}
            |         ^
          note: chapters/01.md:1:1: see here
          1 | first
            | ^
          note: or not
          fix: did you mean `.result`?

        """)
  }

  @Test func withoutTheSource() {
    var warning = diagnostic
    warning.severity = .warning
    warning.notes = []
    warning.fix = nil
    #expect(
      DiagnosticRenderer().text(of: warning)
        == "chapters/01.md:2:9: warning: unknown kind of cell `resutl` [unknown-kind]\n")
  }

  @Test func coloured() {
    let text = DiagnosticRenderer(style: .coloured).text(
      of: Diagnostic(id: "x", message: "m", at: place(1, 1)))
    #expect(
      text == "\u{1B}[1mchapters/01.md:1:1: \u{1B}[0m\u{1B}[1;31merror: \u{1B}[0m\u{1B}[1mm\u{1B}[0m [x]\n")
  }

  @Test func sortedByPlace() {
    let unsorted = [place(2, 1), place(1, 5), place(1, 2)].map { Diagnostic(id: "x", message: "m", at: $0) }
    let lines = DiagnosticRenderer().text(of: unsorted).split(separator: "\n").map { $0.prefix(18) }
    #expect(lines == ["chapters/01.md:1:2", "chapters/01.md:1:5", "chapters/01.md:2:1"])
  }

  @Test func hostileTextIsEscaped() {
    let source = ["chapters/01.md": "a\u{1B}[31m\u{202E}b\tc"]
    let text = DiagnosticRenderer(sources: source)
      .text(of: Diagnostic(id: "x", message: "`\u{1B}\n`", at: place(1, 8)))
    #expect(
      text == """
        chapters/01.md:1:8: error: `\\u{1B}\\u{A}` [x]
          1 | a\\u{1B}[31m\\u{202E}b c
            |                    ^

        """)
  }

  @Test(arguments: [(1, 0), (50, 49), (500_000, 51), (1_000_000, 51)])
  func longLinesAreCut(_ column: Int, caret: Int) {
    let line = String(repeating: "x", count: 1_000_000)
    let text = DiagnosticRenderer(sources: ["chapters/01.md": line])
      .text(of: Diagnostic(id: "x", message: "m", at: place(1, column)))
    let lines = text.split(separator: "\n")
    #expect(lines[1].count <= 110)
    #expect(lines[2] == "    | " + String(repeating: " ", count: caret) + "^")
  }

  @Test func placesOutsideTheSourceAreFine() {
    let renderer = DiagnosticRenderer(sources: ["chapters/01.md": "ab"])
    #expect(renderer.text(of: Diagnostic(id: "x", message: "m", at: place(9, 1))).hasSuffix("m [x]\n"))
    #expect(renderer.text(of: Diagnostic(id: "x", message: "m", at: place(1, 90))).contains("| ab\n"))
  }

  @Test func surviveJSON() throws {
    let data = try JSONEncoder().encode([diagnostic])
    #expect(try JSONDecoder().decode([Diagnostic].self, from: data) == [diagnostic])
  }
}

@Suite struct NearestNameTests {
  @Test(arguments: [
    ("resutl", "result"), ("reslt", "result"), ("Result", "result"), ("tabel", "table"), ("claims", "claim"),
    ("xyz", nil), ("", nil), ("resxxx", nil),
  ])
  func nearest(_ name: String, expected: String?) {
    #expect(NearestName.of(name, among: ["result", "figure", "table", "claim"]) == expected)
  }

  /// Known distances: kitten to sitting is the textbook's three.
  @Test(arguments: [
    ("kitten", "sitting", 3), ("", "abc", 3), ("abc", "abc", 0), ("ab", "ba", 1), ("ca", "abc", 3),
  ])
  func distance(_ a: String, _ b: String, edits: Int) { #expect(NearestName.distance(a, b) == edits) }
}
