import BookEvaluation
import BookSite
import BookStore
import Testing

@Suite("Cross references")
struct CrossReferenceTests {
  static let targets = """
    # First

    ## Opening

    ### Deeper {#sec-deep}

    ## Norms {#sec-norms}

    $$ a = b $$ {#eq-first}
    $$ c = d $$
    $$
    e = f
    $$ {#eq-second}

    ::: {.theorem #thm-main name="Main"}
    Text.
    :::

    ::: {.remark}
    Unnamed, but counted.
    :::

    ::: {.lemma #lem-small}
    Text.
    :::

    ``` {.swift .figure #fig-one alt="One."}
    plot
    ```
    : Caption.

    ``` {.swift .figure #fig-two alt="Two."}
    plot
    ```
    : Caption.

    ``` {.swift .table #tbl-cell caption="Caption."}
    table
    ```

    | a | b |
    |---|---|
    | 1 | 2 |

    : Caption. {#tbl-prose}

    ``` {.swift .claim #C1 source="ours"}
    judge
    ```
    : Statement.

    ## Last, unnumbered {#sec-last .unnumbered}
    """

  /// By the rules of the numbering: chapter, then a count of its own for figures, tables, equations with a
  /// name, and theorems with their like; headings below level 3 and unnumbered ones have no number.
  @Test(
    "Numbers and links, from another chapter",
    arguments: [
      ("@sec-norms", "Section\u{A0}1.2", "01-first.html#sec-norms"),
      ("@sec-deep", "Section\u{A0}1.1.1", "01-first.html#sec-deep"),
      ("@sec-last", "“Last, unnumbered”", "01-first.html#sec-last"),
      ("@eq-first", "(1.1)", "01-first.html#eq-first"), ("@eq-second", "(1.2)", "01-first.html#eq-second"),
      ("@thm-main", "Theorem\u{A0}1.1", "01-first.html#thm-main"),
      ("@lem-small", "Lemma\u{A0}1.3", "01-first.html#lem-small"),
      ("@fig-one", "Figure\u{A0}1.1", "01-first.html#fig-one"),
      ("@fig-two", "Figure\u{A0}1.2", "01-first.html#fig-two"), ("-@fig-two", "1.2", "01-first.html#fig-two"),
      ("[@fig-two]", "Figure\u{A0}1.2", "01-first.html#fig-two"),
      ("@tbl-cell", "Table\u{A0}1.1", "01-first.html#tbl-cell"),
      ("@tbl-prose", "Table\u{A0}1.2", "01-first.html#tbl-prose"),
      ("@claim-C1", "Claim\u{A0}C1", "01-first.html#C1"),
    ])
  func numbers(reference: String, name: String, href: String) throws {
    let book = try SampleBook([
      ("01-first", Self.targets), ("02-second", "# Second\n\nSee \(reference), here.\n"),
    ])
    try book.render()
    let link = "<a class=\"reference\" href=\"\(href)\" data-preview=\"\(href)\">\(name)</a>"
    #expect(try book.page("02-second.html").contains("<p>See \(link), here.</p>"))
  }

  @Test("Within a page a link has no file; a list of references loses its brackets")
  func samePage() throws {
    let book = try SampleBook("# T\n\n## A {#sec-a}\n\n## B {#sec-b}\n\nSee [@sec-a; @sec-b].\n")
    try book.render()
    let a = "<a class=\"reference\" href=\"#sec-a\" data-preview=\"01-first.html#sec-a\">Section\u{A0}1.1</a>"
    let b = "<a class=\"reference\" href=\"#sec-b\" data-preview=\"01-first.html#sec-b\">Section\u{A0}1.2</a>"
    #expect(try book.page().contains("<p>See \(a); \(b).</p>"))
  }

