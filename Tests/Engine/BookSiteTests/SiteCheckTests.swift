import BookSite
import BookStore
import CellKit
import Foundation
import Testing

@Suite("Links of the finished site")
struct SiteCheckTests {
  private static func check(_ page: String, _ others: [String: String] = [:]) -> SiteCheck {
    let files = ["index.html": page, "other.html": "<p id=\"a-b\">", "figures/x.png": ""].merging(others) {
      $1
    }
    return SiteCheck(files.mapValues { Data($0.utf8) })
  }

  static let good = [
    "<a href=\"other.html#a-b\">", "<a href='other.html'>", "<a href=other.html>",
    "<A HREF = \"other.html\" >",
    "<a href=\"other.html?x=1#a-b\">", "<a href=\"other.html#a%2Db\">", "<a href=\"ot&#x68;er.html\">",
    "<a href=\"./figures/../other.html\">", "<img src=\"figures/x.png\"><p>a < b",
    "<img src=\"data:image/png,x\">",
    "<a id=\"ü\" href=\"#%C3%BC\">", "<a id=\"a&amp;b\" href=\"#a&#38;b\">", "<a name=\"n\" href=\"#n\">",
    "<a href=\"https://example.org/x#y\">", "<a href=\"mailto:a@example.org\">",
    "<!-- <a href=\"gone.html\"> -->", "<script>\"<a href='gone.html'>\"</script>",
    "<label for=\"i\"><input id=\"i\" aria-describedby=\"i j\"><b id=\"j\">",
    "<a class=\"href\" title=\"#x\">",
    "<img srcset=\"figures/x.png 1x, figures/x.png 2x\">", "<",
  ]

  @Test("What leads somewhere is fine", arguments: good)
  func fine(page: String) { #expect(Self.check(page).broken.isEmpty) }

  static let bad: [(String, String, BrokenLink.Reason)] = [
    ("<a href=\"gone.html\">", "href=\"gone.html\"", .noFile("gone.html")),
    ("<a href=\"gone.html#a-b\">", "href=\"gone.html#a-b\"", .noFile("gone.html")),
    ("<a href='other.html#gone'>", "href=\"other.html#gone\"", .noAnchor("gone", in: "other.html")),
    ("<a href=\"#gone\">", "href=\"#gone\"", .noAnchor("gone", in: "index.html")),
    ("<a href=\"#A-B\" id=\"a-b\">", "href=\"#A-B\"", .noAnchor("A-B", in: "index.html")),
    ("<a href=\"figures/x.png#row\">", "href=\"figures/x.png#row\"", .noAnchor("row", in: "figures/x.png")),
    ("<a href=\"figures\">", "href=\"figures\"", .noFile("figures")),
    ("<a href=\"figures/\">", "href=\"figures/\"", .noFile("figures/")),
    ("<a href=\"\">", "href=\"\"", .isEmpty), ("<a href=\"#\">", "href=\"#\"", .isEmpty),
    ("<a href=\"/other.html\">", "href=\"/other.html\"", .isAbsolute),
    ("<a href=\"//example.org\">", "href=\"//example.org\"", .isAbsolute),
    ("<a href=\"../other.html\">", "href=\"../other.html\"", .leavesTheSite),
    ("<a href=\"100%.html\">", "href=\"100%.html\"", .isUnreadable),
    ("<a href=\"%FF.html\">", "href=\"%FF.html\"", .isUnreadable),
    ("<a href=\"java&#115;cript:x()\">", "href=\"javascript:x()\"", .unknownScheme("javascript")),
    ("<a href=\"file:///x\">", "href=\"file:///x\"", .unknownScheme("file")),
    ("<img src=\"figures/y.png\">", "src=\"figures/y.png\"", .noFile("figures/y.png")),
    ("<script src=\"gone.js\"></script>", "src=\"gone.js\"", .noFile("gone.js")),
    (
      "<link href=\"https://example.org/a.css\">", "href=\"https://example.org/a.css\"",
      .isRequestedFromElsewhere
    ),
    (
      "<img srcset=\"figures/x.png 1x, y.png 2x\">", "srcset=\"figures/x.png 1x, y.png 2x\"", .noFile("y.png")
    ),
    ("<p aria-labelledby=\"t u\"><b id=\"t\">", "aria-labelledby=\"t u\"", .noAnchor("u", in: "index.html")),
    ("<p aria-controls=gone>", "aria-controls=\"gone\"", .noAnchor("gone", in: "index.html")),
    ("<label for=\"gone\">", "for=\"gone\"", .noAnchor("gone", in: "index.html")),
    (
      "<a data-preview=\"other.html#gone\">", "data-preview=\"other.html#gone\"",
      .noAnchor("gone", in: "other.html")
    ),
    ("<svg><use xlink:href=\"#gone\"></svg>", "xlink:href=\"#gone\"", .noAnchor("gone", in: "index.html")),
    ("<p id=\"x\"><p id=\"x\">", "id=\"x\"", .repeatedID),
    ("<p title=\"a > b\"><a href=\"gone.html\"", "href=\"gone.html\"", .noFile("gone.html")),
  ]

  @Test("What leads nowhere is named, with page and reason", arguments: bad.indices)
  func broken(index: Int) {
    let (page, link, reason) = Self.bad[index]
    #expect(Self.check(page).broken == [BrokenLink(page: "index.html", link: link, reason: reason)])
  }

  @Test("A link in a folder starts there")
  func folders() {
    let page = "<a href=\"../index.html\"><a href=\"x.png\"><a href=\"../../index.html\">"
    let check = Self.check("", ["figures/page.html": page])
    #expect(
      check.broken == [
        BrokenLink(page: "figures/page.html", link: "href=\"../../index.html\"", reason: .leavesTheSite)
      ])
  }

