import BookEvaluation
import CellKit

/// Small drawings that say the same as the word beside them. Each has a shape of its own, so that colour
/// is never needed.
enum Shape {
  static func badge(_ verdict: Verdict) -> Markup {
    "<span class=\"verdict \(verdict.rawValue)\">\(shape(of: verdict)) <span>\(verdict.words)</span></span>"
  }

  /// The shape alone, with the words for those who hear it or point at it.
  static func mark(_ verdict: Verdict, of id: String) -> Markup {
    """
    <span class="mark \(verdict.rawValue)" title="\(id): \(verdict.words)">\(shape(of: verdict))\
    <span class="visually-hidden"> (\(verdict.words))</span></span>
    """
  }

  static func shape(of verdict: Verdict) -> Markup {
    switch verdict {
    case .reproduced:
      drawing(
        "<circle cx=\"8\" cy=\"8\" r=\"7\" class=\"fill\"/><path d=\"M4.5 8.3l2.4 2.4 4.6-5\" class=\"cut\"/>"
      )
    case .partly:
      drawing(
        "<circle cx=\"8\" cy=\"8\" r=\"6.3\" class=\"line\"/><path d=\"M8 1.7a6.3 6.3 0 0 0 0 12.6z\" class=\"fill\"/>"
      )
    case .notReproduced:
      drawing(
        "<path d=\"M5 1h6l4 4v6l-4 4H5l-4-4V5z\" class=\"fill\"/><path d=\"M5.2 5.2l5.6 5.6m0-5.6l-5.6 5.6\" class=\"cut\"/>"
      )
    case .undecidable:
      drawing(
        "<path d=\"M8 .8L15.2 8 8 15.2.8 8z\" class=\"line\"/><path d=\"M6.2 6.4a1.9 1.9 0 1 1 2.6 1.8c-.6.3-.8.6-.8 1.2\" class=\"line\"/><circle cx=\"8\" cy=\"11.3\" r=\".7\" class=\"fill\"/>"
      )
    case .notRun: drawing("<circle cx=\"8\" cy=\"8\" r=\"6.3\" class=\"line dashed\"/>")
    case .stale: drawing("<path d=\"M3.5 1.5h9L8 8l4.5 6.5h-9L8 8z\" class=\"line\"/>")
    }
  }

  static let holds = drawing("<path d=\"M2.5 8.5l3.6 3.6 7.4-8\" class=\"line strong\"/>")
  static let fails = drawing("<path d=\"M3 3l10 10M13 3L3 13\" class=\"line strong\"/>")
  static let undecided = drawing("<path d=\"M3 8h10\" class=\"line strong\"/>")

  /// Angle brackets, for code.
  static let source = drawing("<path d=\"M5.5 3L1 8l4.5 5M10.5 3L15 8l-4.5 5\" class=\"line\"/>")

  static func notice(_ name: String) -> Markup {
    switch name {
    case "failed": shape(of: .notReproduced)
    case "stale": shape(of: .stale)
    default: shape(of: .notRun)
    }
  }

  private static func drawing(_ content: Markup) -> Markup {
    "<svg class=\"shape\" viewBox=\"0 0 16 16\" width=\"16\" height=\"16\" aria-hidden=\"true\" focusable=\"false\">\(content)</svg>"
  }
}
