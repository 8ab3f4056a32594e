import CellKit
import Digests
import Foundation
import GRDB

/// Rendered pages that later builds may use again; kept in the store.
package protocol PageCache {
  /// The page stored under `key`, if it is there and undamaged.
  func page(_ key: String) throws -> Data?
  func setPage(_ key: String, _ data: Data) throws
}

extension Store: PageCache {
  /// - Throws: ``StoreError``.
  package func page(_ key: String) throws -> Data? {
    try translated {
      let row = try database.read { db in
        try Row.fetchOne(db, sql: "SELECT digest, bytes FROM page WHERE key = ?", arguments: [key])
      }
      guard let row else { return nil }
      let (digest, bytes): (String, Data) = (row[0], row[1])
      return SHA256.hex(bytes) == digest ? bytes : nil
    }
  }

  /// - Throws: ``StoreError``.
  package func setPage(_ key: String, _ data: Data) throws {
    try translated {
      try database.write { db in
        try db.execute(
          sql: "INSERT OR REPLACE INTO page (key, digest, bytes) VALUES (?, ?, ?)",
          arguments: [key, SHA256.hex(data), data])
      }
    }
  }
}

extension Store {
  /// The checkpoint of the run of `cell` with `key`, for the cell to use while it runs.
  package func checkpoint(of cell: String, forKey key: String, name: String = "state") -> CellCheckpoint {
    CellCheckpoint(
      load: { [self] in try loadCheckpoint(key, name) },
      save: { [self] in try saveCheckpoint(cell, key, name, $0) })
  }

  /// Nil where there is none, or a damaged one: the cell then starts from the beginning.
  private func loadCheckpoint(_ key: String, _ name: String) throws(StoreError) -> Data? {
    try translated {
      let row = try database.read { db in
        try Row.fetchOne(
          db, sql: "SELECT digest, bytes FROM checkpoint WHERE key = ? AND name = ?",
          arguments: [key, name])
      }
      guard let row else { return nil }
      let (digest, bytes): (String, Data) = (row[0], row[1])
      return SHA256.hex(bytes) == digest ? bytes : nil
    }
  }

  private func saveCheckpoint(_ cell: String, _ key: String, _ name: String, _ data: Data) throws(StoreError)
  {
    try translated {
      try database.write { db in
        try db.execute(
          sql: """
            INSERT OR REPLACE INTO checkpoint (key, name, digest, bytes, cell, saved) VALUES (?, ?, ?, ?, ?, ?)
            """,
          arguments: [key, name, SHA256.hex(data), data, cell, Date().timeIntervalSince1970])
      }
    }
  }
}
