import Digests
import Foundation
import GRDB

/// What a store holds, and what of it is damaged.
package struct StoreHealth: Sendable, Equatable {
  package var runs = 0
  package var values = 0
  package var checkpoints = 0
  package var pages = 0
  /// Bytes of the database file.
  package var bytes = 0
  /// Digests of values, checkpoints and pages whose bytes are not the ones stored.
  package var damaged: [String] = []
  /// What SQLite finds wrong with the file itself; empty where it is whole.
  package var fileProblems: [String] = []

  package var isWhole: Bool { damaged.isEmpty && fileProblems.isEmpty }
}

extension Store {
  /// Reads everything and compares it with its digest.
  /// - Throws: ``StoreError``.
  package func health() throws(StoreError) -> StoreHealth {
    try translated {
      try database.read { db in
        var health = StoreHealth(bytes: Self.fileSize(path))
        health.fileProblems = try String.fetchAll(db, sql: "PRAGMA integrity_check").filter { $0 != "ok" }
        health.runs = try Int.fetchOne(db, sql: "SELECT count(*) FROM run") ?? 0
        for (table, count) in [
          ("blob", \StoreHealth.values), ("checkpoint", \StoreHealth.checkpoints),
          ("page", \StoreHealth.pages),
        ] as [(String, WritableKeyPath<StoreHealth, Int>)] {
          let rows = try Row.fetchCursor(db, sql: "SELECT digest, bytes FROM \(table)")
          while let row = try rows.next() {
            let (digest, bytes): (String, Data) = (row[0], row[1])
            health[keyPath: count] += 1
            if SHA256.hex(bytes) != digest { health.damaged.append(digest) }
          }
        }
        return health
      }
    }
  }

  /// Drops runs that are neither among `keys` nor the latest of their cell at their scale, values that no run has any
  /// more, shards that are not those of their cell's latest code, checkpoints of other keys, and all rendered pages; then gives the space back to the file system.
  /// - Parameters:
  ///   - cells: of the book as it stands; what other cells left is dropped.
  /// - Returns: bytes of the file before and after.
  /// - Throws: ``StoreError``.
  package func collectGarbage(keeping keys: Set<String>, cells: Set<String>) throws(StoreError) -> (
    before: Int, after: Int
  ) {
    try translated {
      let before = Self.fileSize(path)
      try database.write { db in
        let latest = try String.fetchSet(
          db,
          sql: """
            SELECT key FROM run AS r WHERE finished =
              (SELECT max(finished) FROM run WHERE cell = r.cell AND scale = r.scale)
            """)
        for row in try Row.fetchAll(db, sql: "SELECT key, cell FROM run") {
          let (key, cell): (String, String) = (row[0], row[1])
          if keys.contains(key) || cells.contains(cell) && latest.contains(key) { continue }
          try db.execute(sql: "DELETE FROM run WHERE key = ?", arguments: [key])
        }
        let shards = try dropOldShards(db, cells: cells)
        for key in try String.fetchSet(db, sql: "SELECT key FROM checkpoint").subtracting(keys.union(shards))
        {
          try db.execute(sql: "DELETE FROM checkpoint WHERE key = ?", arguments: [key])
        }
        let runs = try Row.fetchAll(db, sql: "SELECT \(StoredRun.columns) FROM run").compactMap(
          StoredRun.init)
        let used = Set(runs.flatMap { $0.figure?.blobs ?? [$0.value] })
        for digest in try String.fetchSet(db, sql: "SELECT digest FROM blob").subtracting(used) {
          try db.execute(sql: "DELETE FROM blob WHERE digest = ?", arguments: [digest])
        }
        try db.execute(sql: "DELETE FROM page")
      }
      try database.writeWithoutTransaction { db in
        try db.execute(sql: "VACUUM")
        _ = try db.checkpoint(.truncate)
      }
      return (before, Self.fileSize(path))
    }
  }

  private static func fileSize(_ path: String) -> Int {
    ["", "-wal"].reduce(0) { sum, suffix in
      var status = stat()
      return sum + (stat(path + suffix, &status) == 0 ? Int(status.st_size) : 0)
    }
  }
}
