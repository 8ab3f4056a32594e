import BookStore
import ChapterSyntax
import Support

extension Evaluation {
  /// What went wrong in cells, in the order of the text.
  package var failures: [Diagnostic] {
    outcomes.values.flatMap { outcome -> [Diagnostic] in
      if case .failed(let diagnostics) = outcome.state { return diagnostics }
      return []
    }.sorted { $0.location < $1.location }
  }

  /// Ids of the cells in states that satisfy `predicate`, sorted.
  package func ids(where predicate: (CellOutcome.State) -> Bool) -> [String] {
    outcomes.values.filter { predicate($0.state) }.map(\.id).sorted()
  }

  package var computed: [String] { ids { $0 == .computed } }
  package var reused: [String] { ids { $0 == .reused } }
  package var stale: [String] { ids { $0 == .stale } }
  package var notRun: [String] {
    ids { state in
      if case .notRun = state { return true }
      return false
    }
  }

  /// Of those that can be shown.
  package var figureCount: Int {
    outcomes.values.count { $0.kind == .figure && [.reused, .computed, .stale].contains($0.state) }
  }
}
