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
  /// The name in scope: `mnist` or `cifar10`.
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

  /// - Parameters:
  ///   - scale: of the build.
  ///   - seed: the cell's own.
  ///   - progress: receives the cell's reports.
  ///   - checkpoint: keeps nothing by default.
  ///   - cell: computes all shards and keeps nothing by default.
  ///   - valueData: the canonical JSON of the result `id`; throws for one that the cell does not read.
  ///   - dataSet: the data set called `name`; throws for one that the cell does not read.
  public init(
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

  /// The value of the result `id`, decoded from its canonical JSON.
  /// - Parameter type: as in the result's `type` attribute.
  /// - Throws: `DecodingError`, and what the `valueData` of these inputs throws for a result that the cell
  ///   does not read.
  public func value<Value: Decodable>(_ id: String, as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(Value.self, from: valueData(id))
  }

  /// The data set called `name`.
  /// - Throws: what the `dataSet` of these inputs throws for a set that the cell does not read.
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

  /// - Parameters:
  ///   - width: in CSS pixels.
  ///   - height: in CSS pixels.
  ///   - csv: the figure's data.
  ///   - png: draws the PNG file; called once for each appearance.
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
