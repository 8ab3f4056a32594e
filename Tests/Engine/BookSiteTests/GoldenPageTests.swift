import BookSite
import CellKit
import ChapterSyntax
import Foundation
import Testing

/// One chapter with every construct, and its whole page as it was looked at and found good.
@Suite("Golden page")
struct GoldenPageTests {
  private static let folder = URL(filePath: #filePath).appending(path: "../../../Golden")
    .standardizedFileURL

  /// `NEMON_BOOK_RECORD=1` writes the page anew. A run that writes always fails: what it wrote is to be looked at.
  @Test("Every construct") func everyConstruct() throws {
    let text = try String(contentsOf: Self.folder.appending(path: "every-construct.md"), encoding: .utf8)
    let book = try SampleBook([("01-first", text), ("02-second", "# Second {#sec-second}\n\nText.\n")])
    try book.give("some-rows", .result, [1, 2])
    try book.give("01-first-inline-1", .inline, "$2$")
    try book.give("01-first-inline-2", .inline, "3")
    book.giveFigure("fig-x")
    book.claim("C1", nil, .notRun)
    try book.render()
    let page = PageText(try book.page())
    #expect(page.faults == [])
    let file = Self.folder.appending(path: "every-construct.html")
    guard ProcessInfo.processInfo.environment["NEMON_BOOK_RECORD"] == nil else {
      try page.article.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded \(file.path): look at it")
      return
    }
    let golden = try String(contentsOf: file, encoding: .utf8)
    for (line, expected) in zip(page.article.split(separator: "\n"), golden.split(separator: "\n")) {
      #expect(line == expected)
    }
    #expect(page.article == golden)
  }
}
