import BookEvaluation
import BookSite
import CellKit
import ChapterSyntax
import Foundation
import Testing

/// What the pages say of claims: cards, heads of chapters, the ledger.
@Suite("Claims on the pages")
struct ClaimPageTests {
  @Test("A claim shows its verdict in words, its statement and its checks; the landing page counts it")
  func claim() throws {
    let book = try PageTests.book()
    try book.render()
    let page = try book.page()
    #expect(page.contains("<div class=\"claim reproduced\" id=\"C1\""))
    let statement = """
      <div class="claim-statement">The measure is <em>below</em> the norm.\
      <p class="scope">Judged on: a small model</p></div>
      """
    #expect(page.contains(statement))
    #expect(page.contains("<td role=\"cell\" class=\"trailing\" data-label=\"Observed\">0.5</td>"))
    #expect(
      page.contains(
        "data-label=\"Expected\">≤ 1<span class=\"interval\">tolerance 1\u{A0}×\u{A0}10<sup>−12</sup>"))
    #expect(page.contains("data-label=\"n\">20\u{202F}000</td>"))
    #expect(page.contains(">Witness</span>: pair 3."))
    let start = try book.page("index.html")
    #expect(start.contains("<p class=\"score\">The paper’s 1 claim is reproduced.</p>"))
    let ledger = try book.page("claims.html")
    let row = try #require(ledger.firstMatch(of: /<tr role="row"><th role="rowheader" scope="row">.*?<\/tr>/))
      .output
    #expect(row.contains("<td role=\"cell\" class=\"outcome\"><span class=\"verdict reproduced\">"))
    #expect(
      row.contains(
        "The measure is <em>below</em> the norm.<span class=\"scope\">Judged on: a small model</span>"))
    #expect(row.contains("<td role=\"cell\" class=\"source\">abstract: sentence 2</td>"))
  }

  @Test("A claim opens its chapter, marks it in the contents, and wherever it is referred to")
  func claimsAhead() throws {
    let book = try SampleBook([
      ("01-first", PageTests.cells), ("02-second", "# Second\n\nAs @claim-C1 says, and again [this](#C1).\n"),
    ])
    let judgement = Judgement(
      .inequality("bound", worst: 2, atMost: 1, count: 20), remark: "It is *twice* the limit of $1$.")
    book.claim("C1", judgement, .notReproduced, name: "a bound")
    try book.render()
    let mark = "<span class=\"mark notReproduced\" title=\"C1: not reproduced\">"
    let first = try book.page()
    let head = try #require(first.firstMatch(of: /<ul class="chapter-claims".*?<\/ul>/)).output
    #expect(head.contains("<a href=\"#C1\">Claim C1: a bound</a>"))
    #expect(head.contains("<p class=\"why\">It is *twice* the limit of <span class=\"katex\">"))
    let second = try book.page("02-second.html")
    #expect(second.contains("Claim\u{A0}C1\(mark)"))
    #expect(second.ranges(of: mark).count == 2, "in the contents, and at the reference")
    #expect(!second.contains("chapter-claims"))
  }

  @Test("Of a claim's checks the page shows those that decide: what fails first of all")
  func decidingChecks() throws {
    let book = try PageTests.book()
    let held = (1...9).map { Check.inequality("held \($0)", worst: 0, atMost: 1, count: 2) }
    let failed = Check.inequality("failed", worst: 2, atMost: 1, count: 2)
    book.claims.entries = []
    book.claim("C1", Judgement(essential: held, supporting: [failed]), .partly)
    try book.render()
    let shown = try #require(book.page().firstMatch(of: /<ul class="deciding">.*?<\/ul>/)).output
    #expect(shown.contains("<span class=\"check-name\">held 5</span>"))
    #expect(!shown.contains("held 6"))
    #expect(shown.contains("<span class=\"check-name\">failed</span> <span class=\"check-value\">2</span>"))
    #expect(
      try book.page().contains("<summary>All 10 checks, with samples, witnesses, seeds and source</summary>"))
  }

  @Test(
    "A check whose name ends with a reference leads to the figure; no figure of that name is an error, at its place"
  )
  func placesOfChecks() throws {
    let book = try PageTests.book()
    let check = Check.inequality("largest ratio, @home @fig-x", worst: 2, atMost: 1, count: 2)
    book.claims.entries = []
    book.claim("C1", Judgement(check), .notReproduced)
    try book.render()
    let shown = try #require(book.page().firstMatch(of: /<ul class="deciding">.*?<\/ul>/)).output
    #expect(
      shown.contains(
        "<span class=\"check-name\">largest ratio, @home "
          + "<a class=\"check-place\" href=\"01-first.html#fig-x\" data-preview=\"01-first.html#fig-x\">Figure\u{A0}1.1</a></span>"
      ))
    let code = "judge(\n  Check(\"é @fig-none\", 1), Check(\"@tbl-x is no reference\", 2), // @fig-other\n)"
    let wrong = try SampleBook(PageTests.cells.replacing("judge", with: code))
    #expect(try wrong.problems() == ["01-first.md:18:12 unknown-reference"])
  }

  @Test(
    "Numbers to two digits of their interval's length",
    arguments: [
      (-0.00144, 0.0022, "−0.0014"), (12.3456, 0.8, "12.35"), (8_150, 40, "8150"),
      (3.2e-14, 8e-15, "3.2\u{A0}×\u{A0}10<sup>−14</sup>"),
      (0.5, 0, "0.5"), (-0.3, 11, "0"), (-0.02, 3, "0.0"),
    ] as [(Double, Double, String)])
  func steps(value: Double, step: Double, text: String) {
    #expect(Format.number(value, step: step).html == text)
  }

  @Test(
    "Seeds in runs",
    arguments: [
      ([1], "Seed 1"), ([1, 2, 3, 9], "Seeds 1 to 3 and 9"), ([1, 2, 5, 6, 7, 8], "Seeds 1, 2 and 5 to 8"),
    ] as [([UInt64], String)])
  func seeds(seeds: [UInt64], text: String) { #expect(Format.seeds(seeds) == text) }

  @Test("The paper's claims come first, and are counted apart from those of others")
  func groups() throws {
    let book = try SampleBook("# T\n\nText.\n")
    book.claim("S1", nil, .undecidable, source: ClaimSource(.summary, "its end"))
    book.claim("B1", nil, .notReproduced, source: ClaimSource(.ours))
    book.claim("C2", nil, .partly)
    book.claim("C1", nil, .reproduced)
    try book.render()
    for file in ["index.html", "claims.html"] {
      let page = try book.page(file)
      #expect(page.contains("<p class=\"score\">Of the paper’s 2 claims 1 is reproduced, 1 partly.</p>"))
      let order = page.matches(of: /scope="rowgroup" colspan="4">([^<]*)<|scope="row">(\w+)</).map {
        $0.1 ?? $0.2 ?? ""
      }
      #expect(
        order == [
          "The paper’s claims", "C2", "C1", "This book’s own claims", "B1",
          "Claims of a machine-written summary of the paper", "S1",
        ])
    }
  }

  @Test("A claim whose verdict is not the recorded one says so")
  func changedClaim() throws {
    let book = try PageTests.book()
    book.claims.entries[0].verdict = .notReproduced
    book.claims.entries[0].recorded = .reproduced
    try book.render()
    #expect(try book.page().contains("The recorded verdict is: reproduced."))
    #expect(try book.page("claims.html").contains("recorded: reproduced"))
  }
}
