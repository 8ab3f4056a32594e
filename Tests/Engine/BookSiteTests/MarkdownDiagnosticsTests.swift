import BookSite
import Testing

@Suite("What Markdown is refused, and where")
struct MarkdownDiagnosticsTests {
  @Test(
    "Marks that pandoc does not understand, or that the book has no place for",
    arguments: [
      (
        "\\begin{align*}\na &= b\n\\end{align*}\n\nAs in \\eqref{eq:one} and \\cite{key}.\n",
        ["3:1 tex-in-text", "7:7 tex-in-text", "7:26 tex-in-text"]
      ),
      ("Files in C:\\temp.\n", ["3:12 tex-in-text"]), ("A \\begin{x} open.\n", ["3:3 tex-in-text"]),
      ("A $$ open one.\n\nAnd \\$\\$ or `$$`.\n", ["3:3 unclosed-equation"]),
      ("$$\na\n\nb\n$$\n", ["3:1 unclosed-equation", "7:1 unclosed-equation"]),
      ("::: {.theorem #thm-x}\nText.\n", ["3:1 unclosed-division"]),
      ("Text[^no] and \\[^x].\n", ["3:5 unknown-note"]), ("A [text][nope].\n", ["3:8 unknown-link"]),
      (
        "A [w] and [v].\n\n[w]: #no-such-place\n[v]: 09-none.md\n",
        ["5:6 unknown-reference", "6:6 unknown-reference"]
      ),
      ("A ![a `c` $x$][img] b.\n\n[img]: z.png\n", ["3:3 image-file"]),
      ("![`c`](z.png)\n", ["3:1 image-file"]),
      ("$$ x \\tag{A} \\tag{B} $$\n", ["3:4 equation-tag"]),
      ("## A {#site-main}\n\n[b]{#fn1}\n", ["3:6 reserved-id", "5:4 reserved-id"]),
      ("[a]{#x} and [b]{#x}\n\n## C {#sec-c}\n\n## C {#sec-c}\n", ["3:16 duplicate-id", "7:6 duplicate-id"]),
      ("``` {.swift .table #tbl-x}\nx\n```\n: A caption\n---\n", ["6:3 unclosed-block"]),
      ("Text <!-- open.\n", ["3:6 unclosed-comment"]),
      (
        "A @nobody, `@nobody` and \\@nobody.\n\n    @nobody\n\n- and @nobody.\n",
        ["3:3 unknown-citation", "7:7 unknown-citation"]
      ),
      ("[a]{#sec-a} and @sec-a, [b](#sec-a)\n", ["3:17 nameless-reference"]),
      (
        "A [x], [^n].\n\n[x]: #b\n[x]: #a\n\n[^n]: One.\n\n[^n]: Two.\n\n## A\n",
        ["6:1 pandoc-warning", "10:1 pandoc-warning"]
      ),
      ("- @perron.\n", ["3:1 example-list"]), ("(@) One.\n\n(@perron) Two.\n", ["5:1 example-list"]),
      ("(@fig-x) Three.\n", ["3:1 example-list"]), ("@{no-one}\n", ["3:1 unknown-citation"]),
      ("Text <br> and `<br>`.\n", ["3:6 html-in-text"]),
    ] as [(String, [String])])
  func places(text: String, problems: [String]) throws {
    let found = try SampleBook("# T\n\n" + text).problems()
    #expect(found == problems.map { "01-first.md:" + $0 })
  }

  static let cell = "``` {.swift .result #a type=\"Int\"}\n1\n```\n"

  /// pandoc has to see exactly the cells that were compiled.
  @Test(
    "A cell that only one of the two readings sees",
    arguments: [
      ("> ``` {.swift .result #a type=\"Int\"}\n> 1\n> ```\n", ["3:7 misplaced-cell"]),
      ("> ``` {.swift}\n> let x = 1\n> ```\n", ["3:7 misplaced-cell"]),
      ("<div>\n\n\(cell)\n</div>\n", ["3:1 html-in-text"]),
      ("\\begin{equation}\n\(cell)\\end{equation}\n", ["3:1 tex-in-text", "4:1 unseen-cell"]),
      ("[^n]: Unused `1 + 1`{.swift}.\n", ["3:1 pandoc-warning", "3:14 unseen-cell"]),
      ("A [^n] and [^n].\n\n[^n]: Used `1 + 1`{.swift}.\n", []),
      ("``` {.python .result}\n1\n```\n", []), ("```swift\nlet x = 1\n```\n", []),
      ("````\n\(cell)````\n", []), ("Two: `1`{.swift} and `1`{.swift format=\"%d\"}.\n", []),
    ] as [(String, [String])])
  func cells(text: String, problems: [String]) throws {
    let found = try SampleBook("# T\n\n" + text).problems()
    #expect(found.filter { !$0.hasSuffix("missing-type") } == problems.map { "01-first.md:" + $0 })
  }

  @Test(
    "Nesting that is too deep is an error, whatever is nested", .timeLimit(.minutes(2)),
    arguments: ["> ", "- ", "*", "[", "::: a\n"])
  func depth(_ piece: String) throws {
    let text = "# T\n\n" + String(repeating: piece, count: 150) + "x\n"
    let problems = try SampleBook(text).problems()
    let ids = ["unreadable-chapter", "unclosed-division", "deep-nesting"]
    #expect(problems.allSatisfy { problem in ids.contains { problem.hasSuffix($0) } })
    // The first words that lie too deep.
    if piece == "> " { #expect(problems == ["01-first.md:3:301 deep-nesting"]) }
  }

  @Test("Forty quotations are not too deep")
  func levels() throws {
    let book = try SampleBook("# T\n\n" + String(repeating: "> ", count: 40) + "*x*\n")
    try book.render()
    #expect(try book.page().matches(of: /<blockquote>/).count == 40)
  }

  @Test("A formula's place is found behind quotation marks, at CR LF, and where the book rewrites it")
  func formulas() throws {
    let quoted = "# T\n\n> $$\n> a \\\\\n> \\nonsense\n> $$\n"
    let inQuotation = try SampleBook(quoted).problems()
    #expect(inQuotation == ["01-first.md:5:3 invalid-mathematics"])
    let aligned = "# T\r\n\r\n$$\\begin{align} a &= \\nonsense \\end{align}$$\r\n"
    let inAligned = try SampleBook(aligned).problems()
    #expect(inAligned == ["01-first.md:3:22 invalid-mathematics"])
  }
}
