import BookEvaluation
import BookStore
import BookTesting
import CellKit
import Foundation
import Support
import Testing

/// What a damaged, foreign or full store does to a build. All on real files.
@Suite struct StoreDamageTests {
  static let book = TestBook([
    TestCell(id: "text", body: .result { _ in "the quick brown fox jumps over the lazy dog" }),
    TestCell(id: "length", reads: ["text"], body: .result { try $0.value("text", as: String.self).count }),
  ])

  private func build(
    _ book: TestBook, _ project: TemporaryProject, report: @escaping (BuildEvent) -> Void = { _ in }
  ) throws -> BuildReport {
    try BookBuild(
      book: book.book(in: project.paths), request: BuildRequest(execution: .run(jobs: 1)),
      render: { _, _ in
        { evaluation, _ in
          // As a renderer does that has to show the values.
          for outcome in evaluation.outcomes.values { _ = try outcome.data() }
          return PageCounts(rendered: 1, reused: 0)
        }
      }, report: report
    ).run()
  }

  @Test func aDamagedValueIsDroppedAndComputedAgain() throws {
    let project = try TemporaryProject()
    _ = try build(Self.book, project)
    var bytes = try Data(contentsOf: project.paths.database)
    let place = try #require(bytes.range(of: Data("brown fox".utf8)))
    bytes[place.lowerBound] ^= 1
    try bytes.write(to: project.paths.database)

    var dropped: [String] = []
    let report = try build(Self.book, project) { event in
      if case .repaired(.dropped(let entries)) = event { dropped += entries }
    }
    #expect(dropped.count == 1)
    #expect(report.evaluation.computed == ["text"] && report.evaluation.reused == ["length"])
    #expect(try report.evaluation.value("text", as: String.self)?.hasPrefix("the quick brown") == true)
  }

  /// Whoever edits a row: the seed that is shown is the one that the value was computed with.
  @Test func aSeedFollowsFromTheKey() throws {
    let project = try TemporaryProject()
    let book = TestBook([
      TestCell(id: "drawn", readsSeed: true, body: .result { _ in 1 }),
      TestCell(id: "plain", body: .result { _ in 1 }),
    ])
    func seeds() throws -> [UInt64?] {
      let evaluation = try build(book, project).evaluation
      return ["drawn", "plain"].map { evaluation[$0]?.value?.trace?.seed }
    }
    let computed = try seeds()
    #expect(computed[0] != nil && computed[1] == nil)
    try SQLiteFile.execute("UPDATE run SET seed = '7'", project.paths.database)
    #expect(try seeds() == computed)
  }

  @Test func aDamagedDatabaseIsSetAsideNotDeleted() throws {
    let project = try TemporaryProject()
    _ = try build(Self.book, project)
    let garbage = Data("this is no database, whatever its name says".utf8)
    try garbage.write(to: project.paths.database)

    var names: [String] = []
    let report = try build(Self.book, project) { event in
      if case .repaired(.setAside(let name)) = event { names.append(name) }
    }
    #expect(report.evaluation.computed == ["length", "text"])
    #expect(names == [project.paths.database.path + ".damaged-1"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: names[0])) == garbage)
  }

  /// Every page but the first is overwritten: the damage shows in the middle of the build.
  @Test func damageInsideTheDatabaseIsSetAsideToo() throws {
    let project = try TemporaryProject()
    _ = try build(Self.book, project)
    var bytes = try Data(contentsOf: project.paths.database)
    bytes.replaceSubrange(4096..., with: Data(repeating: 0xA5, count: bytes.count - 4096))
    try bytes.write(to: project.paths.database)

    var isSetAside = false
    let report = try build(Self.book, project) { event in
      if case .repaired(.setAside) = event { isSetAside = true }
    }
    #expect(isSetAside)
    #expect(report.evaluation.computed == ["length", "text"])
  }

  @Test func readersReportDamageAndChangeNothing() throws {
    let project = try TemporaryProject()
    try FileManager.default.createDirectory(at: project.paths.store, withIntermediateDirectories: true)
    let garbage = Data(repeating: 7, count: 5000)
    try garbage.write(to: project.paths.database)
    #expect(throws: StoreError.damagedDatabase(path: project.paths.database.path)) {
      try Store.reader(for: project.paths)?.runs()
    }
    #expect(try Data(contentsOf: project.paths.database) == garbage)
  }

  @Test func aNewerSchemaIsRefused() throws {
    let project = try TemporaryProject()
    _ = try build(Self.book, project)
    try SQLiteFile.execute(
      "INSERT INTO grdb_migrations VALUES ('9: what a later version adds')", project.paths.database)
    let error = StoreError.newerSchema(path: project.paths.database.path)
    #expect(throws: error) { try Store.writer(for: project.paths) }
    #expect(throws: error) { try Store.reader(for: project.paths) }
    try SQLiteFile.execute("DELETE FROM grdb_migrations WHERE identifier LIKE '9:%'", project.paths.database)
    #expect(try build(Self.book, project).evaluation.reused == ["length", "text"])
  }

  @Test func damagedPagesAndCheckpointsAreNotUsed() throws {
    let project = try TemporaryProject()
    do {
      let store = try Store.writer(for: project.paths)
      try store.setPage("p", Data("a page of text".utf8))
      try store.checkpoint(of: "c", forKey: "k").save(Data("weights".utf8))
      #expect(try store.page("p") == Data("a page of text".utf8))
      #expect(try store.page("q") == nil)
    }
    try SQLiteFile.execute(
      "UPDATE page SET bytes = x'00'; UPDATE checkpoint SET bytes = x'00'", project.paths.database)
    let store = try Store.writer(for: project.paths)
    #expect(try store.page("p") == nil)
    #expect(try store.checkpoint(of: "c", forKey: "k").load() == nil)
  }

  @Test func anEditedFrozenValueIsAnError() throws {
    let project = try TemporaryProject()
    var book = TestBook([TestCell(id: "sweep", attributes: ["cost": "hours"], body: .result { _ in 5 })])
    _ = try book.evaluate(in: project, recompute: ["sweep"])
    try book.book(in: project.paths).freeze("sweep", store: Store.reader(for: project.paths))
    try Data("6".utf8).write(to: project.paths.frozenValue(of: "sweep", isPacked: false))
    book["sweep"].code = "2"
    #expect(
      throws: FrozenValueError.edited(path: project.paths.frozenValue(of: "sweep", isPacked: false).path)
    ) {
      try book.evaluate(in: project)
    }
  }
}
