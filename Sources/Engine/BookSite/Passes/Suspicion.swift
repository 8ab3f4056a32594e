/// Marks that reached the text: pandoc did not understand them, and says nothing.
struct Suspicion: Hashable {
  var mark: String
  var id: String
  var message: String
  var fix: String

  static let all = [
    Suspicion(
      mark: "$$", id: "unclosed-equation", message: "this `$$` is not closed before the paragraph ends",
      fix: "Close it with `$$`, without empty lines in between."),
    Suspicion(
      mark: ":::", id: "unclosed-division",
      message: "this division is not closed, or its attributes cannot be read",
      fix: "Put `:::` on a line of its own behind it, and an empty line before it."),
    Suspicion(
      mark: "[^", id: "unknown-note", message: "there is no note of this name",
      fix: "Write `[^name]: text` in a paragraph of its own, or `\\[^` for these signs."),
    Suspicion(
      mark: "][", id: "unknown-link", message: "there is no address for this link",
      fix: "Write `[name]: address` in a paragraph of its own, or `\\]` for these signs."),
    Suspicion(
      mark: "\\begin{", id: "tex-in-text", message: "TeX outside of mathematics, and without an end",
      fix: "Write it between `$$` and `$$`."),
    Suspicion(
      mark: "<!--", id: "unclosed-comment", message: "this comment is not closed",
      fix: "Close it with `-->`, or write `\\<` for the sign itself."),
  ]

  /// - Parameter text: a word of the tree.
  func isIn(_ text: String) -> Bool {
    switch mark {
    case ":::": text.hasPrefix(mark)
    // pandoc makes one dash of two hyphens.
    case "<!--": text.contains("<!–") || text.contains(mark)
    default: text.contains(mark)
    }
  }
}
