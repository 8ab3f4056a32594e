import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

/// The files of one figure.
package struct FigureFiles: Sendable {
  /// In CSS pixels; the PNGs have twice as many in each direction.
  package var width: Int
  package var height: Int
  package var lightPNG: StoredBytes
  package var darkPNG: StoredBytes
  package var csv: StoredBytes

  package init(width: Int, height: Int, lightPNG: StoredBytes, darkPNG: StoredBytes, csv: StoredBytes) {
    self.width = width
    self.height = height
    self.lightPNG = lightPNG
    self.darkPNG = darkPNG
    self.csv = csv
  }
}

/// What became of one cell in one evaluation.
package struct CellOutcome: Sendable {
  package enum State: Sendable, Equatable {
    /// The stored value has the current key.
    case reused
    case computed
    /// The value was computed from something that has changed since. Shown, never silently.
    case stale
    case notRun(reason: String)
    case failed([Diagnostic])
  }

  package var id: String
  package var kind: CellKind
  package var state: State
  /// The digest (hex) of everything that the value depends on. Nil where a result that it reads is missing.
  package var key: String?
  /// Canonical JSON: the result's value, `Table`, `Judgement` or the inline `String`. Nil for figures,
  /// and where there is no value.
  package var content: StoredBytes?
  package var figure: FigureFiles?
  /// The cell, or a result that it reads, was computed at quick scale.
  package var isQuick: Bool
  /// Ids of the stale results that the value rests on, sorted; the cell's own id if it is stale itself.
  package var staleInputs: [String]
  /// How the value was computed.
  package var trace: Trace?
  /// Whether the code changed since the value was frozen, and only the cell's probe says that it is current.
  package var restsOnProbe = false
  /// Whether the value measures the process, or rests on one that does: such values differ from run to run.
  package var isMeasured = false

  package init(
    id: String, kind: CellKind, state: State, key: String? = nil, content: StoredBytes? = nil,
    figure: FigureFiles? = nil, isQuick: Bool = false, staleInputs: [String] = [], trace: Trace? = nil
  ) {
    self.id = id
    self.kind = kind
    self.state = state
    self.key = key
    self.content = content
    self.figure = figure
    self.isQuick = isQuick
    self.staleInputs = staleInputs
    self.trace = trace
  }

  /// SHA-256 (hex) of `content`.
  package var valueDigest: String? { content?.digest }

  /// The bytes of `content`.
  package func value() throws -> Data? { try content?.load() }
}

/// What every cell of the book yielded, at one scale.
package struct Evaluation: Sendable {
  package var scale: Scale
  /// By cell id; every result, figure, table, claim and inline value of the plan has an entry.
  package var outcomes: [String: CellOutcome]

  package init(scale: Scale, outcomes: [String: CellOutcome]) {
    self.scale = scale
    self.outcomes = outcomes
  }

  package subscript(id: String) -> CellOutcome? { outcomes[id] }
}
