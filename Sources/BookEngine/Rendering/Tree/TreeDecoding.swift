import Foundation

/// The names of a node's parts in pandoc's JSON: its type and its content.
private enum NodeKey: String, CodingKey { case t, c }

/// A node without content, such as `{"t": "AlignLeft"}`.
private struct Tag: Decodable { var t: String }

extension KeyedDecodingContainer<NodeKey> {
  fileprivate func content<Content: Decodable>(_ type: Content.Type = Content.self) throws -> Content {
    try decode(type, forKey: .c)
  }

  fileprivate func list() throws -> any UnkeyedDecodingContainer { try nestedUnkeyedContainer(forKey: .c) }
}

extension Inline: Decodable {
  init(from decoder: any Decoder) throws {
    let node = try decoder.container(keyedBy: NodeKey.self)
    let name = try node.decode(String.self, forKey: .t)
    if let style = Style(rawValue: name) {
      self = .styled(style, try node.content())
      return
    }
    switch name {
    case "Str": self = .text(try node.content())
    case "Space": self = .space
    case "SoftBreak": self = .softBreak
    case "LineBreak": self = .lineBreak
    case "Image": self = .image
    case "Note": self = .note(try node.content())
    case "Quoted":
      var parts = try node.list()
      self = .quoted(
        isDouble: try parts.decode(Tag.self).t == "DoubleQuote", try parts.decode([Inline].self))
    case "Cite":
      var parts = try node.list()
      self = .cite(try parts.decode([Citation].self), try parts.decode([Inline].self))
    case "Code":
      var parts = try node.list()
      self = .code(try parts.decode(Attributes.self), try parts.decode(String.self))
    case "Math":
      var parts = try node.list()
      let isDisplay = try parts.decode(Tag.self).t == "DisplayMath"
      self = .math(try parts.decode(String.self), isDisplay: isDisplay)
    case "RawInline":
      var parts = try node.list()
      self = .raw(format: try parts.decode(String.self), try parts.decode(String.self))
    case "Link":
      var parts = try node.list()
      let (attributes, text) = (try parts.decode(Attributes.self), try parts.decode([Inline].self))
      let target = try parts.decode([String].self)
      self = .link(attributes, text, url: target.first ?? "", title: target.last ?? "")
    case "Span":
      var parts = try node.list()
      self = .span(try parts.decode(Attributes.self), try parts.decode([Inline].self))
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
    case "Plain": self = .plain(try node.content())
    case "Para": self = .paragraph(try node.content())
    case "LineBlock": self = .lineBlock(try node.content())
    case "BlockQuote": self = .quotation(try node.content())
    case "BulletList": self = .bulletList(try node.content())
    case "DefinitionList": self = .definitionList(try node.content())
    case "HorizontalRule": self = .rule
    case "Null": self = .plain([])
    case "Table": self = .table(try node.content(), nil)
    case "CodeBlock":
      var parts = try node.list()
      self = .code(try parts.decode(Attributes.self), try parts.decode(String.self))
    case "RawBlock":
      var parts = try node.list()
      self = .raw(format: try parts.decode(String.self), try parts.decode(String.self))
    case "OrderedList":
      var parts = try node.list()
      self = .orderedList(try parts.decode(ListMarks.self), try parts.decode([[Block]].self))
    case "Header":
      var parts = try node.list()
      self = .heading(
        level: try parts.decode(Int.self), try parts.decode(Attributes.self), try parts.decode([Inline].self))
    case "Div":
      var parts = try node.list()
      self = .division(try parts.decode(Attributes.self), try parts.decode([Block].self))
    case "Figure":
      var parts = try node.list()
      let (attributes, caption) = (try parts.decode(Attributes.self), try parts.decode(Caption.self))
      self = .division(attributes, try parts.decode([Block].self) + caption.blocks)
    default: throw TreeError.unknownNode(name)
    }
  }
}

extension Block.ListMarks: Decodable {
  init(from decoder: any Decoder) throws {
    var parts = try decoder.unkeyedContainer()
    start = try parts.decode(Int.self)
    style = try parts.decode(Tag.self).t
    delimiter = try parts.decode(Tag.self).t
  }
}

extension Block.Definition: Decodable {
  init(from decoder: any Decoder) throws {
    var parts = try decoder.unkeyedContainer()
    term = try parts.decode([Inline].self)
    meanings = try parts.decode([[Block]].self)
  }
}

// MARK: - Tables

/// The short caption, which is passed over, and the long one.
private struct Caption: Decodable {
  var blocks: [Block]

  init(from decoder: any Decoder) throws {
    var parts = try decoder.unkeyedContainer()
    if try !parts.decodeNil() { _ = try parts.decode([Inline].self) }
    blocks = try parts.decode([Block].self)
  }
}

private struct Row: Decodable {
  var entries: [MarkdownTable.Entry]

  init(from decoder: any Decoder) throws {
    var parts = try decoder.unkeyedContainer()
    _ = try parts.decode(Attributes.self)
    entries = try parts.decode([MarkdownTable.Entry].self)
  }
}

/// A table's head or foot.
private struct Rows: Decodable {
  var entries: [[MarkdownTable.Entry]]

  init(from decoder: any Decoder) throws {
    var parts = try decoder.unkeyedContainer()
    _ = try parts.decode(Attributes.self)
    entries = try parts.decode([Row].self).map(\.entries)
  }
}

extension MarkdownTable: Decodable {
  init(from decoder: any Decoder) throws {
    var parts = try decoder.unkeyedContainer()
    attributes = try parts.decode(Attributes.self)
    caption = try parts.decode(Caption.self).blocks
    columns = try parts.decode([Column].self)
    head = try parts.decode(Rows.self).entries
    bodies = try parts.decode([Body].self)
    foot = try parts.decode(Rows.self).entries
  }
}

extension MarkdownTable.Column: Decodable {
  init(from decoder: any Decoder) throws {
    var parts = try decoder.unkeyedContainer()
    alignment = try parts.decode(MarkdownTable.Alignment.self)
    width = try parts.decode(Width.self).part
  }

  private struct Width: Decodable {
    var part: Double?

    init(from decoder: any Decoder) throws {
      part = try decoder.container(keyedBy: NodeKey.self).decodeIfPresent(Double.self, forKey: .c)
    }
  }
}

extension MarkdownTable.Alignment: Decodable {
  init(from decoder: any Decoder) throws { self = Self(rawValue: try Tag(from: decoder).t) ?? .unset }
}

extension MarkdownTable.Entry: Decodable {
  init(from decoder: any Decoder) throws {
    var parts = try decoder.unkeyedContainer()
    _ = try parts.decode(Attributes.self)
    alignment = try parts.decode(MarkdownTable.Alignment.self)
    rows = try parts.decode(Int.self)
    columns = try parts.decode(Int.self)
    content = try parts.decode([Block].self)
  }
}

extension MarkdownTable.Body: Decodable {
  init(from decoder: any Decoder) throws {
    var parts = try decoder.unkeyedContainer()
    _ = try parts.decode(Attributes.self)
    headColumns = try parts.decode(Int.self)
    head = try parts.decode([Row].self).map(\.entries)
    rows = try parts.decode([Row].self).map(\.entries)
  }
}
