import BookEvaluation
import BookSite
import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support
import Testing

@Suite("Pages")
struct PageTests {
  static let cells = """
    # T

    ``` {.swift .result #some-rows type="[Row]"}
    let rows = 3 // why
    ```

    ``` {.swift .figure #fig-x alt="A \\"curve\\"."}
    plot(someRows)
    ```
    : Caption with *emphasis*.

    ``` {.swift .table #tbl-x caption="Rows."}
    table
    ```

    ``` {.swift .claim #C1 name="a bound" source="abstract: sentence 2" scope="a small model"}
    judge
    ```
    : The measure is *below* the norm.
    """

  static func book() throws -> SampleBook {
    let book = try SampleBook(cells)
    try book.give("some-rows", .result, [1, 2])
    book.giveFigure("fig-x")
    try book.give(
      "tbl-x", .table, Table([.init("Name", .leading), .init("Value")], rows: [["a & b", "1.5"]]))
    let judgement = Judgement(
      .inequality("bound", worst: 0.5, atMost: 1, tolerance: 1e-12, count: 20_000, witness: "pair 3"))
    book.claim("C1", judgement, .reproduced, scope: "a small model")
    return book
  }

  @Test("A figure has number, caption, alternative text, size, both images, and all its controls")
  func figure() throws {
    let book = try Self.book()
    try book.render()
    let page = try book.page()
    let image = """
      <img class="on-light" src="figures/fig-x.png" width="640" height="400" alt="A &quot;curve&quot;.">\
      <img class="on-dark" src="figures/fig-x-dark.png" width="640" height="400" alt="A &quot;curve&quot;." \
      loading="lazy">
      """
    #expect(page.contains("<figure class=\"book-figure\" id=\"fig-x\">"))
    #expect(page.contains(image))
    #expect(
      page.contains(
        "<figcaption><a class=\"label\" href=\"#fig-x\">Figure\u{A0}1.1.</a> Caption with <em>emphasis</em>.")
    )
    #expect(page.contains("Source<span class=\"visually-hidden\"> of Figure\u{A0}1.1</span>"))
    for control in ["Data", "Provenance", "Reproduce"] {
      #expect(page.contains("<summary>\(control)</summary>"))
    }
    #expect(page.contains("<code>./nemon-book figure fig-x</code>"))
    #expect(page.contains("<dt>Seed</dt><dd>7</dd>"))
    let site = try book.site()
    #expect(site["figures/fig-x.png"] == Data("light".utf8))
    #expect(site["figures/fig-x-dark.png"] == Data("dark".utf8))
    #expect(site["figures/fig-x.csv"] == Data("x,y\n1,2\n".utf8))
  }

  @Test("A table has its caption inside, and aligns by column")
  func table() throws {
    let book = try Self.book()
    try book.render()
    let golden = """
      <table class="booktabs"><caption><a class="label" href="#tbl-x">Table\u{A0}1.1.</a> Rows.</caption>\
      <thead><tr><th scope="col" class="leading">Name</th><th scope="col" class="trailing">Value</th></tr></thead>\
      <tbody><tr><td class="leading">a &amp; b</td><td class="trailing">1.5</td></tr></tbody></table>
      """
    #expect(try book.page().contains(golden))
  }

  @Test("Numbers with an exponent are typeset, and a table wider than the text may reach into the margin")
  func wideTableOfSmallNumbers() throws {
    let book = try Self.book()
    let titles = (1...9).map { Table.Column("column \($0)") }
    try book.give(
      "tbl-x", .table, Table(titles, rows: [["2.6e-16"] + Array(repeating: "1e5 or more", count: 8)]))
    try book.render()
    let page = try book.page()
    #expect(page.contains("<div class=\"book-table wide\" id=\"tbl-x\">"))
    #expect(page.contains("<td class=\"trailing\"><span class=\"katex\">") && !page.contains("2.6e-16"))
    #expect(page.contains("<td class=\"trailing\">1e5 or more</td>"))
  }

  @Test("The search finds figures, tables and claims by number and by name, and formulas as they are read")
  func searchEntries() throws {
    let text = Self.cells.replacing(
      "# T\n", with: "# T\n\nThe measure $\\mu_\\infty(A) \\le \\lambda \\cdot x$.\n")
    let book = try SampleBook(text)
    book.giveFigure("fig-x")
    try book.render()
    let script = String(decoding: try #require(book.site()["assets/search.js"]), as: UTF8.self)
    #expect(
      script.contains(
        "\"h\":\"Figure 1.1\",\"p\":\"T\",\"u\":\"01-first.html#fig-x\",\"x\":\"Caption with emphasis.\""))
    #expect(
      script.contains(
        "\"h\":\"Claim C1: a bound\",\"p\":\"T\",\"u\":\"01-first.html#C1\",\"x\":\"The measure is below the norm.\""
      ))
    #expect(script.contains("The measure μ∞(A) ≤λ·x."))
  }

  @Test("What stands elsewhere can be shown again, without its ids and with the way to it")
  func shownAgain() throws {
    let again = "# Again\n\n::: again\n@fig-x\n@claim-C1\n:::\n"
    let book = try SampleBook([("01-first", Self.cells), ("02-second", again)])
    book.giveFigure("fig-x")
    book.claim("C1", nil, .partly, name: "a bound")
    try book.render()
    let page = try book.page("02-second.html")
    #expect(
      page.contains(
        "<div class=\"again of-figure\"><div class=\"figure-image\"><img class=\"on-light\" src=\"figures/fig-x.png\""
      ))
    #expect(page.contains("<a href=\"01-first.html#fig-x\">Code and data of Figure\u{A0}1.1</a>"))
    #expect(page.contains("<a href=\"01-first.html#C1\">Claim C1: a bound</a>"))
    #expect(!page.contains("data-again") && !page.contains("id=\"fig-x\""))
    book.chapter("02-second", replacing: "@fig-x\n", with: "Look at @fig-x\n")
    let error = #expect(throws: SiteError.self) { try book.render() }
    guard case .chapters(let diagnostics) = error else { return #expect(Bool(false), "\(error as Any)") }
    #expect(diagnostics.map(\.id) == ["again"])
    #expect(diagnostics.first?.location.line == 3)
  }

  @Test("Pages of chapter 0 have their names alone")
  func frontMatter() throws {
    let book = try SampleBook([
      ("00-abstract", "# A\n\nText.\n"), ("00-paper", "# B\n\nText.\n"), ("01-first", "# C\n\nText.\n"),
    ])
    try book.render()
    let pages = try book.site().keys.filter {
      $0.hasSuffix(".html") && !$0.hasPrefix("claims") && !$0.hasPrefix("references")
    }
    #expect(pages.sorted() == ["01-first.html", "index.html", "paper.html"])
    #expect(!(try book.page("paper.html")).contains("Chapter 0"))
  }

  @Test("Setups stand behind the mark of the next cell, the last ones behind one of their own")
  func setups() throws {
    let setup = { (name: String) in "``` {.swift .setup}\nstruct \(name) {}\n```\n\n" }
    let text =
      "# T\n\n" + setup("A") + "Text.\n\n``` {.swift .result #some-rows type=\"[Int]\"}\n[1]\n```\n\n"
      + setup("B")
    let book = try SampleBook(text)
    try book.give("some-rows", .result, [1])
    try book.render()
    let page = try book.page()
    let marks = page.components(separatedBy: "<details class=\"source\">").dropFirst()
    #expect(marks.count == 2)
    let isResult = { (mark: String?) in mark?.contains("<span class=\"number\">1</span>") }
    #expect(marks.allSatisfy { $0.contains("<span class=\"keyword\">struct</span>") })
    #expect(isResult(marks.first) == true && isResult(marks.last) == false)
  }

  @Test("The start and the foot of every page lead to the paper")
  func paper() throws {
    let book = try Self.book()
    try book.render()
    let link = "href=\"https://example.org/paper\">"
    #expect(try book.page("index.html").ranges(of: link).count == 3)
    for (path, data) in try book.site() where path.hasSuffix(".html") {
      #expect(String(decoding: data, as: UTF8.self).contains(link), "\(path)")
    }
  }

  @Test("Trouble is said in place and in words")
  func trouble() throws {
    let book = try Self.book()
    let location = SourceLocation(file: "chapters/01-first.md", line: 8, column: 3)
    book.outcomes["fig-x"] = CellOutcome(
      id: "fig-x", kind: .figure, state: .failed([Diagnostic(id: "trap", message: "index", at: location)]))
    book.outcomes["tbl-x"]?.state = .stale
    book.outcomes["some-rows"] = CellOutcome(
      id: "some-rows", kind: .result, state: .notRun(reason: "It costs hours: run `a <b>`."))
    try book.render()
    let page = try book.page()
    #expect(page.contains("</svg> Failed</p><p><code>chapters/01-first.md:8:3</code> index</p></div>"))
    #expect(page.contains("</svg> Stale</p>"))
    #expect(page.contains("</svg> Not run</p><p>It costs hours: run <code>a &lt;b&gt;</code>.</p></div>"))
    #expect(page.contains("<table class=\"booktabs\"><caption>"))
  }

  @Test("At quick scale every page says that there are no verdicts")
  func quick() throws {
    let book = try Self.book()
    book.scale = .quick
    try book.render()
    for (path, data) in try book.site() where path.hasSuffix(".html") {
      #expect(String(decoding: data, as: UTF8.self).contains("<strong>Quick scale: no verdicts.</strong>"))
    }
    book.scale = .paper
    try book.render()
    #expect(!(try book.page()).contains("Quick scale"))
  }

  @Test("Chapter 0 is the landing page")
  func landing() throws {
    let book = try SampleBook([
      ("00-start", "# Start\n\nThe abstract.\n"), ("01-first", "# First\n\nText.\n"),
    ])
    try book.render()
    #expect(try book.page("index.html").contains("<p>The abstract.</p>"))
    #expect(try book.site()["00-start.html"] == nil)
  }

  @Test(
    "The first page says how long each costly cell took, with what earlier runs took, where that was recorded"
  )
  func costlyCells() throws {
    let cells = ["slow", "put-together", "cheap"].map { id in
      "``` {.swift .result #\(id) type=\"Int\"\(id == "cheap" ? "" : " cost=\"hours\"")}\n1\n```\n"
    }
    let book = try SampleBook("# T\n\n" + cells.joined(separator: "\n"))
    for id in ["slow", "put-together", "cheap"] { try book.give(id, .result, 1) }
    book.outcomes["slow"]?.value?.trace?.keptSeconds = 7200
    try book.render()
    let page = try book.page("index.html")
    let rows = page.matches(of: /<th scope="row">.*?<code>([a-z-]*)<\/code>.*?<td>(.*?)<\/td>/).map {
      "\($0.1) \($0.2)"
    }
    #expect(rows == ["slow 2.0\u{A0}h", "put-together not recorded"])
    #expect(page.contains("computed before: 2.0\u{A0}h recorded, in 1 of 2 cells"))
    book.sourceDate = Date(timeIntervalSince1970: 1_790_000_000)
    try book.render()
    #expect(!(try book.page("index.html").contains("computed before")))
    (book.sourceDate, book.scale) = (nil, .quick)
    for id in ["slow", "put-together", "cheap"] { try book.give(id, .result, 1) }
    try book.render()
    #expect(!(try book.page("index.html").contains("computed before")))
  }

  @Test("Each page has one h1, and every id once")
  func structure() throws {
    let book = try Self.book()
    book.chapter(
      "01-first", replacing: "# T\n", with: "# T\n\n## A\n\n## A\n\n#### Deep\n\nNote.^[A note.]\n")
    try book.render()
    for (path, data) in try book.site() where path.hasSuffix(".html") {
      let page = String(decoding: data, as: UTF8.self)
      #expect(page.matches(of: /<h1[ >]/).count == 1, "\(path)")
      let ids = page.matches(of: /\sid="([^"]*)"/).map(\.1)
      #expect(Set(ids).count == ids.count, "\(path)")
    }
  }

  @Test("A theorem's label runs into its text")
  func theorem() throws {
    let book = try SampleBook("# T\n\n::: {.theorem #thm-x name=\"After *Perron*\"}\nText.\n:::\n")
    try book.render()
    let golden = """
      <div id="thm-x" class="theorem theorem-like">
      <p><a class="theorem-label" href="#thm-x">Theorem\u{A0}1.1</a> \
      <span class="theorem-name">(After <em>Perron</em>)</span> Text.</p>
      </div>
      """
    #expect(try book.page().contains(golden))
  }

  @Test("A note stands behind its reference, and no list of notes at the end")
  func note() throws {
    let book = try SampleBook("# T\n\nText.[^a]\n\n[^a]: A *note*.\n")
    try book.render()
    let golden = """
      <p>Text.<a class="note-reference" id="fn1-from" href="#fn1" role="doc-noteref" aria-label="Note 1">\
      <sup>1</sup></a><span class="sidenote" role="note" id="fn1"><sup>1</sup> \
      <span class="note-paragraph">A <em>note</em>.</span></span></p>
      """
    let page = try book.page()
    #expect(page.contains(golden))
    #expect(!page.contains("doc-endnotes"))
  }

  @Test("Swift is marked by its tokens, comments included")
  func highlighting() {
    let code = "let n = 3 // why\nx.map { \"a<\\(n)\" }"
    let golden = """
      <span class="keyword">let</span> n = <span class="number">3</span><span class="comment"> // why
      </span>x.map { <span class="string">&quot;a&lt;\\(</span>n<span class="string">)&quot;</span> }
      """
    #expect(SwiftHighlighter.markup(of: code).html == golden)
  }

  @Test(
    "Numbers as a reader wants them",
    arguments: [
      (0.5, "0.5"), (-3, "−3"), (1e-12, "1\u{A0}×\u{A0}10<sup>−12</sup>"), (4096, "4096"),
      (0.123456789, "0.12346"),
      (.infinity, "∞"), (-.infinity, "−∞"), (2.5e9, "2.5\u{A0}×\u{A0}10<sup>9</sup>"),
    ] as [(Double, String)])
  func numbers(value: Double, text: String) { #expect(Format.number(value).html == text) }

  @Test(
    "Thousands are set apart by thin spaces, from five digits on",
    arguments: [
      ("2,000,000", "2\u{202F}000\u{202F}000"), ("2,000", "2000"),
      ("10,000 of 20,000.", "10\u{202F}000 of 20\u{202F}000."),
      ("1, 2 and 3", "1, 2 and 3"), ("1,5", "1,5"), ("0.1,0.2", "0.1,0.2"), ("12,345,", "12\u{202F}345,"),
      ("none", "none"),
    ])
  func thousands(written: String, shown: String) { #expect(Format.withThinSpaces(written) == shown) }

  @Test(
    "Durations",
    arguments: [
      (0.0123, "12\u{A0}ms"), (3.21, "3.2\u{A0}s"), (59.6, "60\u{A0}s"), (600, "10\u{A0}min"),
      (7200, "2.0\u{A0}h"),
    ] as [(Double, String)])
  func durations(seconds: Double, text: String) { #expect(Format.seconds(seconds) == text) }

  @Test("A long entry is cut, one that fits is not")
  func excerpts() {
    #expect(Format.excerpt("00ff00", length: 6) == "00ff00")
    #expect(Format.excerpt("00ff00f", length: 6) == "00ff0…")
  }
}
