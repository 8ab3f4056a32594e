import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

/// Whether a cell's stored value is current, and if not, why not.
package struct CellStatus: Sendable {
  package enum State: Sendable, Equatable {
    case current
    /// A build runs it.
    case outdated([RerunReason])
    case neverRun
    /// Its inputs are not known before these results have run.
    case waits(ids: [String])
    /// Takes hours: a plain build shows its former value as stale, or none.
    case tooCostly([RerunReason], hasValue: Bool)
  }

  package var id: String
  package var kind: CellKind
  package var location: SourceLocation
  package var state: State
  /// What the key is made of; empty for cells that wait.
  package var ingredients: [Ingredient]
  package var key: String?
  /// Of the checkpoints that a run would go on from.
  package var checkpointKey: String?
  /// The latest run at the scale, or else at the other one.
  package var lastTrace: Trace?
}

extension BookReading {
  /// The status of every cell, in order. Runs nothing and reads no value.
  /// - Throws: ``FrozenValueError``, ``StoreError``.
  package func status(_ appraiser: Appraiser) throws -> [CellStatus] {
    var inputs: [String: InputValue] = [:]
    return try cells.map { cell in
      var status = CellStatus(
        id: cell.id, kind: cell.kind, location: cell.location, state: .current, ingredients: [],
        lastTrace: appraiser.runs.latestRun(of: cell.id, scale: appraiser.recipe.scale)?.trace)
      let unknown = cell.compiled.reads.filter { inputs[$0] == nil }
      guard unknown.isEmpty else {
        status.state = .waits(ids: unknown.sorted())
        return status
      }
      let keyed = appraiser.keyed(cell, inputs: inputs.filter { cell.compiled.reads.contains($0.key) })
      status.ingredients = keyed.ingredients
      status.key = keyed.key
      status.checkpointKey = keyed.checkpointKey
      let (state, bytes) = try appraiser.state(of: keyed)
      status.state = state
      inputs[cell.id] = bytes.map {
        InputValue(
          bytes: $0, isQuick: keyed.isQuick, staleInputs: keyed.staleInputs, isMeasured: keyed.isMeasured)
      }
      return status
    }
  }
}

extension Appraiser {
  /// The state, and the value that other cells read where it is known.
  fileprivate func state(of keyed: KeyedCell) throws -> (CellStatus.State, StoredBytes?) {
    switch try appraise(keyed) {
    case .current(let run):
      return (.current, run.figure == nil ? store?.bytes(run.value) : nil)
    case .frozen(let frozen):
      return (.current, FormerValue(frozen).bytes)
    case .mustRun([.neverRun]):
      return (.neverRun, nil)
    case .mustRun(let reasons):
      return (.outdated(reasons), nil)
    case .tooCostly(let reasons, let former):
      return (.tooCostly(reasons, hasValue: former != nil), former?.bytes)
    }
  }
}
