import BookStore
import BookTesting
import CellKit
import Digests
import Foundation
import Support
import Testing

/// Databases whose rows are not ours: whatever stands in them is passed over and named, and never ends the process.
@Suite struct HostileRowTests {
  /// One run, its value, a checkpoint and a page.
  private static func stored() throws -> TemporaryProject {
    let project = try TemporaryProject()
    let store = try Store.writer(for: project.paths)
    defer { store.endWriting() }
    let ingredients = [Ingredient(.code, "c")]
    let run = try Run(
      key: ingredients.key(of: "a"), cell: "a", scale: .paper, value: SHA256.hex("1"), figure: nil,
      trace: trace, ingredients: ingredients)
    try store.record(
      run, blobs: [Data("1".utf8)], endingCheckpoints: "none", sources: SourceSet(files: []))
    try store.checkpoint(of: "a", forKey: "k").save(Data("half".utf8))
    try store.setPage("p", Data("page".utf8))
    return project
  }

  private static let trace = Trace(
    wallSeconds: 1, keptSeconds: 2, cpuSeconds: 1, peakMemory: 1, seed: .max, processor: "P",
    kernelLevel: "K",
    libraries: ["L 1", "M 2"], commit: nil, finishedAt: Date(timeIntervalSince1970: 1_790_000_000))

  /// Columns of `run` with values that no run of ours has.
  static let runs =
    ["key", "cell", "scale", "value"].flatMap { column in
      ["NULL", "7", "x'FF00'"].map { (column, $0) }
    }
    + [
      ("scale", "'huge'"), ("figure", "'no figure'"), ("figure", "'1 2 a b'"), ("figure", "'-1 2 a b c'"),
      ("figure", "'9e9 2 a b c'"), ("figure", "'99999999999999999999 2 a b c'"), ("figure", "7"),
      ("wall", "NULL"), ("wall", "'long'"), ("wall", "9e999"), ("wall", "-9e999"), ("wall", "1e300"),
      ("wall", "-1"), ("cpu", "NULL"), ("cpu", "9e999"), ("cpu", "x'00'"), ("memory", "NULL"),
      ("memory", "9e999"), ("memory", "1e300"), ("memory", "-1"), ("memory", "'much'"), ("seed", "7"),
      ("seed", "x'FF'"), ("processor", "NULL"), ("processor", "7"), ("kernels", "x'FF'"),
      ("libraries", "NULL"),
      ("libraries", "1.5"), ("revision", "3"), ("finished", "NULL"), ("finished", "9e999"),
      ("finished", "'yesterday'"), ("finished", "1e18"), ("kept", "-1"), ("kept", "1e300"),
      ("kept", "'long'"),
    ]

  private static let columns = [
    "run":
      "key, cell, scale, value, figure, ingredients, wall, cpu, memory, seed, processor, kernels, libraries, "
      + "revision, finished, kept",
    "blob": "digest, bytes", "page": "key, digest, bytes",
    "checkpoint": "key, name, digest, bytes, cell, saved, spent",
  ]

  /// Makes `change` in a table whose columns have neither types nor constraints, as those of a forged file.
  private func forge(_ table: String, _ change: String, in file: URL) throws {
    let columns = try #require(Self.columns[table])
    try SQLiteFile.execute(
      """
      CREATE TABLE loose (\(columns)); INSERT INTO loose SELECT \(columns) FROM \(table);
      DROP TABLE \(table); ALTER TABLE loose RENAME TO \(table); UPDATE \(table) SET \(change)
      """, file)
  }

  @Test(arguments: runs) func aForeignRunIsDroppedAndNamed(column: String, value: String) throws {
    let project = try Self.stored()
    try forge("run", "\(column) = \(value)", in: project.paths.database)
    let reader = try #require(try Store.reader(for: project.paths))
    let found = try reader.runs()
    // What is no text in a column of text is not the name of a cell, of a scale or of a value.
    #expect(found.latestRun(of: "a", scale: .paper) == nil)
    #expect(found.unreadable.count == 1)
    #expect(try reader.health().damaged.count == 1)
    var repairs: [StoreRepair] = []
    let writer = try Store.writer(for: project.paths) { repairs.append($0) }
    #expect(repairs.count == 1)
    #expect(try writer.runs().unreadable == [])
    #expect(try writer.health().runs == 0)
  }

  @Test func whatIsOursIsReadBack() throws {
    let project = try Self.stored()
    let store = try #require(try Store.reader(for: project.paths))
    let run = try #require(try store.runs().latestRun(of: "a", scale: .paper))
    #expect(run.trace == Self.trace)
    #expect(try store.ingredients(ofRun: run.key) == [Ingredient(.code, "c")])
    #expect(try store.bytes(run.value).load() == Data("1".utf8))
    #expect(try store.runs().unreadable == [] && store.health().isWhole)
  }

  @Test(arguments: ["NULL", "7", "x'FF'", "'[]x'", "'{}'", "'[{\"kind\": 7}]'"])
  func foreignIngredientsAreNone(value: String) throws {
    let project = try Self.stored()
    try forge("run", "ingredients = \(value)", in: project.paths.database)
    let store = try #require(try Store.reader(for: project.paths))
    let run = try #require(try store.runs().latestRun(of: "a", scale: .paper))
    #expect(try store.ingredients(ofRun: run.key) == [])
  }

  @Test(arguments: ["bytes = NULL", "bytes = 7", "digest = NULL", "digest = 7", "digest = x'FF'"])
  func foreignValuesPagesAndCheckpointsAreDamaged(change: String) throws {
    let project = try Self.stored()
    for table in ["blob", "page", "checkpoint"] {
      try forge(table, change, in: project.paths.database)
    }
    #expect(try Store.reader(for: project.paths)?.health().damaged.count == 3)
    let store = try Store.writer(for: project.paths)
    #expect(try store.health().isWhole)
    #expect(try store.page("p") == nil)
    #expect(try store.checkpoint(of: "a", forKey: "k").load() == nil)
    let digest = SHA256.hex("1")
    #expect(throws: StoreError.damagedValue(digest: digest)) { try store.bytes(digest).load() }
  }

  @Test(arguments: [
    "saved = 'late'", "saved = NULL", "spent = 'long'", "spent = -1", "spent = 9e99",
    "cell = NULL", "name = 7", "bytes = 'half'", "key = x'FF'",
  ])
  func aForeignCheckpointIsNotTakenFromAnExport(change: String) throws {
    let project = try Self.stored()
    let file = project.paths.root.appending(path: "export.sqlite")
    _ = try Store.reader(for: project.paths)?.export(to: file)
    try forge("checkpoint", change, in: file)
    let other = try TemporaryProject()
    let store = try Store.writer(for: other.paths)
    if change.hasPrefix("bytes") {
      // Text that has the right bytes is the value.
      #expect(try store.merge(file).checkpoints == 1)
    } else {
      #expect(throws: ExchangeError.notAnExport(path: file.path)) { try store.merge(file) }
      #expect(try store.health().checkpoints == 0)
    }
  }
}
