/// Marks that reached the text: pandoc did not understand them, and says nothing.
enum Suspicion: String, CaseIterable {
  case equation = "$$"
  case division = ":::"
  case note = "[^"
  case link = "]["
  case environment = "\\begin{"
  case comment = "<!--"

  /// - Parameter text: a word of the tree.
  func isIn(_ text: String) -> Bool {
    switch self {
    case .division: text.hasPrefix(rawValue)
    // pandoc makes one dash of two hyphens.
    case .comment: text.contains("<!–") || text.contains(rawValue)
    default: text.contains(rawValue)
    }
  }

  var id: String {
    switch self {
    case .equation: "unclosed-equation"
    case .division: "unclosed-division"
    case .note: "unknown-note"
    case .link: "unknown-link"
    case .environment: "tex-in-text"
    case .comment: "unclosed-comment"
    }
  }

  var message: String {
    switch self {
    case .equation: "this `$$` is not closed before the paragraph ends"
    case .division: "this division is not closed, or its attributes cannot be read"
    case .note: "there is no note of this name"
    case .link: "there is no address for this link"
    case .environment: "TeX outside of mathematics, and without an end"
    case .comment: "this comment is not closed"
    }
  }

  var fix: String {
    switch self {
    case .equation: "Close it with `$$`, without empty lines in between."
    case .division: "Put `:::` on a line of its own behind it, and an empty line before it."
    case .note: "Write `[^name]: text` in a paragraph of its own, or `\\[^` for these signs."
    case .link: "Write `[name]: address` in a paragraph of its own, or `\\]` for these signs."
    case .environment: "Write it between `$$` and `$$`."
    case .comment: "Close it with `-->`, or write `\\<` for the sign itself."
    }
  }
}
