import Digests
import Foundation
import GRDB

/// How much was copied from one store to another.
package struct ExchangeCounts: Sendable, Equatable {
  package var runs = 0
  package var values = 0
  package var checkpoints = 0

  package init(runs: Int = 0, values: Int = 0, checkpoints: Int = 0) {
    (self.runs, self.values, self.checkpoints) = (runs, values, checkpoints)
  }
}

/// Taking what was computed from one machine to another: runs with their values, and checkpoints of runs under way.
/// Rendered pages stay behind; they are made again in moments.
extension Store {
  /// Writes a file that ``merge(_:)`` reads. An existing file is replaced only once the new one is whole.
  /// - Parameter cells: whose runs and checkpoints; nil: all.
  /// - Throws: ``StoreError``, and the file system's error.
  package func export(to file: URL, cells: Set<String>? = nil) throws -> ExchangeCounts {
    let part = file.appendingPathExtension("part-\(getpid())")
    try? FileManager.default.removeItem(at: part)
    defer { try? FileManager.default.removeItem(at: part) }
    let counts = try translated {
      let target = try DatabaseQueue(path: part.path)
      try StoreSchema.migrator.migrate(target)
      let counts = try database.read { source in
        try target.write { try Self.copy(source, to: $0, cells: cells) }
      }
      try target.close()
      return counts
    }
    guard rename(part.path, file.path) == 0 else {
      throw StoreError.unusable(path: file.path, reason: String(cString: strerror(errno)))
    }
    return counts
  }

  /// Adds what `file`, written by ``export(to:cells:)``, has and this store has not, in one transaction. Of two
  /// checkpoints of the same run the later one stays. Every value is checked against its digest, and every key against
  /// the ingredients of its run.
  /// - Throws: ``StoreError``; ``ExchangeError``.
  package func merge(_ file: URL) throws -> ExchangeCounts {
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw ExchangeError.missing(path: file.path)
    }
    let copy = FileManager.default.temporaryDirectory.appending(path: "merge-\(UUID().uuidString).sqlite")
    defer { for suffix in ["", "-wal", "-shm"] { unlink(copy.path + suffix) } }
    try FileManager.default.copyItem(at: file, to: copy)
    do {
      let source = try DatabaseQueue(path: copy.path)
      guard try source.read({ try $0.tableExists("grdb_migrations") }) else {
        throw ExchangeError.notAnExport(path: file.path)
      }
      guard try !source.read({ try StoreSchema.migrator.hasBeenSuperseded($0) }) else {
        throw StoreError.newerSchema(path: file.path)
      }
      try StoreSchema.migrator.migrate(source)
      return try source.read { source in
        try database.write { try Self.copy(source, to: $0, cells: nil) }
      }
    } catch let error as DatabaseError where [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode) {
      throw ExchangeError.notAnExport(path: file.path)
    } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    }
  }

  private static func copy(_ source: Database, to target: Database, cells: Set<String>?) throws
    -> ExchangeCounts
  {
    var counts = ExchangeCounts()
    let runs = try Row.fetchCursor(source, sql: "SELECT \(StoredRun.columns), ingredients FROM run")
    while let row = try runs.next() {
      guard let run = StoredRun(row: row), cells?.contains(run.cell) ?? true else { continue }
      try checkKey(of: run, ingredients: row["ingredients"])
      for digest in run.figure?.blobs ?? [run.value] {
        if try copyValue(digest, from: source, to: target) { counts.values += 1 }
      }
      try target.execute(
        sql: """
          INSERT OR IGNORE INTO run (\(StoredRun.columns), ingredients)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """, arguments: StatementArguments(row.databaseValues))
      counts.runs += target.changesCount
    }
    let checkpoints = try Row.fetchCursor(
      source, sql: "SELECT key, name, digest, bytes, cell, saved FROM checkpoint")
    while let row = try checkpoints.next() {
      let (digest, bytes, cell): (String, Data, String) = (row[2], row[3], row[4])
      guard cells?.contains(cell) ?? true else { continue }
      guard SHA256.hex(bytes) == digest else { throw ExchangeError.damagedValue(digest: digest) }
      try target.execute(
        sql: """
          INSERT INTO checkpoint (key, name, digest, bytes, cell, saved) VALUES (?, ?, ?, ?, ?, ?)
          ON CONFLICT (key, name) DO UPDATE SET digest = excluded.digest, bytes = excluded.bytes,
            saved = excluded.saved WHERE excluded.saved > saved
          """, arguments: StatementArguments(row.databaseValues))
      counts.checkpoints += target.changesCount
    }
    return counts
  }

  private static func checkKey(of run: StoredRun, ingredients text: String) throws {
    let ingredients = try? JSONDecoder().decode([Ingredient].self, from: Data(text.utf8))
    guard let ingredients, ingredients.key(of: run.cell) == run.key else {
      throw ExchangeError.foreignKey(cell: run.cell)
    }
  }

  /// - Returns: whether the target did not have it.
  private static func copyValue(_ digest: String, from source: Database, to target: Database) throws -> Bool {
    let known = try Bool.fetchOne(
      target, sql: "SELECT EXISTS (SELECT 1 FROM blob WHERE digest = ?)", arguments: [digest])
    if known == true { return false }
    let bytes = try Data.fetchOne(source, sql: "SELECT bytes FROM blob WHERE digest = ?", arguments: [digest])
    guard let bytes, SHA256.hex(bytes) == digest else { throw ExchangeError.damagedValue(digest: digest) }
    try target.execute(sql: "INSERT INTO blob (digest, bytes) VALUES (?, ?)", arguments: [digest, bytes])
    return true
  }
}

/// Why a file cannot be merged. Nothing of it has been taken.
package enum ExchangeError: Error, Equatable, Sendable {
  case missing(path: String)
  /// The file is no database, or not one that `cache export` wrote.
  case notAnExport(path: String)
  /// A value is missing in the file, or is not the one that its digest names.
  case damagedValue(digest: String)
  /// A run's key does not follow from what the run says that it depended on.
  case foreignKey(cell: String)
}
