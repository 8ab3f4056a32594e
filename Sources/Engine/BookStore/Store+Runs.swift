import CellKit
import Digests
import Foundation
import GRDB
import Support

/// All runs of a store, by key and by cell, without their values.
package struct RunIndex: Sendable {
  private var byKey: [String: StoredRun] = [:]
  private var byCell: [String: [StoredRun]] = [:]

  package init() {}

  init(_ runs: [StoredRun]) { for run in runs { insert(run) } }

  /// The run with exactly this key.
  package func run(withKey key: String) -> StoredRun? { byKey[key] }

  /// The cell's latest run, at `scale` if there is one.
  package func latestRun(of cell: String, scale: Scale) -> StoredRun? {
    let runs = byCell[cell] ?? []
    let ofScale = runs.filter { $0.scale == scale }
    return (ofScale.isEmpty ? runs : ofScale).max { $0.trace.finishedAt < $1.trace.finishedAt }
  }

  package mutating func insert(_ run: StoredRun) {
    if let old = byKey.updateValue(run, forKey: run.key) { byCell[old.cell]?.removeAll { $0.key == run.key } }
    byCell[run.cell, default: []].append(run)
  }
}

extension Store {
  /// Every run whose value is complete. Reads no value.
  /// - Throws: ``StoreError``.
  package func runs() throws(StoreError) -> RunIndex {
    try translated {
      try database.read { db in
        let blobs = try Set(String.fetchAll(db, sql: "SELECT digest FROM blob"))
        let rows = try Row.fetchCursor(db, sql: "SELECT \(StoredRun.columns) FROM run")
        var runs: [StoredRun] = []
        while let row = try rows.next() {
          guard let run = StoredRun(row: row) else { continue }
          if (run.figure?.blobs ?? [run.value]).allSatisfy(blobs.contains) { runs.append(run) }
        }
        return RunIndex(runs)
      }
    }
  }

  /// What the run with `key` depended on.
  /// - Throws: ``StoreError``.
  package func ingredients(ofRun key: String) throws(StoreError) -> [Ingredient] {
    try translated {
      let text = try database.read { db in
        try String.fetchOne(db, sql: "SELECT ingredients FROM run WHERE key = ?", arguments: [key])
      }
      return try text.map { try JSONDecoder().decode([Ingredient].self, from: Data($0.utf8)) } ?? []
    }
  }

  /// Stores a run with its values, and drops the checkpoints that it went on from: all or nothing.
  /// - Parameters:
  ///   - blobs: the run's value, or the figure's files.
  ///   - checkpointKey: of the checkpoints.
  ///   - sources: the files behind the ingredient of that name.
  /// - Throws: ``StoreError``.
  package func record(
    _ run: StoredRun, _ ingredients: [Ingredient], blobs: [Data], endingCheckpoints checkpointKey: String,
    sources: SourceSet
  ) throws(StoreError) {
    try translated {
      let files = String(decoding: try CanonicalJSON.encode(sources.files), as: UTF8.self)
      let text = String(decoding: try CanonicalJSON.encode(ingredients), as: UTF8.self)
      try database.write { db in
        for bytes in blobs {
          try db.execute(
            sql: "INSERT OR IGNORE INTO blob (digest, bytes) VALUES (?, ?)",
            arguments: [SHA256.hex(bytes), bytes])
        }
        let trace = run.trace
        try db.execute(
          sql: """
            INSERT OR REPLACE INTO run (\(StoredRun.columns), ingredients)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            run.key, run.cell, run.scale.rawValue, run.value, run.figure?.text, trace.wallSeconds,
            trace.cpuSeconds, trace.peakMemory, trace.seed.map { String($0) }, trace.processor,
            trace.kernelLevel, trace.libraries.joined(separator: "\n"), trace.commit,
            trace.finishedAt.timeIntervalSince1970, text,
          ])
        try db.execute(
          sql: "INSERT OR REPLACE INTO sources (digest, files) VALUES (?, ?)",
          arguments: [sources.digest, files])
        try db.execute(sql: "DELETE FROM checkpoint WHERE key = ?", arguments: [checkpointKey])
      }
    }
  }

  /// The files that made up the sources with this digest; nil where no run of this store had them.
  /// - Throws: ``StoreError``.
  package func sources(withDigest digest: String) throws(StoreError) -> SourceSet? {
    try translated {
      let text = try database.read { db in
        guard try db.tableExists("sources") else { return String?.none }
        return try String.fetchOne(db, sql: "SELECT files FROM sources WHERE digest = ?", arguments: [digest])
      }
      return text.flatMap { try? JSONDecoder().decode([SourceSet.File].self, from: Data($0.utf8)) }
        .map { SourceSet(files: $0) }
    }
  }

  /// The stored bytes with this digest, checked when they are loaded.
  package func bytes(_ digest: String) -> StoredBytes {
    StoredBytes(digest: digest) { [self] in try load(digest) }
  }

  /// - Throws: ``StoreError/damagedValue(digest:)`` where the bytes are missing or differ; they are dropped
  ///   if the store is open for writing.
  func load(_ digest: String) throws(StoreError) -> Data {
    let bytes = try translated {
      try database.read { db in
        try Data.fetchOne(db, sql: "SELECT bytes FROM blob WHERE digest = ?", arguments: [digest])
      }
    }
    if let bytes, SHA256.hex(bytes) == digest { return bytes }
    if isWriter {
      try translated {
        try database.write { db in
          try db.execute(sql: "DELETE FROM blob WHERE digest = ?", arguments: [digest])
        }
      }
    }
    throw .damagedValue(digest: digest)
  }
}
