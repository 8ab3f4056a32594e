import Foundation
@_exported import Shards

/// How much a build computes. Quick results are for checking the book, never for verdicts.
public enum Scale: String, Codable, Sendable, CaseIterable {
  case quick, paper

  /// One of two values by scale: `scale.pick(quick: 1_000, paper: 1_000_000)`.
  public func pick<Value>(quick: Value, paper: Value) -> Value { self == .quick ? quick : paper }
}

/// A data set on disk, in scope in result cells under its name.
public struct DataSet: Sendable, Hashable {
  /// The name in scope.
  public var name: String
  /// The folder that holds its files.
  public var directory: URL
  /// SHA-256 (hex) over the expected digests of its files: the data set's identity in keys.
  public var digest: String

  /// The data set called `name`, whose files are in `directory`; nothing is read, and `digest` is not
  /// checked.
  public init(name: String, directory: URL, digest: String) {
    self.name = name
    self.directory = directory
    self.digest = digest
  }
}

/// Everything a running cell can read. The tangled sources turn it into the names in scope.
public struct CellInputs: Sendable {
  /// The scale of the build; `quick` values give no verdict.
  public var scale: Scale
  /// Derived from the book's seed and the cell's id.
  public var seed: UInt64
  /// Where the cell reports how far it is.
  public var progress: CellProgress
  /// Where the cell keeps what it needs to go on after an interruption.
  public var checkpoint: CellCheckpoint
  /// Computes shards and keeps their values.
  public var cell: RunningCell
  private let valueData: @Sendable (String) throws -> Data
  private let dataSetNamed: @Sendable (String) throws -> DataSet

  /// `valueData` gives the canonical JSON of a result, by id, and throws for one that the cell does not read.
  package init(
    scale: Scale, seed: UInt64, progress: CellProgress, checkpoint: CellCheckpoint = .none,
    cell: RunningCell = RunningCell(), valueData: @escaping @Sendable (_ id: String) throws -> Data,
    dataSet: @escaping @Sendable (_ name: String) throws -> DataSet
  ) {
    self.scale = scale
    self.seed = seed
    self.progress = progress
    self.checkpoint = checkpoint
    self.cell = cell
    self.valueData = valueData
    self.dataSetNamed = dataSet
  }

  /// The value of the result `id`, decoded from its canonical JSON; throws for one that the cell does not read.
  public func value<Value: Decodable>(_ id: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(Value.self, from: valueData(id))
  }

  /// The data set called `name`; throws for one that the cell does not read.
  public func dataSet(_ name: String) throws -> DataSet { try dataSetNamed(name) }
}

/// What a figure cell hands to the engine: the drawing, without the plotting types.
public struct DrawnFigure: Sendable {
  /// The background that a drawing is for.
  public enum Appearance: String, Sendable, CaseIterable { case light, dark }

  /// In CSS pixels; the PNG has twice as many in each direction.
  public var width: Int
  /// In CSS pixels, as the width.
  public var height: Int
  /// The figure's data as CSV.
  public var csv: String
  /// The PNG file, with `recipe` in an iTXt chunk.
  public var png: @Sendable (_ appearance: Appearance, _ recipe: String) throws -> Data

  package init(
    width: Int, height: Int, csv: String,
    png: @escaping @Sendable (_ appearance: Appearance, _ recipe: String) throws -> Data
  ) {
    self.width = width
    self.height = height
    self.csv = csv
    self.png = png
  }
}
