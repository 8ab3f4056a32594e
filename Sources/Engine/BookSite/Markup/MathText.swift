/// A formula in TeX, as KaTeX gets it.
struct Formula: Hashable, Sendable {
  var tex: String
  var isDisplay: Bool
}

/// Text of a value, in which `$...$` is mathematics: a table's entry, a check of a claim.
struct MathText {
  enum Piece: Hashable {
    case text(String)
    case formula(Formula)
  }

  var pieces: [Piece] = []

  /// Splits `text` by pandoc's rule: the opening dollar has no space after it, the closing one no
  /// space before it and no digit after it; `\$` is a dollar.
  init(_ text: String) {
    var plain = ""
    var rest = text[...]
    let mark = /\\\$|\$(?!\s)((?:\\.|[^\\$])*(?:\\.|[^\\$\s]))\$(?![0-9])/
      .dotMatchesNewlines().matchingSemantics(.unicodeScalar)
    while rest.utf8.contains(UInt8(ascii: "$")), let match = rest.firstMatch(of: mark) {
      plain += rest[..<match.range.lowerBound]
      rest = rest[match.range.upperBound...]
      guard let tex = match.1 else {
        plain += "$"
        continue
      }
      if !plain.isEmpty { pieces.append(.text(plain)) }
      plain = ""
      pieces.append(.formula(Formula(tex: String(tex), isDisplay: false)))
    }
    plain += rest
    if !plain.isEmpty { pieces.append(.text(plain)) }
  }

  var formulas: [Formula] {
    pieces.compactMap { piece in if case .formula(let formula) = piece { formula } else { nil } }
  }
}