  @Test("Style sheets and the scripts' data are looked at too")
  func otherFiles() throws {
    let sections = [ScriptData.Section(u: "other.html#gone", p: "", h: "", x: "")]
    let check = Self.check(
      "",
      [
        "assets/a.css": "a { src: url(fonts/f.woff2), url('g.woff2'), url(data:x) }", "assets/g.woff2": "",
        "assets/search.js": try ScriptData.search(sections),
        "assets/previews.js": try ScriptData.previews([
          "index.html#y": "", "other.html#a-b": "<a href=\"z.html\">",
        ]),
      ])
    #expect(
      check.broken == [
        BrokenLink(
          page: "assets/a.css", link: "url=\"fonts/f.woff2\"", reason: .noFile("assets/fonts/f.woff2")),
        BrokenLink(page: "assets/previews.js", link: "href=\"z.html\"", reason: .noFile("z.html")),
        BrokenLink(
          page: "assets/previews.js", link: "preview=\"index.html#y\"",
          reason: .noAnchor("y", in: "index.html")),
        BrokenLink(
          page: "assets/search.js", link: "u=\"other.html#gone\"", reason: .noAnchor("gone", in: "other.html")
        ),
      ])
  }

  @Test("A chapter's link to nowhere fails the rendering, also of a cached page; the former site stays")
  func chapters() throws {
    let book = try SampleBook([
      ("01-first", "# First\n\n## Here\n\n[Link](02-second.html#sec-there)\n"),
      ("02-second", "# Second\n\n## There {#sec-there}\n"),
    ])
    try book.render()
    let before = try book.site()
    #expect(!before.isEmpty)
    book.chapter("02-second", replacing: "{#sec-there}", with: "{#sec-moved}")
    // The first chapter has not changed, and comes from the cache.
    let link = BrokenLink(
      page: "01-first.html", link: "href=\"02-second.html#sec-there\"",
      reason: .noAnchor("sec-there", in: "02-second.html"))
    #expect(throws: SiteError.brokenLinks([link])) { try book.render() }
    #expect(try book.site() == before)
  }

  @Test("The message names page and link, in words")
  func message() {
    let link = BrokenLink(page: "a.html", link: "href=\"#x\"", reason: .noAnchor("x", in: "a.html"))
    #expect(
      SiteError.brokenLinks([link]).description == """
        the new site has links that lead nowhere; the former site is left as it was
          a.html: `href="#x"` leads to `x` in a.html, where nothing has this id
        """)
  }
}
