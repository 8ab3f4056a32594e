import CellKit
import Foundation
import GRDB
import Support

/// What a store holds, and what of it is damaged.
package struct StoreHealth: Sendable, Equatable {
  package var runs = 0
  package var values = 0
  package var checkpoints = 0
  package var shards = 0
  package var pages = 0
  /// Bytes of the database file.
  package var bytes = 0
  /// Digests of values, checkpoints and pages whose bytes are not the ones stored, and what is known of unreadable rows.
  package var damaged: [String] = []
  /// The numbers of their rows, by table.
  var damagedRows: [String: [Int64]] = [:]
  /// What SQLite finds wrong with the file itself; empty where it is whole.
  package var fileProblems: [String] = []

  package var isWhole: Bool { damaged.isEmpty && fileProblems.isEmpty }
}

extension Store {
  /// Reads everything and compares it with its digest.
  package func health() throws(StoreError) -> StoreHealth {
    let health = try translated {
      try database.read { db in
        var health = StoreHealth(bytes: Self.fileSize(path))
        health.fileProblems = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
        guard health.fileProblems.isEmpty else { return health }
        health.runs = try Self.check(Run.self, db, &health) { row in
          let name = String.fromDatabaseValue(row["key"])
          let isOurs = Run.readable(row) != nil
          return (name, isOurs && Ingredient.list(String.fromDatabaseValue(row["ingredients"])) != nil)
        }
        health.values = try Self.check(Blob.self, db, &health)
        health.checkpoints = try Self.check(Checkpoint.self, db, &health)
        health.shards = try Self.check(ShardRecord.self, db, &health)
        health.pages = try Self.check(Page.self, db, &health)
        _ = try Self.check(SourcesRecord.self, db, &health) { row in
          let record = try? SourcesRecord(row: row)
          return (record?.digest, record?.sourceSet != nil)
        }
        return health
      }
    }
    if !health.isWhole { StoreSeal(of: path).remove() }
    return health
  }

  private static func check<Record: DigestedRecord>(
    _ type: Record.Type, _ db: Database, _ health: inout StoreHealth
  ) throws -> Int {
    try check(type, db, &health) { row in
      let record = try? Record(row: row)
      return (record?.digest, record?.isWhole == true)
    }
  }

  /// - Parameter judge: says what is known of a row, and whether it is whole.
  /// - Returns: how many rows there are; none where a former version did not have the table.
  private static func check<Record: TableRecord>(
    _ type: Record.Type, _ db: Database, _ health: inout StoreHealth,
    judge: (Row) -> (name: String?, isWhole: Bool)
  ) throws -> Int {
    let table = Record.databaseTableName
    guard try db.tableExists(table) else { return 0 }
    var count = 0
    let rows = try Row.fetchCursor(db, Record.select(AllColumns(), Column.rowID.forKey("number of row")))
    while let row = try rows.next()?.copy() {
      count += 1
      let (name, isWhole) = judge(row)
      guard !isWhole, let number = Int64.fromDatabaseValue(row["number of row"]) else { continue }
      health.damaged.append(name ?? "a row of \(table)s")
      health.damagedRows[table, default: []].append(number)
    }
    return count
  }

  /// Drops runs that are neither among `keys` nor the latest of their cell at their scale, values that no run has any
  /// more, shards that are not those of their cell's latest code, checkpoints of other keys, and all rendered pages; then
  /// gives the space back to the file system.
  /// - Parameters:
  ///   - cells: of the book as it stands; what other cells left is dropped.
  /// - Returns: bytes of the file before and after.
  package func collectGarbage(keeping keys: Set<String>, cells: Set<String>) throws(StoreError) -> (
    before: Int, after: Int
  ) {
    let runs = try runs()
    return try translated {
      let before = Self.fileSize(path)
      let latest = cells.flatMap { cell in Scale.allCases.compactMap { runs.latestRun(of: cell, scale: $0) } }
      let kept = keys.union(latest.map(\.key))
      try database.write { db in
        try Run.filter(!kept.contains(Column("key"))).deleteAll(db)
        let unfinished = try dropOldShards(db, cells: cells)
        try Checkpoint.filter(!keys.union(unfinished).contains(Column("key"))).deleteAll(db)
        let used = Set(kept.compactMap(runs.run).flatMap(\.blobs))
        try Blob.filter(!used.contains(Column("digest"))).deleteAll(db)
        let pages = keys.map { Self.shardsPage(ofKey: $0) } + kept.map { Self.outputPage(ofRun: $0) }
        try Page.filter(!pages.contains(Column("key"))).deleteAll(db)
      }
      try database.writeWithoutTransaction { db in
        try db.execute(sql: "VACUUM")
        _ = try db.checkpoint(.truncate)
      }
      return (before, Self.fileSize(path))
    }
  }

  /// The page that remembers which shards a cell with this key has.
  package static func shardsPage(ofKey key: String) -> String { "shards " + key }

  /// How many runs, values and shards there are: changes whenever one is stored or dropped.
  package func population() throws(StoreError) -> String {
    try translated {
      try database.read { db in
        let row = try Row.fetchOne(
          db,
          sql: """
            SELECT (SELECT count(*) FROM run), (SELECT max(rowid) FROM run),
              (SELECT count(*) FROM blob), (SELECT max(rowid) FROM blob),
              (SELECT count(*) FROM shard), (SELECT max(rowid) FROM shard),
              (SELECT count(*) FROM page WHERE key GLOB 'shards *')
            """)
        return "store \(row?.databaseValues.map { "\($0)" }.joined(separator: " ") ?? "")"
      }
    }
  }

  private static func fileSize(_ path: String) -> Int {
    ["", "-wal"].reduce(0) { $0 + (FileStamp(path + $1)?.size ?? 0) }
  }
}
