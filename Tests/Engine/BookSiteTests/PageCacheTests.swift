import BookEvaluation
import BookSite
import BookStore
import CellKit
import ChapterSyntax
import BookTesting
import Foundation
import Testing

@Suite("What a rendering does again")
struct PageCacheTests {
  static func book() throws -> SampleBook {
    let figure = "``` {.swift .figure #fig-x alt=\"X.\"}\nplot\n```\n: Caption $x$.\n\n"
    let book = try SampleBook([
      ("00-start", "# Start\n\nText.\n"), ("01-first", "# First\n\nText.\n\n" + figure),
      ("02-second", "# Second\n\nSee @fig-x and $y$; `v`{.swift} is it.\n"),
      ("03-third", "# Third\n\nText.\n"),
    ])
    book.giveFigure("fig-x")
    try book.give("02-second-inline-1", .inline, "1")
    try book.render()
    return book
  }

  struct Change: Sendable {
    var name: String
    var rendered: [String]
    var pandocRuns: Int
    var formulas: Int
    var make: @Sendable (SampleBook) throws -> Void
  }

  static let changes = [
    Change(name: "nothing", rendered: [], pandocRuns: 0, formulas: 0) { _ in },
    Change(name: "prose of one chapter", rendered: ["03-third.html"], pandocRuns: 1, formulas: 0) {
      $0.chapter("03-third", replacing: "Text", with: "Words")
    },
    Change(name: "a formula in one chapter", rendered: ["03-third.html"], pandocRuns: 1, formulas: 1) {
      $0.chapter("03-third", replacing: "Text", with: "Text $z$")
    },
    Change(
      name: "a formula that another chapter has", rendered: ["03-third.html"], pandocRuns: 1, formulas: 0
    ) {
      $0.chapter("03-third", replacing: "Text", with: "Text $y$")
    },
    Change(name: "an inline value", rendered: ["02-second.html"], pandocRuns: 0, formulas: 0) {
      try $0.give("02-second-inline-1", .inline, "2")
    },
    Change(name: "a figure's image", rendered: ["01-first.html"], pandocRuns: 0, formulas: 0) {
      $0.giveFigure("fig-x", light: "other")
    },
    Change(
      name: "a figure in front of another: both pages, but no prose of the second",
      rendered: ["01-first.html", "02-second.html"], pandocRuns: 1, formulas: 0
    ) {
      $0.chapter(
        "01-first", replacing: "Text.\n",
        with: "Text.\n\n``` {.swift .figure #fig-new alt=\"N.\"}\nplot\n```\n: New.\n")
    },
    Change(name: "computed instead of reused", rendered: [], pandocRuns: 0, formulas: 0) {
      $0.outcomes["fig-x"]?.state = .computed
    },
    Change(name: "a value that became stale", rendered: ["02-second.html"], pandocRuns: 0, formulas: 0) {
      $0.outcomes["02-second-inline-1"]?.state = .stale
    },
  ]

  @Test("One change, the pages rendered, the programs run", arguments: changes.indices)
  func change(index: Int) throws {
    let change = Self.changes[index]
    let book = try Self.book()
    try change.make(book)
    let report = try book.render()
    #expect(report.rendered == change.rendered, "\(change.name)")
    #expect(report.pandocRuns == change.pandocRuns, "\(change.name)")
    #expect(report.formulas == change.formulas, "\(change.name)")
  }

  /// The programs on the search path write down that they run.
  @Test("A rendering in which nothing changed starts no program and writes no file")
  func noPrograms() throws {
    let book = try Self.book()
    let tools = book.root.appending(path: "tools")
    let log = book.root.appending(path: "log")
    try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
    for program in ["pandoc", "node"] {
      let file = tools.appending(path: program)
      try writeProgram(
        "#!/bin/sh\necho \(program) >> '\(log.path)'\nexec /usr/bin/\(program) \"$@\"\n", to: file)
    }
    book.searchPath = tools.path
    book.chapter("03-third", replacing: "Text", with: "Text $z$")
    try book.render()
    let runs = try String(contentsOf: log, encoding: .utf8)
    // Four chapters, and the list of publications.
    #expect(runs.split(separator: "\n").sorted() == ["node"] + Array(repeating: "pandoc", count: 5))
    try FileManager.default.removeItem(at: log)
    // A site in which a file changes is another folder.
    let site = book.root.appending(path: "output").path
    func folder() throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: site)[.systemFileNumber] as? Int
    }
    let before = try #require(try folder())
    try book.render()
    #expect(!FileManager.default.fileExists(atPath: log.path))
    #expect(try folder() == before)
  }

  @Test("Two books with the same content are the same bytes, whoever computed them")
  func identical() throws {
    let first = try Self.book()
    let second = try Self.book()
    for id in second.outcomes.keys { second.outcomes[id]?.state = .computed }
    try second.render()
    #expect(try first.site() == second.site())
  }
}
