import BookEvaluation
import BookSite
import BookStore
import CellKit
import Foundation
import Testing

@Suite("Notes and titles")
struct NoteTests {
  @Test(
    "A note that holds a block stands behind the paragraph, whole",
    arguments: [
      (
        "Run this:\n\n    ``` bash\n    echo hello\n    ```",
        "<p>Run this:</p>\n<div class=\"scroll\"><pre class=\"bash\">"
      ),
      ("Two things:\n\n    - one\n    - two", "<p>Two things:</p>\n<ul>"),
      ("Says:\n\n    > quoted", "<p>Says:</p>\n<blockquote>"),
      ("A table:\n\n    | a |\n    |---|\n    | 1 |", "<p>A table:</p>\n<div class=\"book-table scroll\""),
    ])
  func blocks(note: String, html: String) throws {
    let book = try SampleBook(
      "# T\n\nA sentence[^n] that *goes*[^m] on.\n\n- Item[^n]\n\n[^n]: \(note)\n\n[^m]: M.\n")
    try book.render()
    let page = PageText(try book.page())
    #expect(page.article.contains("that <em>goes</em><a class=\"note-reference\" id=\"fn2-from\""))
    #expect(
      page.article.contains(
        " on.</p>\n<div class=\"sidenote\" role=\"note\" id=\"fn1\"><sup class=\"note-number\">1</sup> \(html)"
      ))
    #expect(page.article.contains("<li>Item<a class=\"note-reference\" id=\"fn3-from\""))
    #expect(page.faults == [])
  }

  @Test("Contents and neighbours show the words of titles, without notes, links and ids")
  func titles() throws {
    let first = """
      ---
      title: Noted $x^2$ title
      ---

      # Noted[^n] [$x^2$](https://example.org) title

      [^n]: A note on the title.

      ## Section[^m] [two]{#two} `c` @perron, @sec-b {#sec-b}

      [^m]: Section note.
      """
    let book = try SampleBook([("01-first", first), ("02-second", "# Second\n\nSee @sec-b.\n")])
    try book.render()
    for file in ["01-first.html", "02-second.html"] {
      let page = try book.page(file)
      #expect(PageText(page).faults == [])
      for element in ["site-contents", "neighbours"] {
        let nav = page.firstMatch(of: try Regex("<nav class=\"\(element)\"(?:.|\n)*?</nav>"))?.0 ?? ""
        for trace in ["sidenote", "note-reference", "example.org", "id=\"two\"", "references.html#"] {
          #expect(!nav.contains(trace), "\(element) \(trace)")
        }
      }
    }
    let page = try book.page()
    #expect(page.contains("<title>Noted x^2 title · "))
    #expect(PageText(page).article.contains("<h1>Noted<a class=\"note-reference\" id=\"fn1-from\""))
    #expect(page.matches(of: /id="fn1"/).count == 1)
    let contents =
      "Section <span>two</span> <code>c</code> <span class=\"citation\">Perron (1907)</span>, Section\u{A0}1.1"
    #expect(page.contains(contents))
  }

  @Test("A claim's statement is shown again without its notes")
  func statement() throws {
    let book = try SampleBook("# T\n\n``` {.swift .claim #C1 source=\"s\"}\nj\n```\n: Below^[N.] @perron.\n")
    book.claim("C1", nil, .notRun)
    try book.render()
    #expect(try book.page().contains("Below<a class=\"note-reference\""))
    let ledger = try book.page("claims.html")
    #expect(ledger.contains("Below <span class=\"citation\">Perron (<a href=\"references.html#ref-perron\""))
    #expect(!ledger.contains("note-reference"))
  }
}
