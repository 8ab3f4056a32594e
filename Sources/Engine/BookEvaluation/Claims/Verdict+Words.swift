import CellKit

extension Verdict {
  /// The verdict in words, lower case.
  package var words: String {
    switch self {
    case .reproduced: "reproduced"
    case .partly: "partly reproduced"
    case .notReproduced: "not reproduced"
    case .undecidable: "undecidable"
    case .notRun: "not run"
    case .stale: "stale"
    }
  }
}
