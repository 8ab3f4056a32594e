import Digests
import Foundation
import GRDB
import Shards
import Support

/// The value of one shard: a row of the store.
package struct ShardRecord: DigestedRecord, Equatable {
  package static let databaseTableName = "shard"

  /// The digest of everything that the value depends on.
  package var key: String
  /// The cell that asked for it first.
  package var cell: String
  package var type: String
  package var label: String
  /// The shard and its input's digest, as canonical JSON.
  package var settings: String
  /// What else the value depends on: a list as JSON.
  package var ingredients: String
  /// SHA-256 (hex) of the bytes.
  package var digest: String
  /// The value's JSON.
  package var bytes: Data
  /// A ``ShardTrace`` as JSON.
  package var trace: String
  /// In seconds since 1970.
  package var finished: Double

  package init(
    _ identity: ShardIdentity, of cell: String, _ ingredients: [Ingredient], _ bytes: Data,
    _ trace: ShardTrace
  ) throws(CanonicalJSONError) {
    (key, self.cell, type, label) = (identity.key(ingredients), cell, identity.type, identity.label)
    (settings, self.ingredients) = (identity.settings, try CanonicalJSON.text(ingredients))
    (digest, self.bytes, self.trace) = (SHA256.hex(bytes), bytes, try CanonicalJSON.text(trace))
    finished = trace.finishedAt.timeIntervalSince1970
  }

  /// Nil for a trace that this program cannot have written.
  package var run: ShardTrace? {
    let run = try? JSONDecoder().decode(ShardTrace.self, from: Data(trace.utf8))
    return run.flatMap { run in
      [run.wallSeconds, run.finishedAt.timeIntervalSince1970].allSatisfy(Run.times.contains) ? run : nil
    }
  }

  var isPlausible: Bool {
    Run.times.contains(finished) && run != nil && Ingredient.list(ingredients) != nil
  }

  /// Whether the key follows from what the value is said to depend on.
  var hasOwnKey: Bool {
    Ingredient.list(ingredients).map { Self.key(type: type, settings: settings, $0) } == key
  }

  fileprivate static func key(type: String, settings: String, _ ingredients: [Ingredient]) -> String {
    ingredients.digest(after: ["shard", type, settings])
  }
}

/// How the value of a shard was computed.
package struct ShardTrace: Codable, Sendable, Equatable {
  /// Of all runs, where one went on from another's checkpoint.
  package var wallSeconds: Double
  package var processor: String
  package var kernelLevel: String
  package var libraries: [String]
  package var commit: String?
  package var finishedAt: Date

  package init(
    wallSeconds: Double, processor: String, kernelLevel: String, libraries: [String], commit: String?,
    finishedAt: Date
  ) {
    (self.wallSeconds, self.processor, self.kernelLevel) = (wallSeconds, processor, kernelLevel)
    (self.libraries, self.commit, self.finishedAt) = (libraries, commit, finishedAt)
  }
}

extension ShardIdentity {
  /// The key of the shard's value in the store.
  package func key(_ ingredients: [Ingredient]) -> String {
    ShardRecord.key(type: type, settings: settings, ingredients)
  }
}

extension Store {
  /// The shard with this key. Nil where it is not kept, or damaged: it is then computed again.
  /// - Throws: ``StoreError``.
  package func shard(_ key: String) throws(StoreError) -> ShardRecord? {
    try translated {
      try database.read { db in
        guard try db.tableExists(ShardRecord.databaseTableName) else { return nil }
        return try ShardRecord.filter(Column("key") == key).whole(db)
      }
    }
  }

  /// Those of `keys` whose shards are here. Reads no value.
  /// - Throws: ``StoreError``.
  package func keptShards(_ keys: [String]) throws(StoreError) -> Set<String> {
    try translated {
      try database.read { db in
        guard try db.tableExists(ShardRecord.databaseTableName) else { return [] }
        let rows = try Row.fetchAll(
          db, ShardRecord.select(Column("key")).filter(keys.contains(Column("key"))))
        return Set(rows.compactMap { String.fromDatabaseValue($0[0]) })
      }
    }
  }

  /// Keeps a shard and ends its checkpoint, in one transaction.
  /// - Throws: ``StoreError``.
  package func record(_ shard: ShardRecord) throws(StoreError) {
    try translated {
      try database.write { db in
        try shard.insert(db, onConflict: .replace)
        try Checkpoint.filter(Column("key") == shard.key).deleteAll(db)
      }
    }
  }

  /// Drops shards of cells that are gone, and of each cell and type, at each scale and for each data, those that another
  /// code made than the latest one: a quick build outdates no shard of hours.
  /// - Returns: the keys of unfinished shards, whose checkpoints are to be kept: those of cells that are still there.
  func dropOldShards(_ db: Database, cells: Set<String>) throws -> [String] {
    try ShardRecord.filter(!cells.contains(Column("cell"))).deleteAll(db)
    let columns = ["cell", "type", "ingredients"].map { Column($0) }
    let rows = try Row.fetchAll(
      db, ShardRecord.select(columns + [Column.rowID]).order(Column("finished"), Column.rowID)
    )
    .map { row in (row["rowid"] as DatabaseValue, columns.map { String.fromDatabaseValue(row[$0]) ?? "" }) }
    func work(_ texts: [String]) -> [String] {
      let setting = (Ingredient.list(texts[2]) ?? []).filter { $0.kind == .scale || $0.kind == .dataSet }
      return texts.prefix(2) + setting.flatMap { [$0.name, $0.value] }
    }
    let latest = Dictionary(rows.map { (work($0.1), $0.1[2]) }, uniquingKeysWith: { $1 })
    let old = rows.filter { latest[work($0.1)] != $0.1[2] }.map(\.0)
    try ShardRecord.filter(old.contains(Column.rowID)).deleteAll(db)
    let unfinished = Checkpoint.filter(Column("name") == "shard" && cells.contains(Column("cell")))
    return try Row.fetchAll(db, unfinished.select(Column("key"))).compactMap {
      String.fromDatabaseValue($0[0])
    }
  }
}
