import Digests
import Foundation
import GRDB

// The store's rows, beside `Run`. Rows come from outside: one that a record cannot be read from is passed over, never
// trusted, and computed again.

/// Bytes with the digest that they should have.
protocol DigestedRecord: Codable, FetchableRecord, PersistableRecord, Sendable {
  /// SHA-256 (hex).
  var digest: String { get }
  var bytes: Data { get }
  /// Whether all else in it can have been written by this program.
  var isPlausible: Bool { get }
}

extension DigestedRecord {
  var isPlausible: Bool { true }
  var isWhole: Bool { isPlausible && SHA256.hex(bytes) == digest }
}

/// A value, or a file of a figure.
struct Blob: DigestedRecord {
  static let databaseTableName = "blob"

  var digest: String
  var bytes: Data

  init(_ bytes: Data) { (digest, self.bytes) = (SHA256.hex(bytes), bytes) }
}

/// A rendered page, or a piece of one.
struct Page: DigestedRecord {
  static let databaseTableName = "page"

  var key: String
  var digest: String
  var bytes: Data
}

/// What a cell saved while it ran.
struct Checkpoint: DigestedRecord {
  static let databaseTableName = "checkpoint"

  var key: String
  var name: String
  var digest: String
  var bytes: Data
  var cell: String
  /// In seconds since 1970.
  var saved: Double
  /// Wall time of all runs that came to this point, in seconds; nil where an earlier version saved it.
  var spent: Double?

  var isPlausible: Bool { Run.times.contains(saved) && Run.times.contains(spent ?? 0) }

  static func of(_ key: String, _ name: String) -> QueryInterfaceRequest<Checkpoint> {
    filter(Column("key") == key && Column("name") == name)
  }
}

/// The files behind a digest of sources.
struct SourcesRecord: Codable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "sources"

  var digest: String
  /// JSON.
  var files: String

  var sourceSet: SourceSet? {
    (try? JSONDecoder().decode([SourceSet.File].self, from: Data(files.utf8))).map { SourceSet(files: $0) }
  }
}

extension QueryInterfaceRequest where RowDecoder: FetchableRecord {
  /// The first record for which the condition holds; rows that this program cannot have written are passed over.
  func readable(_ db: Database, where holds: (RowDecoder) -> Bool = { _ in true }) throws -> RowDecoder? {
    let rows = try Row.fetchCursor(db, self)
    while let row = try rows.next() {
      if let record = try? RowDecoder(row: row.copy()), holds(record) { return record }
    }
    return nil
  }
}

extension QueryInterfaceRequest where RowDecoder: DigestedRecord {
  /// The first record whose bytes are those that were stored.
  func whole(_ db: Database) throws -> RowDecoder? { try readable(db) { $0.isWhole } }
}
