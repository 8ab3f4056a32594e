import Foundation

/// Mathematics in the prose.
struct PlacedFormula: Hashable, Sendable {
  var formula: Formula
  /// As written between the dollars.
  var tex: String
  /// Where the TeX begins.
  var place: Place
  /// The number and name of a displayed equation that can be referred to.
  var target: Target?
  /// What a displayed equation has in place of a number.
  var tag: String?

  /// Where in the written TeX the place is that is `offset` UTF-16 units into what KaTeX gets.
  func written(_ offset: Int) -> Int {
    let given = Array(formula.tex.utf16).prefix(offset)
    let written = Array(tex.trimmingCharacters(in: .whitespacesAndNewlines).utf16)
    var place = 0
    for unit in given where place < written.count {
      // Only the stars of environments were put in.
      if unit != UInt16(UInt8(ascii: "*")) || written[place] == unit { place += 1 }
    }
    return place
  }

  /// As it stands in the chapter.
  var source: String { formula.isDisplay ? "$$\(tex)$$" : "$\(tex)$" }
}

extension ChapterComposer {
  mutating func formula(_ tex: String, isDisplay: Bool, label: Label?) -> PlacedFormula {
    let trimmed = tex.trimmingCharacters(in: .whitespacesAndNewlines)
    let first = trimmed.split(separator: "\n").first.map(String.init) ?? ""
    var placed = PlacedFormula(
      formula: Formula(tex: isDisplay ? trimmed : tex, isDisplay: isDisplay), tex: tex,
      place: self.place(of: .formula(first)))
    if isDisplay {
      placed.tag = takeTag(from: &placed.formula.tex, at: placed.place)
      placed.formula.tex = Self.unnumbered(placed.formula.tex)
    }
    if let label {
      placed.target = addTarget(
        .equation, id: label.id, label: "Equation", number: placed.tag ?? next(.equation),
        at: place(of: .label(label.id)))
    }
    composed.formulas.append(placed)
    return placed
  }

  /// What TeX numbers by itself, in the form without numbers: an equation has a number of the book's, or none.
  static func unnumbered(_ tex: String) -> String {
    guard tex.contains("\\begin{") else { return tex }
    return tex.replacing(/\\(begin|end)\{(equation|align|alignat|gather|multline|flalign|eqnarray)\}/) {
      "\\\($0.1){\($0.2)*}"
    }
  }

  /// `\tag{A}` is what the book shows in place of its own number. Spaces keep the places of what follows.
  private mutating func takeTag(from tex: inout String, at place: Place) -> String? {
    guard tex.contains("\\tag") else { return nil }
    let tags = tex.matches(of: /\\tag\*?\s*\{([^{}$\\]*)\}/)
    guard tags.count == 1, let tag = tags.first, tex.matches(of: /\\tag/).count == 1 else {
      report(
        "equation-tag", "an equation has one number, which is plain text", at: place,
        fix: "Write one equation for each `\\tag`, and no mathematics in it.")
      return nil
    }
    let number = String(tag.1)
    tex.replaceSubrange(tag.range, with: String(repeating: " ", count: tag.0.count))
    return number
  }
}
