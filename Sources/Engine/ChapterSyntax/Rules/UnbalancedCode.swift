import Support

/// Brackets, strings and comments end in the cell where they begin; otherwise the compiler would report
/// the mistake somewhere else.
enum UnbalancedCode {
  static let id = "unbalanced-code"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    if let location = reading.tokens.unterminated {
      return [Diagnostic(id: id, message: "this string, name or comment has no end", at: location)]
    }
    guard let token = mismatch(in: reading.tokens) else { return [] }
    let what = token.closes ? "closes nothing that is open in this cell" : "is not closed in this cell"
    return [Diagnostic(id: id, message: "this `\(token.text)` \(what)", at: token.location)]
  }

  /// The first bracket without a partner.
  static func mismatch(in scan: SwiftTokens) -> SwiftToken? {
    var open: [SwiftToken] = []
    for token in scan.tokens where token.kind == .punctuation {
      if token.opens { open.append(token) }
      guard token.closes else { continue }
      guard let last = open.popLast() else { return token }
      if !["()", "[]", "{}"].contains(last.text + token.text) { return token }
    }
    return open.last
  }
}
