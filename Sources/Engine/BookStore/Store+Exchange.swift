import Foundation
import GRDB
import Support

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
  /// Writes a file that ``merge(_:)`` reads. A former export is replaced only once the new one is whole; nothing else is.
  /// - Parameters:
  ///   - cells: whose runs, shards and checkpoints; nil: all.
  ///   - shards: by their keys, whichever cell asked for them first; with these, shards are all that is written.
  /// - Throws: ``StoreError``; ``ExchangeError/notReplaced(path:)``.
  package func export(to file: URL, cells: Set<String>? = nil, shards: Set<String>? = nil) throws
    -> ExchangeCounts
  {
    if FileStamp(file.path, followsLinks: false) != nil, !Self.isExport(file) {
      throw ExchangeError.notReplaced(path: file.path)
    }
    let part = file.appendingPathExtension("part-\(getpid())")
    try? FileManager.default.removeItem(at: part)
    defer { try? FileManager.default.removeItem(at: part) }
    let counts: ExchangeCounts
    do {
      let target = try DatabaseQueue(path: part.path)
      try StoreSchema.migrator.migrate(target)
      counts = try database.read { source in
        try target.write {
          try Self.copy(source, path, to: $0, cells: cells, only: shards, takesAll: false)
        }
      }
      try target.close()
    } catch ExchangeError.damagedValue(_, let digest) {
      StoreSeal(of: path).remove()
      throw StoreError.damagedValue(digest: digest)
    } catch let error as DatabaseError {
      let isOwn = [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_ERROR].contains(error.resultCode)
      throw StoreError(error, path: isOwn ? path : file.path)
    }
    guard rename(part.path, file.path) == 0 else {
      throw StoreError.unusable(path: file.path, reason: String(cString: strerror(errno)))
    }
    return counts
  }

  /// Whether the file is what ``export(to:cells:shards:)`` writes, and not a store: these keep a log beside them.
  private static func isExport(_ file: URL) -> Bool {
    guard FileStamp(file.path, followsLinks: false)?.isRegularFile == true,
      let header = try? FileHandle(forReadingFrom: file).read(upToCount: 20), header.count == 20,
      header[18] == 1,
      let source = try? readOnly(immutable(file.path)),
      case .ours? = try? source.read({ try StoreSchema.state($0) })
    else { return false }
    return true
  }

  /// Adds what `file`, written by ``export(to:cells:shards:)``, has and this store has not, in one transaction. Of two
  /// checkpoints of the same run the later one stays. Every value is checked against its digest, and every key against
  /// the ingredients of its run. The file is read where it lies, and nobody is waited for.
  /// - Throws: ``StoreError``; ``ExchangeError``.
  package func merge(_ file: URL) throws -> ExchangeCounts {
    guard let stamp = FileStamp(file.path) else { throw ExchangeError.missing(path: file.path) }
    guard stamp.isRegularFile else { throw ExchangeError.noFile(path: file.path) }
    do {
      let source = try Self.current(Self.readOnly(Self.immutable(file.path)), file.path)
      return try source.read { source in
        try database.write {
          try Self.copy(source, file.path, to: $0, cells: nil, only: nil, takesAll: true)
        }
      }
    } catch is UnreadableRow {
      throw ExchangeError.notAnExport(path: file.path)
    } catch is RowDecodingError {
      throw ExchangeError.notAnExport(path: file.path)
    } catch let error as DatabaseError {
      if case .damagedDatabase = StoreError(error, path: file.path) {
        throw ExchangeError.notAnExport(path: file.path)
      }
      throw StoreError(error, path: path)
    }
  }

  /// The export with today's tables: itself, or what becomes of a former version's in memory.
  private static func current(_ source: DatabaseQueue, _ path: String) throws -> DatabaseQueue {
    switch try source.read({ try StoreSchema.state($0) }) {
    case .empty, .foreign: throw ExchangeError.notAnExport(path: path)
    case .newer: throw StoreError.newerSchema(path: path)
    case .ours: break
    }
    if try source.read({ try StoreSchema.migrator.hasCompletedMigrations($0) }) { return source }
    let copy = try DatabaseQueue()
    try source.backup(to: copy)
    try StoreSchema.migrator.migrate(copy)
    return copy
  }

  /// - Parameters:
  ///   - path: where the source lies, for errors.
  ///   - takesAll: whether rows that this program cannot have written are an error, and not passed over.
  private static func copy(
    _ source: Database, _ path: String, to target: Database, cells: Set<String>?, only chosen: Set<String>?,
    takesAll: Bool
  ) throws -> ExchangeCounts {
    var counts = ExchangeCounts()
    for row in chosen == nil ? try Row.fetchAll(source, Run.select(AllColumns())) : [] {
      guard let run = Run.readable(row) else {
        if takesAll { throw UnreadableRow() }
        continue
      }
      guard cells?.contains(run.cell) ?? true else { continue }
      guard Ingredient.list(run.ingredients)?.key(of: run.cell) == run.key else {
        if takesAll { throw ExchangeError.foreignKey(path: path, cell: run.cell) }
        continue
      }
      for digest in run.blobs {
        if try copyBlob(digest, from: source, path, to: target) { counts.values += 1 }
      }
      try run.insert(target, onConflict: .ignore)
      counts.runs += target.changesCount
    }
    let shards = try Row.fetchCursor(source, ShardRecord.all())
    while let row = try shards.next()?.copy() {
      guard let shard = try? ShardRecord(row: row), shard.isPlausible else {
        if takesAll { throw UnreadableRow() }
        continue
      }
      guard chosen?.contains(shard.key) ?? cells?.contains(shard.cell) ?? true else { continue }
      guard shard.hasOwnKey else {
        if takesAll { throw ExchangeError.foreignKey(path: path, cell: shard.cell) }
        continue
      }
      guard shard.isWhole else { throw ExchangeError.damagedValue(path: path, digest: shard.digest) }
      try shard.insert(target, onConflict: .ignore)
      counts.shards += target.changesCount
    }
    let checkpoints = try Row.fetchCursor(source, chosen == nil ? Checkpoint.all() : Checkpoint.none())
    while let row = try checkpoints.next()?.copy() {
      guard let checkpoint = try? Checkpoint(row: row), checkpoint.isPlausible else {
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
    guard let blob = try request.whole(source) else {
      throw ExchangeError.damagedValue(path: path, digest: digest)
    }
    try blob.insert(target)
    return true
  }
}

private struct UnreadableRow: Error {}

/// Why a file cannot be merged, or written. Nothing of it has been taken.
package enum ExchangeError: Error, Equatable, Sendable {
  case missing(path: String)
  /// A folder, a device or a pipe.
  case noFile(path: String)
  /// The file is no database, or not one that `cache export` wrote.
  case notAnExport(path: String)
  /// What stands where an export is to be written is none.
  case notReplaced(path: String)
  /// A value is missing in the file, or is not the one that its digest names.
  case damagedValue(path: String, digest: String)
  /// A run's key does not follow from what the run says that it depended on.
  case foreignKey(path: String, cell: String)
}
