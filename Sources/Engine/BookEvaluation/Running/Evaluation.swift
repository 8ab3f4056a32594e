import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

/// What became of one cell in one evaluation.
package struct CellOutcome: Sendable {
  package enum State: Sendable, Equatable, Codable {
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
  package var value: CellValue?

  package init(id: String, kind: CellKind, state: State, key: String? = nil, value: CellValue? = nil) {
    (self.id, self.kind, self.state, self.key, self.value) = (id, kind, state, key, value)
  }

  package var isQuick: Bool { value?.isQuick ?? false }
  package var isMeasured: Bool { value?.isMeasured ?? false }
  package var staleInputs: [String] { value?.staleInputs ?? [] }

  /// The bytes of the value's JSON, if it has any.
  package func data() throws -> Data? { try value?.json?.load() }

  /// Whether the value is current and rests on current values only.
  package var isFinished: Bool { (state == .reused || state == .computed) && staleInputs.isEmpty }
}

/// What every cell of the book yielded, at one scale.
package struct Evaluation: Sendable {
  package var scale: Scale
  /// By cell id; every result, figure, table, claim and inline value of the plan has an entry.
  package var outcomes: [String: CellOutcome]
  /// What was asked for instead of a cell's value.
  package var shards: ShardAnswer?

  package init(scale: Scale, outcomes: [String: CellOutcome], shards: ShardAnswer? = nil) {
    (self.scale, self.outcomes, self.shards) = (scale, outcomes, shards)
  }

  package subscript(id: String) -> CellOutcome? { outcomes[id] }

  /// What went wrong in cells, in the order of the text.
  package var failures: [Diagnostic] {
    outcomes.values.flatMap { outcome -> [Diagnostic] in
      if case .failed(let diagnostics) = outcome.state { diagnostics } else { [] }
    }.sorted { $0.location < $1.location }
  }

  package var computed: [String] { ids { $0 == .computed } }
  package var reused: [String] { ids { $0 == .reused } }
  package var stale: [String] { ids { $0 == .stale } }
  package var notRun: [String] { ids { if case .notRun = $0 { true } else { false } } }

  private func ids(where predicate: (CellOutcome.State) -> Bool) -> [String] {
    outcomes.values.filter { predicate($0.state) }.map(\.id).sorted()
  }

  /// Of those that can be shown.
  package var figureCount: Int {
    outcomes.values.count { $0.kind == .figure && [.reused, .computed, .stale].contains($0.state) }
  }
}
