import Foundation
import GRDB
import Support

/// Everything that a build keeps for the next one: values, how they were computed, rendered pages and
/// checkpoints of running cells, in one SQLite database.
///
/// ### Guarantees
/// * One process writes; any number read at the same time, and none waits for another.
/// * A result is stored in one transaction: an interrupted build leaves it whole or absent.
/// * Values are named by the SHA-256 of their bytes and checked against it whenever they are read.
package final class Store: Sendable {
  let database: DatabaseQueue
  let path: String
  private let lock: StoreLock?
  var isWriter: Bool { lock != nil }

  private init(database: DatabaseQueue, path: String, lock: StoreLock?) {
    self.database = database
    self.path = path
    self.lock = lock
  }

  /// Opens the store of `project` for writing, and creates it if need be.
  /// - Parameter setAside: called with the new name of a damaged database, which is kept for inspection.
  /// - Throws: ``StoreError``.
  package static func writer(
    for project: ProjectPaths, setAside: (_ name: String) -> Void = { _ in }
  ) throws(StoreError) -> Store {
    let path = project.database.path
    do {
      try FileManager.default.createDirectory(at: project.store, withIntermediateDirectories: true)
    } catch {
      throw .unusable(path: project.store.path, reason: error.localizedDescription)
    }
    let lock = try StoreLock(at: project.lock)
    do {
      return try open(path, lock)
    } catch StoreError.damagedDatabase {
      setAside(try moveAside(path))
      return try open(path, lock)
    }
  }

  /// Opens the store of `project` for reading. Nil where nothing has been stored yet.
  package static func reader(for project: ProjectPaths) throws(StoreError) -> Store? {
    let path = project.database.path
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try translated(path) {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(5)
      let database = try DatabaseQueue(path: path, configuration: configuration)
      try checkVersion(database, path)
      return Store(database: database, path: path, lock: nil)
    }
  }

  /// Moves the damaged database aside and opens an empty one in its place, under the same lock.
  package func replacedByEmpty(setAside: (_ name: String) -> Void) throws(StoreError) -> Store {
    guard let lock else { throw .unusable(path: path, reason: "it is open for reading only") }
    try translated { try database.close() }
    setAside(try Self.moveAside(path))
    return try Self.open(path, lock)
  }

  /// Lets other processes write. Values can still be read.
  package func endWriting() { lock?.release() }

  /// Runs `body` with SQLite's errors in the store's words.
  func translated<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
    try Self.translated(path, body)
  }

  private static func open(_ path: String, _ lock: StoreLock) throws(StoreError) -> Store {
    try translated(path) {
      var configuration = Configuration()
      configuration.journalMode = .wal
      configuration.busyMode = .timeout(10)
      let database = try DatabaseQueue(path: path, configuration: configuration)
      try checkVersion(database, path)
      try StoreSchema.migrator.migrate(database)
      return Store(database: database, path: path, lock: lock)
    }
  }

  private static func checkVersion(_ database: DatabaseQueue, _ path: String) throws {
    let isNewer = try database.read { try StoreSchema.migrator.hasBeenSuperseded($0) }
    if isNewer { throw StoreError.newerSchema(path: path) }
  }

  /// - Returns: the file's new name.
  private static func moveAside(_ path: String) throws(StoreError) -> String {
    let files = FileManager.default
    var number = 1
    while files.fileExists(atPath: "\(path).damaged-\(number)") { number += 1 }
    let name = "\(path).damaged-\(number)"
    do {
      try files.moveItem(atPath: path, toPath: name)
      for suffix in ["-wal", "-shm"] where files.fileExists(atPath: path + suffix) {
        try files.moveItem(atPath: path + suffix, toPath: name + suffix)
      }
    } catch {
      throw .unusable(path: path, reason: error.localizedDescription)
    }
    return name
  }

  private static func translated<Value>(
    _ path: String, _ body: () throws -> Value
  ) throws(StoreError) -> Value {
    do {
      return try body()
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    } catch {
      throw .unusable(path: path, reason: "\(error)")
    }
  }
}

extension StoreError {
  init(_ error: DatabaseError, path: String) {
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damagedDatabase(path: path)
    case .SQLITE_FULL: self = .diskFull(path: path)
    default:
      // A write that the system cut short: a full quota, or a limit on the size of files.
      if error.extendedResultCode == .SQLITE_IOERR_WRITE {
        self = .diskFull(path: path)
      } else {
        self = .unusable(path: path, reason: error.message ?? "\(error.resultCode)")
      }
    }
  }
}
