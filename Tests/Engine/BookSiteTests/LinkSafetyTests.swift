import BookSite
import Testing

@Suite("What authors may put on a page")
struct LinkSafetyTests {
  @Test(
    "Attributes other than id, class, lang and dir do not reach the page",
    arguments: [
      "[a](https://example.org){href=\"javascript:x\" ping=\"https://e\" style=\"position:fixed\" onclick=\"x\" target=_top}",
      "[a]{style=\"position:fixed\" onclick=\"x\" data-preview=\"y\" is=z}", "`a`{style=\"x\" onclick=y}",
      "::: {style=\"position:fixed\" onmouseover=x}\na\n:::", "## a {style=x onclick=y}",
      "``` {.bash onclick=x style=y}\na\n```",
    ])
  func attributes(_ text: String) throws {
    let book = try SampleBook("# T\n\n" + text + "\n")
    try book.render()
    let page = PageText(try book.page())
    #expect(page.faults == [])
    for name in [
      "style=", "ping", "onclick", "onmouseover", "javascript", "target", "data-preview=\"y", "is=",
    ] {
      #expect(!page.article.contains(name), "\(name)")
    }
  }

  @Test(
    "An address with another scheme is no link",
    arguments: [
      "javascript:alert(1)", "JavaScript:alert(1)", "<java&#10;script:alert(1)>", "&#1;javascript:alert(1)",
      "data:text/html,x",
      "vbscript:x", "file:///etc/passwd", "<&#9;javascript:x>", "javascript&colon;alert(1)",
    ])
  func schemes(_ address: String) throws {
    let book = try SampleBook("# T\n\n[a](\(address)) [b][r] <b@example.org>\n\n[r]: \(address)\n")
    try book.render()
    let article = PageText(try book.page()).article
    #expect(article.contains("<a>a</a>") && article.contains("<a>b</a>"), "\(article)")
    #expect(article.matches(of: /href=/).count == 1)
  }
}
