import BookSite
import CellKit
import ChapterSyntax
import Testing

@Suite("Mathematics")
struct MathematicsTests {
  /// Columns counted by hand: KaTeX says where in the formula it stops.
  @Test(
    "A formula that KaTeX refuses is an error at its place in the chapter",
    arguments: [
      ("# T\n\nText $x + \\nonsense$ on.\n", "01-first.md:3:11 invalid-mathematics"),
      ("# T\n\n$$\na &= b \\\\\nc = \\nonsense\n$$ {#eq-x}\n", "01-first.md:4:3 invalid-mathematics"),
      ("# T\n\n$$\na = b \\\\\nc = \\nonsense\n$$ {#eq-x}\n", "01-first.md:5:5 invalid-mathematics"),
      ("# T\n\nAn $$ open one\n\nText.\n", "01-first.md:3:4 unclosed-equation"),
    ])
  func locations(text: String, problem: String) throws {
    #expect(try SampleBook(text).problems() == [problem])
  }

  @Test("A broken formula in a table's value is an error at its cell")
  func values() throws {
    let book = try SampleBook("# T\n\n``` {.swift .table #tbl-x caption=\"C.\"}\ntable\n```\n")
    try book.give("tbl-x", .table, Table([.init("$\\nonsense$")], rows: []))
    #expect(try book.problems() == ["01-first.md:3:1 invalid-mathematics"])
  }

  @Test("What is mathematics follows pandoc's rule for dollars")
  func dollars() throws {
    let book = try SampleBook("# T\n\nIt costs $5 and $6, or \\$7, but $x_1$ is a formula; $ y $ is none.\n")
    try book.render()
    let page = try book.page()
    #expect(page.contains("It costs $5 and $6, or $7, but <span class=\"katex\">"))
    #expect(page.contains("is a formula; $ y $ is none."))
  }

  @Test(
    "Numbers in a value are set well: powers of ten are raised by the page, a hyphen before a number is a minus"
  )
  func numbers() throws {
    let book = try SampleBook("# T\n\nIt is `size`{.swift}, `area`{.swift}.\n")
    try book.give("01-first-inline-1", .inline, "1.5 × 10⁻¹² < 2, [-0.1, 3-4]")
    try book.give("01-first-inline-2", .inline, "3 m², 100 % of it, 10⁻² % more")
    try book.render()
    let page = try book.page()
    #expect(page.contains("1.5 × 10<sup>−12</sup> &lt; 2, [−0.1, 3-4]"))
    #expect(page.contains("3 m², 100\u{A0}% of it, 10<sup>−2</sup>\u{A0}% more"))
  }

  @Test("An equation is shown as HTML and as MathML, with its number")
  func equation() throws {
    let book = try SampleBook("# T\n\n$$ a = b $$ {#eq-x}\n")
    try book.render()
    let page = try book.page()
    #expect(page.contains("<span class=\"equation numbered\" id=\"eq-x\"><span class=\"scroll\">"))
    #expect(page.contains("<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">"))
    #expect(
      page.contains(
        "<a class=\"equation-number\" href=\"#eq-x\" aria-label=\"Equation 1.1\">(1.1)</a></span>"))
  }

  @Test("KaTeX renders each formula once")
  func once() throws {
    let book = try SampleBook("# T\n\n$x$ and $x$ and $y$, $$ x $$\n")
    #expect(try book.render().formulas == 3)
    book.chapter("01-first", replacing: "and $y$", with: "or $y$ or $z$")
    #expect(try book.render().formulas == 1)
  }
}
