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

  @Test("Without a site there is nothing to print")
  func noSite() {
    #expect(throws: SiteError.self) {
      try PrintedBook(site: FileManager.default.temporaryDirectory.appending(path: "none"))
    }
  }
}
