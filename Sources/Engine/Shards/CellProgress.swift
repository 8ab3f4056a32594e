import Foundation

/// Reports how far a running cell is: `progress(0.3, "seed 2, epoch 3")`. Never changes a value.
public struct CellProgress: Sendable {
  private let report: @Sendable (Double, String) -> Void

  /// `report` is called on the cell's thread, or any other that the cell starts.
  public init(_ report: @escaping @Sendable (Double, String) -> Void) { self.report = report }

  /// Reports where the cell is. May be called as often as wanted: a build passes on ten reports a second at
  /// most.
  /// - Parameters:
  ///   - fraction: share of the cell's work that is done, in [0, 1].
  ///   - what: what is being done, such as `seed 2, epoch 3`; empty if there is nothing to say.
  public func callAsFunction(_ fraction: Double, _ what: String = "") { report(fraction, what) }
}

/// Where a long-running cell keeps what it needs in order to go on after an interruption. Kept until the
/// cell's result is stored, or its key changes.
public struct CellCheckpoint: Sendable {
  private let read: @Sendable () throws -> Data?
  private let write: @Sendable (Data) throws -> Void

  /// A checkpoint that is kept elsewhere: `load` gives what was saved last, nil if nothing was, and `save`
  /// replaces it.
  public init(
    load: @escaping @Sendable () throws -> Data?, save: @escaping @Sendable (Data) throws -> Void
  ) {
    self.read = load
    self.write = save
  }

  /// A checkpoint that keeps nothing, for runs outside a build.
  public static let none = CellCheckpoint(load: { nil }, save: { _ in })

  /// What an interrupted run of this cell, with the same key, saved last.
  /// - Returns: nil where nothing was saved, or what was saved is damaged: the cell then starts from the
  ///   beginning.
  /// - Throws: what the store of the build throws.
  public func load() throws -> Data? { try read() }

  /// Replaces what was saved before, whole: an interruption leaves the old data or the new.
  /// - Throws: what the store of the build throws.
  public func save(_ data: Data) throws { try write(data) }
}
