import BookEvaluation
import BookStore
import BookTesting
import CellKit
import ChapterSyntax
import Foundation
import Support
import Testing

/// Results and checkpoints on their way from one machine to another, and what a store keeps.
@Suite struct StoreExchangeTests {
  static let book = TestBook([
    TestCell(id: "length", body: .result { _ in 3 }),
    TestCell(id: "fig", kind: .figure, reads: ["length"], body: .figure { _ in .stub("f") }),
  ])

  private func exported(_ change: (Store) throws -> Void = { _ in }, cells: Set<String>? = nil) throws -> (
    file: URL, counts: ExchangeCounts, project: TemporaryProject
  ) {
    let project = try TemporaryProject()
    _ = try Self.book.evaluate(in: project)
    let store = try Store.writer(for: project.paths)
    try change(store)
    let file = project.paths.root.appending(path: "export.sqlite")
    return (file, try store.export(to: file, cells: cells), project)
  }

  @Test func whatOneMachineComputedAnotherReuses() throws {
    let (file, counts, source) = try exported()
    #expect(counts == ExchangeCounts(runs: 2, values: 4))
    let project = try TemporaryProject()
    do {
      let store = try Store.writer(for: project.paths)
      #expect(try store.merge(file) == counts)
      #expect(try store.merge(file) == ExchangeCounts())
    }
    #expect(try Self.book.evaluate(in: project).reused == ["fig", "length"])
    withExtendedLifetime(source) {}
  }

  @Test func onlyTheCellsAskedFor() throws {
    let (_, counts, _) = try exported(
      {
        try $0.checkpoint(of: "length", forKey: "k").save(Data([1]))
        try $0.checkpoint(of: "other", forKey: "l").save(Data([2]))
      }, cells: ["length"])
    #expect(counts == ExchangeCounts(runs: 1, values: 1, checkpoints: 1))
  }

  /// Whichever way round, the later checkpoint of a run survives.
  @Test(arguments: [true, false]) func theLaterCheckpointStays(incomingIsLater: Bool) throws {
    let project = try TemporaryProject()
    let store = try Store.writer(for: project.paths)
    let own = store.checkpoint(of: "sweep", forKey: "k")
    if incomingIsLater { try own.save(Data("here".utf8)) }
    let (file, _, source) = try exported {
      try $0.checkpoint(of: "sweep", forKey: "k").save(Data("there".utf8))
    }
    if !incomingIsLater { try own.save(Data("here".utf8)) }
    #expect(try store.merge(file).checkpoints == (incomingIsLater ? 1 : 0))
    #expect(try own.load() == Data((incomingIsLater ? "there" : "here").utf8))
    withExtendedLifetime(source) {}
  }

  @Test(arguments: [
    "UPDATE blob SET bytes = x'00'", "DELETE FROM blob", "UPDATE run SET key = 'made up ' || key",
    "UPDATE run SET ingredients = '[]'", "UPDATE run SET ingredients = 'nonsense'",
    "UPDATE checkpoint SET bytes = x'00'", "DROP TABLE grdb_migrations",
  ])
  func aDamagedOrForgedExportAddsNothing(statement: String) throws {
    let (file, _, source) = try exported {
      try $0.checkpoint(of: "length", forKey: "k").save(Data("weights".utf8))
    }
    try SQLiteFile.execute(statement, file)
    let project = try TemporaryProject()
    let store = try Store.writer(for: project.paths)
    #expect(throws: ExchangeError.self) { try store.merge(file) }
    let health = try store.health()
    #expect((health.runs, health.values, health.checkpoints) == (0, 0, 0))
    withExtendedLifetime(source) {}
  }

  @Test func filesThatAreNoExports() throws {
    let project = try TemporaryProject()
    let store = try Store.writer(for: project.paths)
    let file = project.paths.root.appending(path: "x.sqlite")
    #expect(throws: ExchangeError.missing(path: file.path)) { try store.merge(file) }
    for bytes in [Data(), Data(repeating: 7, count: 9000), Data("SQLite format 3\0".utf8)] {
      try bytes.write(to: file)
      #expect(throws: ExchangeError.notAnExport(path: file.path)) { try store.merge(file) }
      #expect(try Data(contentsOf: file) == bytes)
    }
  }

  @Test func healthNamesWhatIsDamaged() throws {
    let project = try TemporaryProject()
    _ = try Self.book.evaluate(in: project)
    #expect(try #require(try Store.reader(for: project.paths)).health().isWhole)
    try SQLiteFile.execute(
      "UPDATE blob SET bytes = x'00' WHERE rowid = (SELECT min(rowid) FROM blob)", project.paths.database)
    let health = try #require(try Store.reader(for: project.paths)).health()
    #expect(!health.isWhole && health.damaged.count == 1 && health.runs == 2 && health.values == 4)
  }

  @Test func garbageIsWhatNoCellNeeds() throws {
    let project = try TemporaryProject()
    var book = Self.book
    book.cells.append(TestCell(id: "gone", body: .result { _ in [Int](repeating: 7, count: 100_000) }))
    _ = try book.evaluate(in: project)
    _ = try book.evaluate(in: project, scale: .quick)
    book["length"].code = "2"
    book["length"].body = .result { _ in 4 }
    book.cells.removeLast()
    _ = try book.evaluate(in: project)
    let store = try Store.writer(for: project.paths)
    let current = "current"
    try store.checkpoint(of: "length", forKey: current).save(Data([1]))
    try store.checkpoint(of: "length", forKey: "old").save(Data([2]))
    let real = book.book(in: project.paths)
    let keys = try real.plan(of: real.read().cells, scale: .paper, store: store).cells.compactMap(\.key)
    let sizes = try store.collectGarbage(keeping: Set(keys + [current]), cells: ["length", "fig"])
    #expect(sizes.after < sizes.before)
    let health = try store.health()
    #expect(health.isWhole && health.checkpoints == 1)
    #expect(try store.runs().latestRun(of: "gone", scale: .paper) == nil)
    store.endWriting()
    #expect(try book.evaluate(in: project).reused == ["fig", "length"])
  }
}
