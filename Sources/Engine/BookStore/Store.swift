import Foundation
import GRDB
import Support

/// Everything that a build keeps for the next one: values, how they were computed, rendered pages and
/// checkpoints of running cells, in one SQLite database.
///
/// ### Guarantees
/// * One process writes; any number read at the same time, and none waits for another. So do the threads of the writer.
/// * A result is stored in one transaction: an interrupted build leaves it whole or absent.
/// * Values are named by the SHA-256 of their bytes and checked against it whenever they are read.
package final class Store: Sendable {
  let database: any DatabaseWriter
  let path: String
  private let lock: StoreLock?
  var isWriter: Bool { lock != nil }

  private init(database: any DatabaseWriter, path: String, lock: StoreLock?) {
    self.database = database
    self.path = path
    self.lock = lock
  }

  /// Opens the store of `project` for writing, and creates it if need be. A database that is not as its last writer left it
  /// is read as a whole, and what is damaged in it is dropped.
  /// - Parameter repaired: called with what was given up.
  /// - Throws: ``StoreError``.
  package static func writer(
    for project: ProjectPaths, repaired: (StoreRepair) -> Void = { _ in }
  ) throws(StoreError) -> Store {
    let path = project.database.path
    do {
      try FileManager.default.createDirectory(at: project.store, withIntermediateDirectories: true)
    } catch {
      throw .unusable(path: project.store.path, reason: error.systemReason)
    }
    let lock = try StoreLock(at: project.lock)
    let isSealed = StoreSeal(of: path).holds
    do {
      let store = try open(path, lock)
      if !isSealed {
        let dropped = try store.dropDamaged()
        if !dropped.isEmpty { repaired(.dropped(dropped)) }
      }
      return store
    } catch StoreError.damagedDatabase {
      repaired(.setAside(name: try moveAside(path)))
      return try open(path, lock)
    }
  }

  /// Opens the store of `project` for reading, also where the file system lets nobody write. Nil where nothing has been
  /// stored yet.
  package static func reader(for project: ProjectPaths) throws(StoreError) -> Store? {
    let path = project.database.path
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    return try translated(path) { () throws -> Store? in
      try checkFiles(path)
      do {
        return try reader(path, at: path)
      } catch let error as DatabaseError
        where [.SQLITE_READONLY, .SQLITE_CANTOPEN].contains(error.resultCode)
      {
        return try reader(path, at: immutable(path))
      }
    }
  }

  /// Opens the store of `project` for a process that works for the one that writes: checkpoints and shards go into it.
  /// - Throws: ``StoreError``.
  package static func helper(for project: ProjectPaths) throws(StoreError) -> Store {
    let path = project.database.path
    return try translated(path) {
      var configuration = Configuration()
      configuration.journalMode = .wal
      configuration.busyMode = .timeout(60)
      return Store(
        database: try DatabaseQueue(path: path, configuration: configuration), path: path, lock: nil)
    }
  }

  private static func reader(_ path: String, at location: String) throws -> Store? {
    let database = try readOnly(location)
    guard try checkSchema(database, path) else { return nil }
    return Store(database: database, path: path, lock: nil)
  }

  static func readOnly(_ location: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(5)
    return try DatabaseQueue(path: location, configuration: configuration)
  }

  /// The name by which SQLite reads a file that nobody changes meanwhile: without locks, and without files beside it.
  static func immutable(_ path: String) -> String {
    let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "/-._~"))
    return "file:\(path.addingPercentEncoding(withAllowedCharacters: allowed) ?? path)?immutable=1"
  }

  /// Whether it is as its last writer left it, as far as can be seen without reading it.
  package var isSealed: Bool { StoreSeal(of: path).holds }

  /// Moves the damaged database aside and opens an empty one in its place, under the same lock.
  package func replacedByEmpty(repaired: (StoreRepair) -> Void) throws(StoreError) -> Store {
    guard let lock else { throw .unusable(path: path, reason: "it is open for reading only") }
    try? database.close()
    repaired(.setAside(name: try Self.moveAside(path)))
    return try Self.open(path, lock)
  }

  /// Lets other processes write. Values can still be read.
  package func endWriting() {
    guard let lock else { return }
    let isComplete =
      (try? database.barrierWriteWithoutTransaction { (db: Database) -> Void in
        // A reader that keeps the log from being taken in costs the seal, not time.
        try db.execute(sql: "PRAGMA busy_timeout = 100")
        defer { try? db.execute(sql: "PRAGMA busy_timeout = 10000") }
        _ = try db.checkpoint(.truncate)
      }) != nil
    if isComplete { StoreSeal(of: path).set() }
    lock.release()
  }

  /// Runs `body` with SQLite's errors in the store's words.
  func translated<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
    try Self.translated(path, body)
  }

  private static func open(_ path: String, _ lock: StoreLock) throws(StoreError) -> Store {
    try translated(path) {
      try checkFiles(path)
      StoreSeal(of: path).remove()
      var configuration = Configuration()
      configuration.journalMode = .wal
      configuration.busyMode = .timeout(10)
      let database = try pool(path, configuration)
      _ = try checkSchema(database, path)
      try StoreSchema.migrator.migrate(database)
      return Store(database: database, path: path, lock: lock)
    }
  }

  /// Whoever still has a former database of this name open takes its log away when that is closed, perhaps between two looks
  /// at the new one's: the second look fails, and the next attempt makes another log.
  private static func pool(_ path: String, _ configuration: Configuration) throws -> DatabasePool {
    for _ in 1...9 {
      do {
        return try DatabasePool(path: path, configuration: configuration)
      } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
        continue
      }
    }
    return try DatabasePool(path: path, configuration: configuration)
  }

  /// The database and what SQLite keeps beside it.
  private static func files(_ path: String) -> [String] {
    ["", "-wal", "-shm", "-journal"].map { path + $0 }
  }

  private static func checkFiles(_ path: String) throws(StoreError) {
    let areFiles = files(path).allSatisfy { FileStamp($0)?.isRegularFile ?? true }
    if !areFiles { throw .damagedDatabase(path: path) }
  }

  /// - Returns: whether there are any tables.
  private static func checkSchema(_ database: any DatabaseWriter, _ path: String) throws -> Bool {
    switch try database.read({ try StoreSchema.state($0) }) {
    case .ours: return true
    case .empty: return false
    case .newer: throw StoreError.newerSchema(path: path)
    case .foreign: throw StoreError.damagedDatabase(path: path)
    }
  }

  /// - Returns: the file's new name.
  private static func moveAside(_ path: String) throws(StoreError) -> String {
    let files = FileManager.default
    var number = 1
    while FileStamp("\(path).damaged-\(number)", followsLinks: false) != nil { number += 1 }
    let name = "\(path).damaged-\(number)"
    do {
      for file in Self.files(path) where FileStamp(file, followsLinks: false) != nil {
        try files.moveItem(atPath: file, toPath: name + file.dropFirst(path.count))
      }
    } catch {
      throw .unusable(path: path, reason: error.systemReason)
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
    } catch is RowDecodingError {
      throw .damagedDatabase(path: path)
    } catch {
      throw .unusable(path: path, reason: "\(error)")
    }
  }
}
