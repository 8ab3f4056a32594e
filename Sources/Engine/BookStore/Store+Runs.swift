import Foundation
import GRDB
import Support

extension Store {
  /// Every run whose value is complete. Reads no value. Where the store is open for writing, rows that this program
  /// cannot have written are dropped.
  package func runs() throws(StoreError) -> RunIndex {
    try translated {
      let (index, dropped) = try database.read { try Self.index($0) }
      if isWriter, !dropped.isEmpty {
        try database.write { db in
          for row in dropped { try Run.filter(Column.rowID == row).deleteAll(db) }
        }
      }
      return index
    }
  }

  /// - Returns: also the numbers of the unreadable rows.
  static func index(_ db: Database) throws -> (RunIndex, unreadable: [Int64]) {
    let digests = try DatabaseValue.fetchSet(db, Blob.select(Column("digest")))
    let blobs = Set(digests.compactMap(String.fromDatabaseValue))
    let columns: [any SQLSelectable] = [.allColumns(excluding: ["ingredients"]), Column.rowID]
    var index = RunIndex()
    var unreadable: [Int64] = []
    let rows = try Row.fetchCursor(db, Run.select(columns))
    while let row = try rows.next() {
      if let run = Run.readable(row) {
        if run.blobs.allSatisfy(blobs.contains) { index.insert(run) }
      } else {
        index.unreadable.append(String.fromDatabaseValue(row["key"]) ?? "without a key")
        if let number = Int64.fromDatabaseValue(row["rowid"]) { unreadable.append(number) }
      }
    }
    return (index, unreadable)
  }

  /// What the run with `key` depended on; empty where that is not known.
  package func ingredients(ofRun key: String) throws(StoreError) -> [Ingredient] {
    try translated {
      try database.read { db in
        let text = try Row.fetchOne(db, Run.select(Column("ingredients")).filter(Column("key") == key))
          .flatMap { String.fromDatabaseValue($0["ingredients"]) }
        return Ingredient.list(text) ?? []
      }
    }
  }

  /// Stores a run with its values, and drops the checkpoints that it went on from: all or nothing.
  /// - Parameters:
  ///   - blobs: the run's value, or the figure's files.
  ///   - checkpointKey: of the checkpoints.
  ///   - sources: the files behind the ingredient of that name.
  package func record(
    _ run: Run, blobs: [Data], endingCheckpoints checkpointKey: String, sources: SourceSet
  ) throws(StoreError) {
    try translated {
      let files = try CanonicalJSON.text(sources.files)
      try database.write { db in
        for bytes in blobs { try Blob(bytes).insert(db, onConflict: .replace) }
        try run.insert(db, onConflict: .replace)
        try SourcesRecord(digest: sources.digest, files: files).insert(db, onConflict: .replace)
        try Checkpoint.filter(Column("key") == checkpointKey).deleteAll(db)
      }
    }
  }

  /// The files that made up the sources with this digest; nil where no run of this store had them.
  package func sources(withDigest digest: String) throws(StoreError) -> SourceSet? {
    try translated {
      let record = try database.read { db in
        guard try db.tableExists(SourcesRecord.databaseTableName) else { return SourcesRecord?.none }
        return try SourcesRecord.filter(Column("digest") == digest).readable(db)
      }
      return record.flatMap(\.sourceSet)
    }
  }

  /// The stored bytes with this digest, checked when they are loaded.
  package func bytes(_ digest: String) -> StoredBytes {
    StoredBytes(digest: digest) { [self] in try load(digest) }
  }

  /// - Throws: ``StoreError/damagedValue(digest:)`` where the bytes are missing or differ; they are dropped
  ///   if the store is open for writing.
  private func load(_ digest: String) throws(StoreError) -> Data {
    let request = Blob.filter(Column("digest") == digest)
    if let blob = try translated({ try database.read { try request.whole($0) } }) { return blob.bytes }
    StoreSeal(of: path).remove()
    if isWriter { try translated { _ = try database.write { try request.deleteAll($0) } } }
    throw .damagedValue(digest: digest)
  }
}
