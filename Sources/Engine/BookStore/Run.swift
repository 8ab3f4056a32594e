import CellKit
import Foundation
import GRDB
import Support

/// One finished run of a cell: a row of the store.
package struct Run: Codable, Sendable, Equatable, FetchableRecord, PersistableRecord {
  package static let databaseTableName = "run"

  /// The digest of everything that the run depended on.
  package var key: String
  package var cell: String
  /// The scale of the build.
  package var scale: Scale
  /// The digest of the value; of a figure, that of ``figure``.
  package var value: String
  /// A figure's ``Figure/text``.
  package var figure: String?
  /// JSON; only where it was asked for.
  var ingredients: String?
  package var wall: Double
  private var kept: Double?
  private var cpu: Double
  private var memory: Int
  private var seed: String?
  private var processor: String
  private var kernels: String
  private var libraries: String
  private var revision: String?
  /// In seconds since 1970.
  package var finished: Double

  package init(
    key: String, cell: String, scale: Scale, value: String, figure: String?, trace: Trace,
    ingredients: [Ingredient]
  ) throws(CanonicalJSONError) {
    (self.key, self.cell, self.scale, self.value, self.figure) = (key, cell, scale, value, figure)
    self.ingredients = try CanonicalJSON.text(ingredients)
    (wall, kept) = (trace.wallSeconds, trace.keptSeconds)
    (cpu, memory) = (trace.cpuSeconds, trace.peakMemory)
    seed = trace.seed.map { String($0) }
    (processor, kernels, revision) = (trace.processor, trace.kernelLevel, trace.commit)
    libraries = trace.libraries.joined(separator: "\n")
    finished = trace.finishedAt.timeIntervalSince1970
  }

  /// Column by column, since there are thousands of rows: `Codable` takes several times as long.
  package init(row: Row) throws {
    func column<Value: DatabaseValueConvertible>(_ name: String) throws -> Value {
      guard let stored: DatabaseValue = row[name], let value = Value.fromDatabaseValue(stored) else {
        throw DatabaseError(resultCode: .SQLITE_MISMATCH, message: name)
      }
      return value
    }
    func optional<Value: DatabaseValueConvertible>(_ name: String) throws -> Value? {
      guard let stored: DatabaseValue = row[name], !stored.isNull else { return nil }
      return try column(name) as Value
    }
    (key, cell, value, figure) = try (column("key"), column("cell"), column("value"), optional("figure"))
    guard let scale = Scale(rawValue: try column("scale")) else {
      throw DatabaseError(resultCode: .SQLITE_MISMATCH, message: "scale")
    }
    (self.scale, ingredients) = (scale, try optional("ingredients"))
    (wall, kept) = try (column("wall"), optional("kept"))
    (cpu, memory) = try (column("cpu"), column("memory"))
    (seed, processor, kernels) = try (optional("seed"), column("processor"), column("kernels"))
    (libraries, revision, finished) = try (column("libraries"), optional("revision"), column("finished"))
  }

  package var trace: Trace {
    Trace(
      wallSeconds: wall, keptSeconds: kept, cpuSeconds: cpu, peakMemory: memory,
      seed: seed.flatMap { UInt64($0) },
      processor: processor, kernelLevel: kernels,
      libraries: libraries.split(separator: "\n").map(String.init), commit: revision,
      finishedAt: Date(timeIntervalSince1970: finished))
  }

  /// The digests of the stored bytes: the value's, or those of the figure's files.
  var blobs: [String] { figure.flatMap(Figure.digests) ?? [value] }

  /// What seconds can be: of a run, or since 1970.
  static let times = 0..<1e11

  /// Nil for a row that this program cannot have written.
  static func readable(_ row: Row) -> Run? {
    guard let run = try? Run(row: row), run.memory >= 0,
      [run.wall, run.kept ?? 0, run.cpu, run.finished].allSatisfy(times.contains),
      run.figure.map({ Figure.digests(in: $0) != nil }) ?? true
    else { return nil }
    return run
  }
}

/// All runs of a store, by key and by cell, without their values.
package struct RunIndex: Sendable {
  private var byKey: [String: Run] = [:]
  private var byCell: [String: [Run]] = [:]
  /// What is known of the rows that this program cannot have written.
  package internal(set) var unreadable: [String] = []

  package init() {}

  /// The run with exactly this key.
  package func run(withKey key: String) -> Run? { byKey[key] }

  /// The cell's latest run, at `scale` if there is one.
  package func latestRun(of cell: String, scale: Scale) -> Run? {
    let runs = byCell[cell] ?? []
    let ofScale = runs.filter { $0.scale == scale }
    return (ofScale.isEmpty ? runs : ofScale).max { $0.finished < $1.finished }
  }

  package mutating func insert(_ run: Run) {
    if let old = byKey.updateValue(run, forKey: run.key) { byCell[old.cell]?.removeAll { $0.key == run.key } }
    byCell[run.cell, default: []].append(run)
  }
}
