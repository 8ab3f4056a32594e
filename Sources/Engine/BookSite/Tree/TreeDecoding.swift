import Foundation

/// The names of a node's parts in pandoc's JSON: its type and its content.
private enum NodeKey: String, CodingKey { case t, c }

/// A node without content, such as `{"t": "AlignLeft"}`.
private struct Tag: Decodable { var t: String }

/// The parts of a list, one after the other.
private struct Parts {
  private var list: any UnkeyedDecodingContainer

  /// - Parameter behindAttributes: whether the first part is attributes, which are passed over.
  init(_ decoder: any Decoder, behindAttributes: Bool = false) throws {
    list = try decoder.unkeyedContainer()
    if behindAttributes { _ = try list.decode(Attributes.self) }
  }

  mutating func next<Part: Decodable>() throws -> Part { try list.decode(Part.self) }
}

extension KeyedDecodingContainer<NodeKey> {
  /// A node whose content is one thing.
  fileprivate func one<A: Decodable, Node>(_ make: (A) -> Node) throws -> Node {
    make(try decode(A.self, forKey: .c))
  }

  /// A node whose content is a list of two things.
  fileprivate func two<A: Decodable, B: Decodable, Node>(_ make: (A, B) -> Node) throws -> Node {
    var parts = try nestedUnkeyedContainer(forKey: .c)
    return make(try parts.decode(A.self), try parts.decode(B.self))
  }

  fileprivate func three<A: Decodable, B: Decodable, C: Decodable, Node>(
    _ make: (A, B, C) -> Node
  ) throws -> Node {
    var parts = try nestedUnkeyedContainer(forKey: .c)
    return make(try parts.decode(A.self), try parts.decode(B.self), try parts.decode(C.self))
  }
}

extension Inline: Decodable {
  init(from decoder: any Decoder) throws {
    let node = try decoder.container(keyedBy: NodeKey.self)
    let name = try node.decode(String.self, forKey: .t)
    if let style = Style(rawValue: name) {
      self = try node.one { .styled(style, $0) }
      return
    }
    switch name {
    case "Str": self = try node.one(Inline.text)
    case "Space": self = .space
    case "SoftBreak": self = .softBreak
    case "LineBreak": self = .lineBreak
    case "Image": self = .image
    case "Note": self = try node.one(Inline.note)
    case "Quoted":
      self = try node.two { (tag: Tag, words) in .quoted(isDouble: tag.t == "DoubleQuote", words) }
    case "Cite": self = try node.two(Inline.cite)
    case "Code": self = try node.two(Inline.code)
    case "Math": self = try node.two { (tag: Tag, tex) in .math(tex, isDisplay: tag.t == "DisplayMath") }
    case "RawInline": self = try node.two { .raw(format: $0, $1) }
    case "Span": self = try node.two(Inline.span)
    case "Link":
      self = try node.three { (attributes, words, target: [String]) in
        .link(attributes, words, url: target.first ?? "", title: target.last ?? "")
      }
    default: throw TreeError.unknownNode(name)
    }
  }
}

extension Inline.Citation: Decodable {
  private enum CodingKeys: String, CodingKey { case citationId, citationPrefix, citationSuffix, citationMode }

  init(from decoder: any Decoder) throws {
    let citation = try decoder.container(keyedBy: CodingKeys.self)
    key = try citation.decode(String.self, forKey: .citationId)
    prefix = try citation.decode([Inline].self, forKey: .citationPrefix)
    suffix = try citation.decode([Inline].self, forKey: .citationSuffix)
    mode = Mode(rawValue: try citation.decode(Tag.self, forKey: .citationMode).t) ?? .normal
  }
}

extension Block: Decodable {
  init(from decoder: any Decoder) throws {
    let node = try decoder.container(keyedBy: NodeKey.self)
    let name = try node.decode(String.self, forKey: .t)
    switch name {
    case "Plain": self = try node.one(Block.plain)
    case "Para": self = try node.one(Block.paragraph)
    case "LineBlock": self = try node.one(Block.lineBlock)
    case "BlockQuote": self = try node.one(Block.quotation)
    case "BulletList": self = try node.one(Block.bulletList)
    case "DefinitionList": self = try node.one(Block.definitionList)
    case "HorizontalRule": self = .rule
    case "Null": self = .plain([])
    case "Table": self = try node.one { .table($0, nil) }
    case "CodeBlock": self = try node.two(Block.code)
    case "RawBlock": self = try node.two { .raw(format: $0, $1) }
    case "OrderedList": self = try node.two(Block.orderedList)
    case "Header": self = try node.three { .heading(level: $0, $1, $2) }
    case "Div": self = try node.two(Block.division)
    case "Figure":
      self = try node.three { (attributes, caption: Caption, content: [Block]) in
        .division(attributes, content + caption.blocks)
      }
    default: throw TreeError.unknownNode(name)
    }
  }
}

extension Block.ListMarks: Decodable {
  init(from decoder: any Decoder) throws {
    var parts = try Parts(decoder)
    let (start, style, delimiter): (Int, Tag, Tag) = try (parts.next(), parts.next(), parts.next())
    self.init(start: start, style: style.t, delimiter: delimiter.t)
  }
}

extension Block.Definition: Decodable {
  init(from decoder: any Decoder) throws {
    var parts = try Parts(decoder)
    self.init(term: try parts.next(), meanings: try parts.next())
  }
}

// MARK: - Tables

/// The short caption, which is passed over, and the long one.
private struct Caption: Decodable {
  var blocks: [Block]

  init(from decoder: any Decoder) throws {
    var parts = try Parts(decoder)
    _ = try parts.next() as [Inline]?
    blocks = try parts.next()
  }
}

private struct Row: Decodable {
  var entries: [MarkdownTable.Entry]

  init(from decoder: any Decoder) throws {
    var parts = try Parts(decoder, behindAttributes: true)
    entries = try parts.next()
  }
}

/// A table's head or foot.
private struct Rows: Decodable {
  var entries: [[MarkdownTable.Entry]]

  init(from decoder: any Decoder) throws {
    var parts = try Parts(decoder, behindAttributes: true)
    entries = (try parts.next() as [Row]).map(\.entries)
  }
}

extension MarkdownTable: Decodable {
  init(from decoder: any Decoder) throws {
    var parts = try Parts(decoder)
    self.init(
      attributes: try parts.next(), caption: (try parts.next() as Caption).blocks, columns: try parts.next(),
      head: (try parts.next() as Rows).entries, bodies: try parts.next(),
      foot: (try parts.next() as Rows).entries)
  }
}

extension MarkdownTable.Column: Decodable {
  private struct Width: Decodable { var c: Double? }

  init(from decoder: any Decoder) throws {
    var parts = try Parts(decoder)
    self.init(alignment: try parts.next(), width: (try parts.next() as Width).c)
  }
}

extension MarkdownTable.Alignment: Decodable {
  init(from decoder: any Decoder) throws { self = Self(rawValue: try Tag(from: decoder).t) ?? .unset }
}

extension MarkdownTable.Entry: Decodable {
  init(from decoder: any Decoder) throws {
    var parts = try Parts(decoder, behindAttributes: true)
    self.init(
      alignment: try parts.next(), rows: try parts.next(), columns: try parts.next(),
      content: try parts.next())
  }
}

extension MarkdownTable.Body: Decodable {
  init(from decoder: any Decoder) throws {
    var parts = try Parts(decoder, behindAttributes: true)
    self.init(
      headColumns: try parts.next(), head: (try parts.next() as [Row]).map(\.entries),
      rows: (try parts.next() as [Row]).map(\.entries))
  }
}