  @Test("Links to chapters and to claims")
  func links() throws {
    let book = try SampleBook([
      ("01-first", Self.targets),
      ("02-second", "# Second\n\n[one](01-first.md), [two](01-first.md#sec-norms), [C1](#C1).\n"),
    ])
    try book.render()
    let page = try book.page("02-second.html")
    #expect(page.contains("<a href=\"01-first.html\" data-preview=\"01-first.html\">one</a>"))
    #expect(
      page.contains("<a href=\"01-first.html#sec-norms\" data-preview=\"01-first.html#sec-norms\">two</a>"))
    #expect(page.contains("<a href=\"01-first.html#C1\" data-preview=\"01-first.html#C1\">C1</a>"))
  }

  @Test("References in code and addresses are left alone")
  func code() throws {
    let text = """
      # T

      `@fig-none` and <mail@fig-none.example> and a@eq-b.

      ```
      @sec-none $x$
      ```
      """
    let book = try SampleBook(text)
    try book.render()
    let page = try book.page()
    #expect(page.contains("<code>@fig-none</code>"))
    #expect(page.contains("<code>@sec-none $x$</code>"))
    #expect(page.contains("a@eq-b."))
  }

  @Test("Everything that is wrong is reported at its place, at once, and nothing is written")
  func unknown() throws {
    let book = try SampleBook([
      (
        "01-first",
        "# T\n\nSee @fig-none and\n  @eq-none.\n\n::: {.theorem #thm-x name=\"@perrom\"}\n-@thm-y\n:::\n"
      ),
      (
        "02-second",
        "# S\n\n> [x](#nowhere), [y](09-none.md)\n\n- [@fig-none; @perron]\n- ![z](z.png)\n\n## H @nobody {#sec-h}\n"
      ),
    ])
    #expect(
      try book.problems() == [
        "01-first.md:3:5 unknown-reference", "01-first.md:4:3 unknown-reference",
        "01-first.md:6:28 unknown-citation", "01-first.md:7:1 unknown-reference",
        "02-second.md:3:7 unknown-reference", "02-second.md:3:22 unknown-reference",
        "02-second.md:5:4 mixed-citation", "02-second.md:5:4 unknown-reference",
        "02-second.md:6:3 image-file", "02-second.md:8:6 unknown-citation",
      ])
    #expect(try book.site().isEmpty)
  }

  @Test("The same id twice is an error at the second, which names the first")
  func duplicates() throws {
    let book = try SampleBook("# T\n\n$$ a $$ {#eq-x}\n\n$$ b $$ {#eq-x}\n")
    #expect(try book.problems() == ["01-first.md:5:9 duplicate-id"])
  }

  @Test("Citations link to the references, which say where they are cited")
  func citations() throws {
    let book = try SampleBook("# T\n\nAs @perron says [@lohmiller, p. 3].\n")
    try book.render()
    let page = try book.page()
    let link =
      "<a href=\"references.html#ref-perron\" role=\"doc-biblioref\" class=\"citation-link\" "
      + "data-preview=\"references.html#ref-perron\">1907</a>"
    #expect(page.contains("Perron (\(link))"))
    #expect(!page.contains("csl-entry"))
    let references = try book.page("references.html")
    #expect(references.contains("<li id=\"ref-lohmiller\">"))
    #expect(references.contains("Cited in <a href=\"01-first.html\">T</a>."))
  }

  @Test(
    "One list has every publication that any chapter cites, told apart by the same letters everywhere, and no other"
  )
  func oneList() throws {
    let bibliography = """
      @article{a, author = {Perron, O.}, title = {A}, journal = {J}, year = {1907}, doi = {10.5555/a}}
      @article{b, author = {Perron, O.}, title = {B}, journal = {J}, year = {1907}, eprint = {0101.1}, archivePrefix = {arXiv}}
      @article{c, author = {Perron, O.}, title = {Unread}, journal = {J}, year = {1906}}
      """
    let book = try SampleBook(
      [("01-first", "# F\n\nNothing.\n"), ("02-second", "# S\n\nBy @a.\n"), ("03-third", "# T\n\nBy @b.\n")],
      bibliography: bibliography)
    try book.render()
    #expect(try book.page("02-second.html").contains("href=\"references.html#ref-a\""))
    #expect(try book.page("02-second.html").contains(">1907a</a>"))
    #expect(try book.page("03-third.html").contains(">1907b</a>"))
    let references = try book.page("references.html")
    #expect(references.matches(of: /<li id="([^"]*)"/).map(\.1) == ["ref-a", "ref-b"])
    #expect(references.contains("<a href=\"https://doi.org/10.5555/a\">"))
    #expect(references.contains("<a href=\"https://arxiv.org/abs/0101.1\">"))
    #expect(!references.contains("Unread"))
    // Another chapter now cites the third: it stands in the one list.
    book.chapter("01-first", replacing: "Nothing", with: "See @c")
    try book.render()
    let ids = try book.page("references.html").matches(of: /<li id="([^"]*)"/).map(\.1)
    #expect(ids == ["ref-c", "ref-a", "ref-b"])
  }
}
