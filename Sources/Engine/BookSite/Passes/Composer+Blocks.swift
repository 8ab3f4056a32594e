import Foundation

extension ChapterComposer {
  mutating func blocks(_ blocks: [Block]) -> [Block] { blocks.compactMap { block($0) } }

  private mutating func block(_ block: Block) -> Block? {
    switch block {
    case .plain(let content): return paragraph(content).map(Block.plain)
    case .paragraph(let content): return paragraph(content).map(Block.paragraph)
    case .lineBlock(let lines): return .lineBlock(lines.map { inlines($0) })
    case .code(let attributes, let text): return code(attributes, text)
    case .quotation(let content): return .quotation(blocks(content))
    case .bulletList(let items): return .bulletList(items.map { blocks($0) })
    case .orderedList(let marks, let items):
      if marks.style == "Example" { checkExamples() }
      return .orderedList(marks, items.map { blocks($0) })
    case .definitionList(let items):
      return .definitionList(
        items.map { item in
          .init(term: inlines(item.term), meanings: item.meanings.map { blocks($0) })
        })
    case .division(let attributes, let content): return division(attributes, content)
    case .table(let table, _): return self.table(table)
    case .heading(let level, let attributes, let content):
      return .section(heading(level: level, attributes, content))
    case .raw(let format, let text):
      raw(format: format, text)
      return nil
    case .rule, .section, .cell, .theorem, .again: return block
    }
  }

  /// Nil where nothing but a comment stood there.
  private mutating func paragraph(_ content: [Inline]) -> [Inline]? {
    let result = inlines(content)
    return result.allSatisfy(\.isSpace) && !content.isEmpty ? nil : result
  }

  private mutating func division(_ attributes: Attributes, _ content: [Block]) -> Block {
    let prefix = attributes.id.prefix { $0 != "-" }
    if let kind = attributes.classes.first(where: Theorems.kinds.contains) ?? Theorems.prefixes[prefix] {
      return theorem(kind, attributes, content)
    }
    if attributes.has("again") { return again(content) }
    addAnchor(attributes)
    return .division(attributes, blocks(content))
  }

  /// A division of references, whose targets are shown instead of linked.
  private mutating func again(_ content: [Block]) -> Block {
    let lines = content.flatMap { block -> [Inline] in
      if case .paragraph(let inlines) = block { inlines } else { [.lineBreak] }
    }
    let written = inlines(lines).filter { !$0.isSpace }
    let uses = written.compactMap { if case .reference(let use) = $0 { use } else { nil } }
    if uses.count != written.count || uses.isEmpty {
      report(
        "again", "what is to be shown again is not a list of references", at: place(of: .text("again")),
        fix: "Write nothing but references there, such as `@fig-x` and `@thm-y`.")
    }
    return .again(uses)
  }

  // MARK: - Theorems

  private mutating func theorem(_ kind: String, _ attributes: Attributes, _ content: [Block]) -> Block {
    let written = attributes["name"] ?? attributes["title"]
    let place = self.place(of: attributes.id.isEmpty ? .text(":::") : .label(attributes.id))
    let target = addTarget(
      .theorem, id: attributes.id, label: kind.capitalized, number: kind == "proof" ? "" : next(.theorem),
      title: written.flatMap { pieces[$0]?.plain } ?? "", at: place)
    var name: [Inline]?
    if let written {
      if let piece = pieces[written] {
        name = inlines(piece)
      } else {
        report(
          "unread-name", "this name cannot be read", at: place,
          fix: "Write `name=\"...\"` in one line with the colons.")
      }
    }
    return .theorem(.init(kind: kind, target: target, name: name, content: blocks(content)))
  }

  // MARK: - Tables

  private mutating func table(_ table: MarkdownTable) -> Block {
    var table = table
    var id = table.attributes.id
    for index in table.caption.indices.reversed() where id.isEmpty {
      guard case .plain(var caption) = table.caption[index] else { continue }
      if let label = Label.take(from: &caption) { id = label.id }
      table.caption[index] = .plain(caption)
    }
    let target =
      id.isEmpty
      ? nil : addTarget(.table, id: id, label: "Table", number: next(.table), at: place(of: .label(id)))
    table.caption = blocks(table.caption)
    table.head = rows(table.head)
    table.bodies = table.bodies.map {
      .init(headColumns: $0.headColumns, head: rows($0.head), rows: rows($0.rows))
    }
    table.foot = rows(table.foot)
    return .table(table, target)
  }

  private mutating func rows(_ rows: [[MarkdownTable.Entry]]) -> [[MarkdownTable.Entry]] {
    rows.map { row in
      row.map { entry in
        var entry = entry
        entry.content = blocks(entry.content)
        return entry
      }
    }
  }
}

/// The divisions that are numbered like theorems.
enum Theorems {
  static let kinds: Set<String> = [
    "theorem", "definition", "lemma", "proposition", "corollary", "example", "remark", "proof",
  ]

  /// By the beginning of an id, where the author gave no class.
  static let prefixes: [Substring: String] = [
    "thm": "theorem", "def": "definition", "lem": "lemma", "prp": "proposition", "prop": "proposition",
    "cor": "corollary", "exm": "example", "exa": "example", "rem": "remark",
  ]
}
