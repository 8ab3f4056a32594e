import BookSite
import Foundation
import Testing

@Suite("The printed book")
struct PrintedBookTests {
  @Test("All pages become one document, whose links lead within it and whose ids are each there once")
  func document() throws {
    let book = try SampleBook([
      ("00-abstract", "# A\n\nSee [the second](02-second.md) and @sec-x.\n"),
      ("01-first", "# First & foremost\n\n## Same\n\nText.^[A note.]\n"),
      ("02-second", "# Second\n\n## Same\n\n## X {#sec-x}\n\nText.^[A note.]\n"),
    ])
    try book.render()
    let html = try PrintedBook(site: book.root.appending(path: "output")).html
    let ids = html.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    #expect(ids.contains("p-02-second--sec-x") && ids.contains("p-index--top"))
    let links = html.matches(of: /\shref="#([^"]*)"/).map { String($0.1) }
    #expect(links.contains("p-02-second--top") && links.contains("p-02-second--sec-x"))
    #expect(Set(links).subtracting(ids).isEmpty)
    #expect(html.firstMatch(of: /href="[\w-]+\.html/) == nil)
    let places = ["Text.", "Same"].map { html.ranges(of: $0).count }
    #expect(places == [2, 2])
  }

  @Test(
    "Files for the whole and for each chapter are linked from the foot of each page, once, until the next build"
  )
  func linked() throws {
    let book = try SampleBook([
      ("01-first", "# First\n\nSee [the second](02-second.md).\n"), ("02-second", "# Second\n"),
    ])
    try book.render()
    let site = book.root.appending(path: "output")
    for _ in 0..<2 {
      var printed: [String: String] = [:]
      let files = try PrintedBook(site: site).addToSite(as: "sample") {
        printed[$1.lastPathComponent] = $0.html
      }
      #expect(files == ["sample.pdf", "01-first.pdf", "02-second.pdf"])
      #expect(printed.keys.sorted() == files.sorted())
      let first = try #require(printed["01-first.pdf"])
      #expect(first.contains(">the second</a>") && !first.contains("href=\"02-second.html"))
      #expect(printed["02-second.pdf"]?.contains("See") == false)
    }
    let page = try book.page("02-second.html")
    #expect(page.ranges(of: "class=\"pdf\"").count == 2)
    #expect(page.contains("<a class=\"pdf\" href=\"02-second.pdf\">This page as PDF</a>"))
    #expect(try book.page("claims.html").contains("href=\"sample.pdf\""))
    try book.render()
    #expect(try !book.page("02-second.html").contains("class=\"pdf\""))
  }

  @Test("Without a site there is nothing to print")
  func noSite() {
    #expect(throws: SiteError.self) {
      try PrintedBook(site: FileManager.default.temporaryDirectory.appending(path: "none"))
    }
  }
}
