import ChapterSyntax

/// What stands inside a paragraph: as pandoc reads it, or as the book understands it.
indirect enum Inline: Hashable, Sendable {
  case text(String)
  case space, softBreak, lineBreak
  case styled(Style, [Inline])
  case quoted(isDouble: Bool, [Inline])
  case code(Attributes, String)
  case note([Block])
  case span(Attributes, [Inline])
  case link(Attributes, [Inline], url: String, title: String)

  // As pandoc reads it; ``ChapterComposer`` leaves none of these.
  /// The second part is the Markdown of the citation; behind citeproc, what it is to look like.
  case cite([Citation], [Inline])
  case math(String, isDisplay: Bool)
  case raw(format: String, String)
  case image

  // As the book understands it.
  case formula(PlacedFormula)
  case value(Cell)
  case reference(ReferenceUse)
  case citation(CitationUse)
  case bookLink([Inline], ReferenceUse)

  /// Emphasis and its like, by pandoc's names.
  enum Style: String, Sendable {
    case emphasis = "Emph"
    case underline = "Underline"
    case strong = "Strong"
    case strikeout = "Strikeout"
    case superscript = "Superscript"
    case lowered = "Subscript"
    case smallCaps = "SmallCaps"
  }

  /// One of the keys between a citation's brackets.
  struct Citation: Hashable, Sendable {
    enum Mode: String, Sendable {
      case authorInText = "AuthorInText", suppressAuthor = "SuppressAuthor", normal = "NormalCitation"
    }

    var key: String
    var prefix: [Inline]
    var suffix: [Inline]
    var mode: Mode
  }
}

extension Inline {
  var isSpace: Bool { self == .space || self == .softBreak }

  /// What it contains, if it is nothing but a cover for other inlines.
  var children: [Inline] {
    switch self {
    case .cite(_, let inlines): inlines
    case .styled(_, let inlines), .quoted(_, let inlines), .span(_, let inlines), .link(_, let inlines, _, _),
      .bookLink(let inlines, _):
      inlines
    default: []
    }
  }

  fileprivate var plain: String {
    switch self {
    case .text(let text), .code(_, let text): text
    case .space, .softBreak, .lineBreak: " "
    case .math(let tex, _): plainText(tex)
    case .formula(let placed): plainText(placed.formula.tex)
    case .citation(let use): use.source
    case .quoted(true, let inlines): "“\(inlines.plain)”"
    case .quoted(false, let inlines): "‘\(inlines.plain)’"
    default: children.plain
    }
  }
}

extension [Inline] {
  /// The words with their formulas as a reader would type them.
  var typed: String {
    map { inline in
      switch inline {
      case .math(let tex, _): searchable(tex)
      case .formula(let placed): searchable(placed.formula.tex)
      default: inline.plain
      }
    }.joined()
  }

  /// The words alone, without notes.
  var plain: String { map(\.plain).joined() }
}
