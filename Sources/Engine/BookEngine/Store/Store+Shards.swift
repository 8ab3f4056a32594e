import CellKit
import Digests
import Foundation
import GRDB

/// A shard whose value is kept, without the value.
package struct StoredShard: Sendable, Equatable {
  package var key: String
  package var cell: String
  package var type: String
  package var label: String
  /// SHA-256 (hex) of the value's JSON.
  package var digest: String
  package var trace: ShardTrace
}

extension Store {
  /// The value of the shard with this key, as JSON. Nil where it is not kept, or damaged: it is then computed again.
  /// - Throws: ``StoreError``.
  package func shard(_ key: String) throws(StoreError) -> Data? {
    try translated {
      let row = try database.read { db in
        try Row.fetchOne(db, sql: "SELECT digest, bytes FROM shard WHERE key = ?", arguments: [key])
      }
      guard let row else { return nil }
      let (digest, bytes): (String, Data) = (row[0], row[1])
      return SHA256.hex(bytes) == digest ? bytes : nil
    }
  }

  /// Keeps the value of a shard and ends its checkpoint, in one transaction.
  /// - Throws: ``StoreError``.
  package func record(
    _ identity: ShardIdentity, of cell: String, _ ingredients: [Ingredient], _ bytes: Data,
    _ trace: ShardTrace
  ) throws(StoreError) {
    let key = identity.key(ingredients)
    try translated {
      func text(_ value: some Encodable) throws -> String {
        String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
      }
      let (made, traced) = (try text(ingredients), try text(trace))
      try database.write { db in
        try db.execute(
          sql: "INSERT OR REPLACE INTO shard VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          arguments: [
            key, cell, identity.type, identity.label, identity.settings, made, SHA256.hex(bytes), bytes,
            traced,
            trace.finishedAt.timeIntervalSince1970,
          ])
        try db.execute(sql: "DELETE FROM checkpoint WHERE key = ?", arguments: [key])
      }
    }
  }

  /// Every kept shard, in order of cell, label and time.
  /// - Throws: ``StoreError``.
  package func shards() throws(StoreError) -> [StoredShard] {
    try translated {
      try database.read { db in
        guard try db.tableExists("shard") else { return [] }
        return try Row.fetchAll(
          db, sql: "SELECT key, cell, type, label, digest, trace FROM shard ORDER BY cell, label, finished"
        ).compactMap { row in
          let text: String = row[5]
          guard let trace = try? JSONDecoder().decode(ShardTrace.self, from: Data(text.utf8)) else {
            return nil
          }
          return StoredShard(
            key: row[0], cell: row[1], type: row[2], label: row[3], digest: row[4], trace: trace)
        }
      }
    }
  }

  /// Drops shards of cells that are gone, and of each cell and type those that another code made than the latest one.
  /// - Returns: the keys of unfinished shards, whose checkpoints are to be kept: those of cells that are still there.
  func dropOldShards(_ db: Database, cells: Set<String>) throws -> Set<String> {
    for row in try Row.fetchAll(db, sql: "SELECT key, cell FROM shard") {
      let (key, cell): (String, String) = (row[0], row[1])
      if !cells.contains(cell) { try db.execute(sql: "DELETE FROM shard WHERE key = ?", arguments: [key]) }
    }
    try db.execute(
      sql: """
        DELETE FROM shard WHERE ingredients <> (
          SELECT latest.ingredients FROM shard AS latest
          WHERE latest.cell = shard.cell AND latest.type = shard.type
          ORDER BY latest.finished DESC, latest.rowid DESC LIMIT 1)
        """)
    let unfinished = try Row.fetchAll(db, sql: "SELECT key, cell FROM checkpoint WHERE name = 'shard'")
    return Set(unfinished.filter { cells.contains($0[1]) }.map { $0[0] })
  }
}
