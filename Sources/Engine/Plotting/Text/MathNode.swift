/// What an atom of mathematics is, which decides the space around it (D. Knuth, The TeXbook, chapter 18).
package enum MathClass: Sendable, Equatable {
  case ordinary, largeOperator, binary, relation, opening, closing, punctuation
}

/// The cut of the fonts that an atom is set in.
package enum FontFace: Sendable, Hashable, CaseIterable {
  case regular, italic, bold
}

/// A piece of a formula.
package indirect enum MathNode: Sendable, Equatable {
  case symbol(String, MathClass, FontFace)
  /// A base with a subscript and a superscript, each of which may be empty.
  case scripts(base: [MathNode], below: [MathNode], above: [MathNode])
  case root([MathNode])
  case fraction([MathNode], [MathNode])
  /// A mark centred above its base.
  case accent(String, [MathNode])
  case group([MathNode])
  /// A space, in ems.
  case space(Double)
}

/// A label's parts: running text, and mathematics between dollar signs.
package enum LabelPart: Sendable, Equatable {
  case text(String)
  case mathematics([MathNode])
}
