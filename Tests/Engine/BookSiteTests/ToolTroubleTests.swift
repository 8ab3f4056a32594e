import BookTesting
import Foundation
import Testing

/// A tool that ends badly names the place of what it was given. Programs that fail stand for the tools.
@Suite struct ToolTroubleTests {
  private func book(_ text: String, program: String, failing pattern: String) throws -> SampleBook {
    let book = try SampleBook(text)
    let tools = book.root.appending(path: "tools")
    try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
    let script = """
      #!/bin/sh
      case "$*" in \(pattern)) echo "no more room" >&2; exit 251 ;; esac
      PATH=/usr/local/bin:/usr/bin:/bin exec \(program) "$@"

      """
    try writeProgram(script, to: tools.appending(path: program))
    book.searchPath = tools.path + ":/usr/bin:/bin:/usr/local/bin"
    return book
  }

  private let text = """
    # T

    As [@perron] says.

    Short $x$, long $x + y$.
    """

  @Test(arguments: [
    ("pandoc", "*", "1:1 unreadable-chapter"), ("pandoc", "*--citeproc*", "3:5 unwritten-citations"),
    ("node", "*", "5:18 unwritten-mathematics"), ("node", "none", nil),
  ]) func namesThePlace(program: String, pattern: String, problem: String?) throws {
    let book = try book(text, program: program, failing: pattern)
    #expect(try book.problems() == [problem].compactMap { $0.map { "01-first.md:\($0)" } })
  }
}
