import Foundation

/// How much a build computes. Quick results are for checking the book, never for verdicts.
public enum Scale: String, Codable, Sendable, CaseIterable {
  case quick, paper

  /// One of two values by scale: `scale.pick(quick: 1_000, paper: 1_000_000)`.
  public func pick<Value>(quick: Value, paper: Value) -> Value { self == .quick ? quick : paper }
}

/// A data set on disk, in scope in result cells under its name.
public struct DataSet: Sendable, Hashable {
  public var name: String
  /// The folder that holds its files.
  public var directory: URL
  /// SHA-256 (hex) over the expected digests of its files: the data set's identity in keys.
  public var digest: String

  public init(name: String, directory: URL, digest: String) {
    self.name = name
    self.directory = directory
    self.digest = digest
  }
}

/// Reports how far a running cell is: `progress(0.3, "seed 2, epoch 3")`. Never changes a value.
public struct CellProgress: Sendable {
  private let report: @Sendable (Double, String) -> Void

  public init(_ report: @escaping @Sendable (Double, String) -> Void) { self.report = report }

  /// - Parameter fraction: share of the cell's work that is done, in [0, 1].
  public func callAsFunction(_ fraction: Double, _ what: String = "") { report(fraction, what) }
}

/// Where a long-running cell keeps what it needs in order to go on after an interruption. Kept until the
/// cell's result is stored, or its key changes.
public struct CellCheckpoint: Sendable {
  private let read: @Sendable () throws -> Data?
  private let write: @Sendable (Data) throws -> Void

  public init(
    load: @escaping @Sendable () throws -> Data?, save: @escaping @Sendable (Data) throws -> Void
  ) {
    self.read = load
    self.write = save
  }

  /// A checkpoint that keeps nothing, for runs outside a build.
  public static let none = CellCheckpoint(load: { nil }, save: { _ in })

  /// What an interrupted run of this cell, with the same key, saved last.
  public func load() throws -> Data? { try read() }

  /// Replaces what was saved before, whole: an interruption leaves the old data or the new.
  public func save(_ data: Data) throws { try write(data) }
}

/// Everything a running cell can read. The tangled sources turn it into the names in scope.
public struct CellInputs: Sendable {
  public var scale: Scale
  /// Derived from the book's seed and the cell's id.
  public var seed: UInt64
  public var progress: CellProgress
  public var checkpoint: CellCheckpoint
  private let valueData: @Sendable (String) throws -> Data
  private let dataSetNamed: @Sendable (String) throws -> DataSet

  public init(
    scale: Scale, seed: UInt64, progress: CellProgress, checkpoint: CellCheckpoint = .none,
    valueData: @escaping @Sendable (_ id: String) throws -> Data,
    dataSet: @escaping @Sendable (_ name: String) throws -> DataSet
  ) {
    self.scale = scale
    self.seed = seed
    self.progress = progress
    self.checkpoint = checkpoint
    self.valueData = valueData
    self.dataSetNamed = dataSet
  }

  /// The value of the result `id`, decoded from its canonical JSON.
  public func value<Value: Decodable>(_ id: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(Value.self, from: valueData(id))
  }

  public func dataSet(_ name: String) throws -> DataSet { try dataSetNamed(name) }
}

/// What a figure cell hands to the engine: the drawing, without the plotting types.
public struct DrawnFigure: Sendable {
  public enum Appearance: String, Sendable, CaseIterable { case light, dark }

  /// In CSS pixels; the PNG has twice as many in each direction.
  public var width: Int
  public var height: Int
  /// The figure's data as CSV.
  public var csv: String
  /// The PNG file, with `recipe` in an iTXt chunk.
  public var png: @Sendable (_ appearance: Appearance, _ recipe: String) throws -> Data

  public init(
    width: Int, height: Int, csv: String,
    png: @escaping @Sendable (_ appearance: Appearance, _ recipe: String) throws -> Data
  ) {
    self.width = width
    self.height = height
    self.csv = csv
    self.png = png
  }
}
