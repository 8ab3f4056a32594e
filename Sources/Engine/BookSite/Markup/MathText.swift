import BookEvaluation

/// A formula in TeX, as KaTeX gets it.
package struct Formula: Hashable, Sendable {
  package var tex: String
  package var isDisplay: Bool
}

/// Text of a value, in which `$...$` is mathematics: a table's entry, a check of a claim.
package struct MathText {
  enum Piece: Hashable {
    case text(String)
    case formula(Formula)
  }

  var pieces: [Piece] = []

  /// Splits `text` by pandoc's rule: the opening dollar has no space after it, the closing one no
  /// space before it and no digit after it; `\$` is a dollar.
  package init(_ text: String) {
    guard text.unicodeScalars.contains("$") else {
      pieces = text.isEmpty ? [] : [.text(text)]
      return
    }
    let scalars = Array(text.unicodeScalars)
    var plain = String.UnicodeScalarView()
    var position = 0
    while position < scalars.count {
      if scalars[position] == "\\", position + 1 < scalars.count, scalars[position + 1] == "$" {
        plain.append("$")
        position += 2
      } else if scalars[position] == "$", let end = scalars.endOfInlineMath(from: position) {
        if !plain.isEmpty { pieces.append(.text(String(plain))) }
        plain = .init()
        var tex = String.UnicodeScalarView()
        tex.append(contentsOf: scalars[(position + 1)..<end])
        pieces.append(.formula(Formula(tex: String(tex), isDisplay: false)))
        position = end + 1
      } else {
        plain.append(scalars[position])
        position += 1
      }
    }
    if !plain.isEmpty { pieces.append(.text(String(plain))) }
  }

  package var formulas: [Formula] {
    pieces.compactMap { piece in if case .formula(let formula) = piece { formula } else { nil } }
  }
}

extension Array where Element == Unicode.Scalar {
  /// The place of the dollar that closes the inline mathematics that `start` opens, if it does.
  func endOfInlineMath(from start: Int) -> Int? {
    guard start + 1 < count, !self[start + 1].properties.isWhitespace else { return nil }
    var position = start + 1
    while position < count {
      switch self[position] {
      case "\\": position += 2
      case "$":
        let opensAgain = position + 1 < count && ("0"..."9").contains(self[position + 1])
        if position > start + 1, !self[position - 1].properties.isWhitespace, !opensAgain {
          return position
        }
        return nil
      default: position += 1
      }
    }
    return nil
  }
}
