import Foundation
import GRDB

/// What a store gave up when it was opened for writing.
package enum StoreRepair: Sendable, Equatable {
  /// The database was damaged; it is kept under the new name.
  case setAside(name: String)
  /// These entries were damaged, or not of this program: see ``StoreHealth/damaged``. They are computed again where they
  /// are needed.
  case dropped([String])
}

extension Store {
  /// Reads everything, and drops what is damaged or cannot have been written by this program.
  /// - Returns: what is known of the dropped entries.
  func dropDamaged() throws(StoreError) -> [String] {
    let health = try health()
    guard health.fileProblems.isEmpty else { throw .damagedDatabase(path: path) }
    guard !health.damaged.isEmpty else { return [] }
    try translated {
      try database.write { db in
        for (table, rows) in health.damagedRows {
          for row in rows {
            try db.execute(sql: "DELETE FROM \(table) WHERE rowid = ?", arguments: [row])
          }
        }
      }
    }
    return health.damaged
  }
}
