import ChapterSyntax

/// A block of a chapter: as pandoc reads it, or as the book understands it.
indirect enum Block: Hashable, Sendable {
  case plain([Inline])
  case paragraph([Inline])
  case lineBlock([[Inline]])
  case code(Attributes, String)
  case quotation([Block])
  case bulletList([[Block]])
  case orderedList(ListMarks, [[Block]])
  case definitionList([Definition])
  case rule
  case division(Attributes, [Block])
  case table(MarkdownTable, Target?)

  // As pandoc reads it; ``ChapterComposer`` leaves none of these.
  case heading(level: Int, Attributes, [Inline])
  case raw(format: String, String)

  // As the book understands it.
  case section(Heading)
  case cell(Cell, caption: [Inline]?)
  case again([ReferenceUse])
  case theorem(Theorem)

  struct Definition: Hashable, Sendable {
    var term: [Inline]
    var meanings: [[Block]]
  }

  /// How the items of a list are counted.
  struct ListMarks: Hashable, Sendable {
    var start: Int
    /// pandoc's names, such as `LowerRoman` and `TwoParens`.
    var style: String
    var delimiter: String
  }

  /// A heading with what the book makes of it.
  struct Heading: Hashable, Sendable {
    /// As shown: 2 to 6.
    var level: Int
    var attributes: Attributes
    var number: String
    var content: [Inline]
  }

  struct Theorem: Hashable, Sendable {
    var kind: String
    /// Its id is empty where it has none.
    var target: Target
    var name: [Inline]?
    var content: [Block]
  }
}

extension Block {
  /// The content of a paragraph.
  var paragraph: [Inline]? {
    switch self {
    case .plain(let content), .paragraph(let content): content
    default: nil
    }
  }
}

/// A table that is written in Markdown.
struct MarkdownTable: Hashable, Sendable {
  enum Alignment: String, Sendable {
    case left = "AlignLeft"
    case right = "AlignRight"
    case center = "AlignCenter"
    case unset = "AlignDefault"
  }

  struct Column: Hashable, Sendable {
    var alignment: Alignment
    /// As a part of the text's width.
    var width: Double?
  }

  struct Entry: Hashable, Sendable {
    var alignment: Alignment
    var rows: Int
    var columns: Int
    var content: [Block]
  }

  struct Body: Hashable, Sendable {
    /// How many columns name their row.
    var headColumns: Int
    var head: [[Entry]]
    var rows: [[Entry]]
  }

  var attributes: Attributes
  var caption: [Block]
  var columns: [Column]
  var head: [[Entry]]
  var bodies: [Body]
  var foot: [[Entry]]
}
