import Foundation
import GRDB

/// How much was copied from one store to another.
package struct ExchangeCounts: Sendable, Equatable {
  package var runs: Int
  package var values: Int
  package var shards: Int
  package var checkpoints: Int

  package init(runs: Int = 0, values: Int = 0, shards: Int = 0, checkpoints: Int = 0) {
    (self.runs, self.values, self.shards, self.checkpoints) = (runs, values, shards, checkpoints)
  }
}

/// Taking what was computed from one machine to another: runs with their values, shards, and
/// checkpoints of what is under way.
/// Rendered pages stay behind; they are made again in moments.
extension Store {
  /// Writes a file that ``merge(_:)`` reads. An existing file is replaced only once the new one is whole.
  /// - Parameters:
  ///   - cells: whose runs, shards and checkpoints; nil: all.
  ///   - labels: of the shards; with these, shards are all that is written.
  /// - Throws: ``StoreError``, and the file system's error.
  package func export(to file: URL, cells: Set<String>? = nil, labels: Set<String>? = nil) throws
    -> ExchangeCounts
  {
    let part = file.appendingPathExtension("part-\(getpid())")
    try? FileManager.default.removeItem(at: part)
    defer { try? FileManager.default.removeItem(at: part) }
    let counts = try translated {
      let target = try DatabaseQueue(path: part.path)
      try StoreSchema.migrator.migrate(target)
      let counts = try database.read { source in
        try target.write {
          try Self.copy(source, path, to: $0, cells: cells, labels: labels, takesAll: false)
        }
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
        try database.write {
          try Self.copy(source, file.path, to: $0, cells: nil, labels: nil, takesAll: true)
        }
      }
    } catch is UnreadableRow {
      throw ExchangeError.notAnExport(path: file.path)
    } catch let error as DatabaseError where [.SQLITE_NOTADB, .SQLITE_CORRUPT].contains(error.resultCode) {
      throw ExchangeError.notAnExport(path: file.path)
    } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    }
  }

  /// - Parameters:
  ///   - path: where the source lies, for errors.
  ///   - takesAll: whether rows that this program cannot have written are an error, and not passed over.
  private static func copy(
    _ source: Database, _ path: String, to target: Database, cells: Set<String>?, labels: Set<String>?,
    takesAll: Bool
  ) throws -> ExchangeCounts {
    var counts = ExchangeCounts()
    for row in labels == nil ? try Row.fetchAll(source, Run.select(AllColumns())) : [] {
      guard let run = Run.readable(row) else {
        if takesAll { throw UnreadableRow() }
        continue
      }
      guard cells?.contains(run.cell) ?? true else { continue }
      guard let ingredients = Ingredient.list(run.ingredients), ingredients.key(of: run.cell) == run.key
      else {
        throw ExchangeError.foreignKey(path: path, cell: run.cell)
      }
      for digest in run.blobs {
        if try copyBlob(digest, from: source, path, to: target) { counts.values += 1 }
      }
      try run.insert(target, onConflict: .ignore)
      counts.runs += target.changesCount
    }
    for row in try Row.fetchAll(source, ShardRecord.all()) {
      guard let shard = try? ShardRecord(row: row) else {
        if takesAll { throw UnreadableRow() }
        continue
      }
      guard cells?.contains(shard.cell) ?? true, labels?.contains(shard.label) ?? true else { continue }
      guard shard.hasOwnKey else { throw ExchangeError.foreignKey(path: path, cell: shard.cell) }
      guard shard.isWhole else { throw ExchangeError.damagedValue(path: path, digest: shard.digest) }
      try shard.insert(target, onConflict: .ignore)
      counts.shards += target.changesCount
    }
    for row in labels == nil ? try Row.fetchAll(source, Checkpoint.all()) : [] {
      guard let checkpoint = try? Checkpoint(row: row) else {
        if takesAll { throw UnreadableRow() }
        continue
      }
      guard cells?.contains(checkpoint.cell) ?? true else { continue }
      guard checkpoint.isWhole else {
        throw ExchangeError.damagedValue(path: path, digest: checkpoint.digest)
      }
      let own = try Checkpoint.of(checkpoint.key, checkpoint.name).readable(target)
      if let own, own.saved >= checkpoint.saved { continue }
      try checkpoint.insert(target, onConflict: .replace)
      counts.checkpoints += 1
    }
    return counts
  }

  /// - Returns: whether the target did not have it.
  private static func copyBlob(
    _ digest: String, from source: Database, _ path: String, to target: Database
  ) throws -> Bool {
    let request = Blob.filter(Column("digest") == digest)
    guard try request.isEmpty(target) else { return false }
    guard let blob = try request.readable(source), blob.isWhole else {
      throw ExchangeError.damagedValue(path: path, digest: digest)
    }
    try blob.insert(target)
    return true
  }
}

private struct UnreadableRow: Error {}

/// Why a file cannot be merged. Nothing of it has been taken.
package enum ExchangeError: Error, Equatable, Sendable {
  case missing(path: String)
  /// The file is no database, or not one that `cache export` wrote.
  case notAnExport(path: String)
  /// A value is missing in the file, or is not the one that its digest names.
  case damagedValue(path: String, digest: String)
  /// A run's key does not follow from what the run says that it depended on.
  case foreignKey(path: String, cell: String)
}
