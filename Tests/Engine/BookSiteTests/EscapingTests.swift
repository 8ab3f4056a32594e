import BookEvaluation
import BookSite
import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support
import Testing

@Suite("Escaping")
struct EscapingTests {
  static let hostile = "</script><script>alert(1)</script>\"' onload=\"alert(2)"

  /// Elements and attributes that only hostile text could have brought in.
  private func isClean(_ page: String) -> Bool {
    let scripts = Self.withoutData(page).matches(of: /<script/).count
    return scripts == 2 && !page.contains("alert(1)</script")
      && page.firstMatch(of: /\son(?:load|click)=["']/) == nil
  }

  /// Without the one block of data, in which no tag can be.
  private static func withoutData(_ page: String) -> String {
    page.replacing(/<script type="application\/ld\+json">[^<]*<\/script>/, with: "", maxReplacements: 1)
  }

  @Test("HTML in prose, titles, headings, notes, captions and names is an error at its place")
  func tags() throws {
    let text = """
      ---
      title: A <script>alert(1)</script> title
      ---

      ## A <img src=x onload=alert(2)> heading {#sec-h}

      <div onclick="x()">text</div> H<sub>2</sub>O<br>[^n] <!-- nothing -->

      [^n]: A <b>note</b>.

      ::: {.theorem #thm-x name="<i>x</i>"}
      Text.
      :::

      ``` {=html}
      <iframe>
      ```

      ``` {.swift .table #tbl-x}
      table
      ```
      : A <kbd>caption</kbd>.
      """
    let places = ["2:10", "5:6", "7:1", "7:32", "7:45", "9:9", "11:28", "16:1", "22:5"]
    let problems = try SampleBook(text).problems()
    #expect(problems == places.map { "01-first.md:\($0) html-in-text" })
  }

  @Test("The sign of a tag with a backslash, and code, are text everywhere")
  func prose() throws {
    let text = """
      ---
      title: A \\<script>alert(1)\\</script> title
      ---

      ## A \\<img src=x onload=alert(2)> heading {#sec-h}

      `<div onclick="x()">` \\<b>bold\\</b>[^n]

      [^n]: A \\<script>alert(1)\\</script> note.

      ::: {.theorem #thm-x name="`<script>alert(1)</script>`"}
      Text.
      :::

      ::: {.aside onclick="x()"}
      Text.
      :::

      [link](javascript:alert(1)) and [data](data:text/html,x) and [fine](https://example.org/a?b=1&c=2).
      """
    let book = try SampleBook(text)
    try book.render()
    for file in ["01-first.html", "index.html", "claims.html"] { #expect(isClean(try book.page(file))) }
    let page = try book.page()
    #expect(page.contains("&lt;b&gt;bold&lt;/b&gt;"))
    #expect(!page.contains("javascript:"))
    #expect(!page.contains("href=\"data:"))
    #expect(page.contains("href=\"https://example.org/a?b=1&amp;c=2\""))
  }

  @Test("Values, captions, alternative texts, messages and data are text")
  func values() throws {
    let text = """
      # T

      ``` {.swift .table #tbl-x caption="C."}
      // </code></pre><script>alert(1)</script>
      table
      ```

      ``` {.swift .figure #fig-x alt="</script><script>alert(1)</script>' onload='alert(2)"}
      plot
      ```
      : Caption.

      ``` {.swift .claim #C1 source="ours: <script>alert(1)</script>" scope="<script>alert(2)</script>"}
      judge
      ```
      : Statement.

      ``` {.swift .figure #fig-y alt="Y."}
      plot
      ```
      : Caption.

      Inline `x`{.swift}.
      """
    let book = try SampleBook(text)
    try book.give("tbl-x", .table, Table([.init(Self.hostile)], rows: [[Self.hostile]]))
    book.giveFigure("fig-x", csv: "\(Self.hostile)\n\(Self.hostile)\n")
    let check = Check.number(Self.hostile, observed: 1, expected: 0...1, witness: Self.hostile)
    book.claim(
      "C1", Judgement(check, remark: Self.hostile), .reproduced,
      source: ClaimSource(.ours, Self.hostile), scope: Self.hostile)
    book.outcomes["fig-y"] = CellOutcome(
      id: "fig-y", kind: .figure,
      state: .failed([
        Diagnostic(id: "x", message: Self.hostile, at: SourceLocation(file: Self.hostile, line: 1))
      ]))
    let inline = try #require(book.plan.chapters[0].cells.first { $0.kind == .inline })
    try book.give(inline.id, .inline, Self.hostile)
    try book.render()
    for file in ["01-first.html", "index.html", "claims.html"] { #expect(isClean(try book.page(file))) }
    for file in ["assets/search.js", "assets/previews.js"] {
      #expect(!(try book.page(file)).contains("<"))
    }
  }

  @Test("A text that contains a token of an earlier build is text")
  func tokens() throws {
    let book = try SampleBook("# T\n\nThe value $x$ and zq0123456789abcdefn0z.\n")
    try book.render()
    #expect(try book.page().contains("zq0123456789abcdefn0z."))
  }

  @Test(
    "The file name of a figure stays in its folder",
    arguments: [
      ("fig-x", "fig-x"), ("../../etc/passwd", "-..-..-etc-passwd"), ("a/b", "a-b"), (".hidden", "-.hidden"),
      ("é", "-"), ("a b\"<", "a-b--"),
    ])
  func names(id: String, name: String) { #expect(SiteFiles.figureName(of: id) == name) }

  @Test("Interpolated text is escaped, interpolated markup is not")
  func markup() {
    let text = "<a href=\"x\">'&"
    let markup: Markup = "<p title=\"\(text)\">\(Markup(trusted: "<br>"))\(3)</p>"
    #expect(markup.html == "<p title=\"&lt;a href=&quot;x&quot;&gt;&#39;&amp;\"><br>3</p>")
  }

  @Test("No page loads anything from elsewhere, and each has the policy that forbids it")
  func requests() throws {
    let book = try SampleBook("# T\n\nText $x$ and [a link](https://example.org).\n")
    try book.render()
    for (path, data) in try book.site() where !path.hasSuffix(".woff2") {
      let text = String(decoding: data, as: UTF8.self)
      #expect(text.firstMatch(of: /<(?:link|script|img|iframe)[^>]*(?:href|src)="(?:https?:)?\/\//) == nil)
      #expect(text.firstMatch(of: /url\(["']?(?:https?:)?\/\//) == nil)
      #expect(text.firstMatch(of: /@import|fetch\(|XMLHttpRequest|import\(/) == nil)
      if path.hasSuffix(".html") {
        #expect(text.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "))
        #expect(Self.withoutData(text).firstMatch(of: /<script>|<style|<script[^>]*>[^<]/) == nil)
      }
    }
  }
}
