import BookStore
import Foundation

/// The value of a cell, with what a reader must know of it.
package struct CellValue: Sendable {
  /// Canonical JSON: the result's value, `Table`, `Judgement` or the inline `String`. Nil for figures.
  package var json: StoredBytes?
  package var figure: Figure?
  /// How it was computed.
  package var trace: Trace?
  /// The cell, or a result that it reads, was computed at quick scale.
  package var isQuick: Bool
  /// Ids of the stale results that it rests on, sorted; the cell's own id if it is stale itself.
  package var staleInputs: [String]
  /// Whether it measures the process, or rests on a value that does: such values differ from run to run.
  package var isMeasured: Bool
  /// Whether the code changed since it was frozen, and only the cell's probe says that it is current.
  package var restsOnProbe = false

  package init(
    json: StoredBytes? = nil, figure: Figure? = nil, trace: Trace? = nil, isQuick: Bool = false,
    staleInputs: [String] = [], isMeasured: Bool = false
  ) {
    (self.json, self.figure, self.trace) = (json, figure, trace)
    (self.isQuick, self.staleInputs, self.isMeasured) = (isQuick, staleInputs, isMeasured)
  }

  /// The same as the outdated value of the cell `id`.
  func stale(_ id: String) -> CellValue {
    var value = self
    value.staleInputs = Set(staleInputs + [id]).sorted()
    return value
  }

  /// The digest of the value; of a figure, the digests of all its files.
  var digest: String? {
    json?.digest ?? figure.map { $0.files.map(\.digest).joined(separator: " ") }
  }
}
