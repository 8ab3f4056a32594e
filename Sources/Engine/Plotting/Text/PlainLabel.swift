extension LabelParser {
  /// The label in characters alone, for where nothing sets mathematics: `radius $\varepsilon^2$` is `radius ε²`.
  /// What Unicode has no raised or lowered sign for stands behind `^` or `_`.
  /// - Throws: as ``parts(of:)``.
  package static func plain(_ label: String) throws(PlotError) -> String {
    try parts(of: label).map { part in
      switch part {
      case .text(let text): text
      case .mathematics(let nodes): PlainMathematics.text(of: nodes)
      }
    }.joined()
  }
}

/// Mathematics as a line of characters.
enum PlainMathematics {
  private static let raised: [Character: Character] = [
    "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹",
    "\u{2212}": "⁻", "+": "⁺", "n": "ⁿ", "i": "ⁱ", "⊤": "ᵀ", "T": "ᵀ", "′": "′", "∗": "*",
  ]
  private static let lowered: [Character: Character] = [
    "0": "₀", "1": "₁", "2": "₂", "3": "₃", "4": "₄", "5": "₅", "6": "₆", "7": "₇", "8": "₈", "9": "₉",
    "\u{2212}": "₋", "+": "₊", "i": "ᵢ", "j": "ⱼ", "k": "ₖ", "n": "ₙ", "m": "ₘ", "x": "ₓ",
  ]

  static func text(of nodes: [MathNode], isScript: Bool = false) -> String {
    var text = ""
    for node in nodes {
      if case .symbol(let sign, let kind, _) = node, kind == .relation || kind == .binary, !isScript,
        !text.isEmpty, text.last != "("
      {
        text += " \(sign) "
      } else {
        text += self.text(of: node)
      }
    }
    return text
  }

  private static func text(of node: MathNode) -> String {
    switch node {
    case .symbol(let sign, .punctuation, _): sign + " "
    case .symbol(let sign, .largeOperator, _): sign + "\u{2009}"
    case .symbol(let sign, _, _): sign
    case .scripts(let base, let below, let above):
      text(of: base) + script(below, lowered, "_") + script(above, raised, "^")
    case .root(let inner): "√(\(text(of: inner)))"
    case .fraction(let above, let below): "(\(text(of: above)))/(\(text(of: below)))"
    case .accent(_, let base): text(of: base)
    case .group(let inner): text(of: inner)
    case .space(let width): width > 0.2 ? " " : ""
    }
  }

  private static func script(_ nodes: [MathNode], _ signs: [Character: Character], _ mark: String) -> String {
    let text = text(of: nodes, isScript: true)
    if text.isEmpty { return "" }
    let small = text.compactMap { signs[$0] }
    if small.count == text.count { return String(small) }
    return mark + (text.count == 1 ? text : "(\(text))")
  }

  static func power(_ exponent: Int) -> String {
    "10"
      + script(
        [.symbol(exponent < 0 ? "\u{2212}\(-exponent)" : "\(exponent)", .ordinary, .regular)], raised, "^")
  }
}
