import ChapterSyntax
import Foundation

/// Turns pandoc's HTML of one chapter into the page's content: tokens replaced, notes put beside the text,
/// headings numbered, references linked.
struct ChapterRenderer {
  let context: BookContext
  let scanned: ScannedChapter
  let cells: CellRenderer
  private var notes: [String: [HTMLNode]] = [:]
  private var rendered = RenderedChapter(
    title: "", body: "", sections: [], previews: [], entries: [], citations: [])

  init(context: BookContext, scanned: ScannedChapter) {
    self.context = context
    self.scanned = scanned
    cells = CellRenderer(context: context)
  }

  static func render(_ html: String, of scanned: ScannedChapter, in context: BookContext) -> RenderedChapter {
    var renderer = ChapterRenderer(context: context, scanned: scanned)
    return renderer.render(HTMLNode.parse(html))
  }

  private mutating func render(_ nodes: [HTMLNode]) -> RenderedChapter {
    let body = takeBackMatter(nodes)
    rendered.title = Markup(text: plainText(scanned.chapter.title)).html
    rendered.citations = Array(Set(scanned.citations.map(\.key))).sorted()
    openSection(level: 1, id: "", number: "", heading: [])
    let transformed = transform(body)
    rendered.body = transformed.markup.html
    return rendered
  }

  /// Takes the bibliography and the notes off the end.
  private mutating func takeBackMatter(_ nodes: [HTMLNode]) -> [HTMLNode] {
    nodes.filter { node in
      guard case .element(let element) = node else { return true }
      if element["id"] == "refs" {
        rendered.entries = element.children.compactMap { child in
          guard case .element(let entry) = child, let id = entry["id"] else { return nil }
          return .init(
            id: id, html: entry.children.markup.html.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return false
      }
      if element.hasClass("footnotes") {
        for item in element.elements(named: "li") { notes[item["id"] ?? ""] = item.children }
        return false
      }
      return true
    }
  }

  // MARK: - The walk

  mutating func transform(_ nodes: [HTMLNode]) -> [HTMLNode] {
    nodes.flatMap { node -> [HTMLNode] in
      switch node {
      case .markup: [node]
      case .text(let text): substitute(text)
      case .element(let element): transform(element)
      }
    }
  }

  private mutating func transform(_ element: HTMLElement) -> [HTMLNode] {
    var element = element
    element.attributes.removeAll { $0.name.hasPrefix("on") || $0.name == "data-cites" }
    if let id = element["id"], let index = tokenIndex(id) { return block(index, element) }
    switch element.name {
    case "h1", "h2", "h3", "h4", "h5", "h6": return [heading(element)]
    case "a": return anchor(element)
    case "table": return [table(element)]
    case "pre":
      element.children = transform(element.children)
      return ["<div class=\"scroll\">", .element(element), "</div>"]
    case "div" where element.hasClass("theorem-like"): return [theorem(element)]
    case "p":
      element.children = transform(element.children)
      addText(" ")
      return [.element(element)]
    default:
      element.children = transform(element.children)
      return [.element(element)]
    }
  }

  /// A division whose id is a token: the title, or a cell with its caption inside.
  private mutating func block(_ index: Int, _ element: HTMLElement) -> [HTMLNode] {
    let caption = transform(element.children).unwrappingParagraph.markup
    switch scanned.placeholders[index] {
    case .title:
      rendered.title = caption.html
      return []
    case .cell(let cell):
      let block = cells.render(cell, caption: caption, target: target(of: cell))
      if let preview = block.preview { rendered.previews.append(.init(id: cell.id, html: preview.html)) }
      if cell.kind == .claim { preview("statement:" + cell.id, caption) }
      addText(" ")
      return [.markup(block.html)]
    default: return [.markup(caption)]
    }
  }

  private func target(of cell: Cell) -> Target? {
    scanned.targets.first { $0.id == cell.id && $0.kind != .section && $0.kind != .chapter }
  }

  // MARK: - Headings and sections

  private mutating func heading(_ heading: HTMLElement) -> HTMLNode {
    var heading = heading
    let level = Int(heading.name.dropFirst()) ?? 2
    let id = heading["id"] ?? ""
    let target = scanned.targets.first { $0.kind == .section && $0.id == id }
    let content = transform(heading.children)
    openSection(level: level, id: id, number: target?.number ?? "", heading: content)
    let number: Markup? = target.flatMap {
      $0.number.isEmpty ? nil : "<span class=\"section-number\">\($0.number)</span> "
    }
    let link: Markup = """
      <a class="permalink" href="#\(Markup(trusted: id))" aria-label="Link to this section">§</a>
      """
    heading.name = "h\(max(2, level))"
    heading.children = [.markup(number ?? "")] + content + (id.isEmpty ? [] : [.markup(link)])
    return .element(heading)
  }

  private mutating func openSection(level: Int, id: String, number: String, heading: [HTMLNode]) {
    rendered.sections.append(
      .init(
        level: level, id: id, number: number, heading: heading.markup.html,
        plainHeading: level == 1
          ? plainText(scanned.chapter.title)
          : scanned.targets.first { $0.kind == .section && $0.id == id }?.title ?? "", text: ""))
  }

  mutating func preview(_ id: String, _ markup: Markup) {
    rendered.previews.append(.init(id: id, html: markup.html))
  }

  /// Adds to the text that the search finds in the current section.
  mutating func addText(_ text: String) {
    rendered.sections[rendered.sections.count - 1].text += text
  }

  // MARK: - Theorems and tables

  private mutating func theorem(_ element: HTMLElement) -> HTMLNode {
    var element = element
    element.children = transform(element.children)
    if element.hasClass("proof") {
      element.children.append("<span class=\"qed\" aria-hidden=\"true\"></span>")
    }
    if let id = element["id"] {
      rendered.previews.append(.init(id: id, html: element.children.markup.html))
    }
    return .element(element)
  }

  private mutating func table(_ element: HTMLElement) -> HTMLNode {
    var table = element
    table["class"] = "booktabs"
    let label = takeLabel(from: &table)
    table.children = transform(table.children)
    let content = HTMLNode.element(table)
    let id: Markup? = label.map { " id=\"\($0.id)\"" }
    let box: Markup = """
      <div class="book-table scroll"\(id) role="group" aria-label="\(label?.name ?? "Table")">\
      \([content].markup)</div>
      """
    if let label { rendered.previews.append(.init(id: label.id, html: [content].markup.html)) }
    return .markup(box)
  }

  /// Moves the label, which is written behind the caption, in front of it.
  private func takeLabel(from table: inout HTMLElement) -> Target? {
    for (row, child) in table.children.enumerated() {
      guard case .element(var caption) = child, caption.name == "caption" else { continue }
      for (place, node) in caption.children.enumerated() {
        guard case .text(let text) = node else { continue }
        let pieces = text.split(tokenPrefix: scanned.tokenPrefix)
        for (index, piece) in pieces.enumerated() {
          guard let token = tokenIndex(piece), case .tableLabel(let target) = scanned.placeholders[token]
          else {
            continue
          }
          let rest = pieces[..<index] + pieces[(index + 1)...]
          caption.children[place] = .text(rest.joined())
          caption.children.insert(.text(piece), at: 0)
          table.children[row] = .element(caption)
          return target
        }
      }
    }
    return nil
  }

  // MARK: - Links and notes

  private mutating func anchor(_ element: HTMLElement) -> [HTMLNode] {
    var link = element
    let href = element["href"] ?? ""
    if element.hasClass("footnote-ref") { return note(element) }
    link.children = transform(element.children)
    if href.hasPrefix("#ref-") {
      link["href"] = "references.html" + href
      link["class"] = "citation-link"
      link["data-preview"] = link["href"]
    } else if let index = tokenIndex(href), case .destination(let use) = scanned.placeholders[index],
      let target = context.references.target(of: use)
    {
      link["href"] = Markup.escape(localHref(of: target))
      link["data-preview"] = Markup.escape(target.href)
    } else if !isHarmless(href) {
      link["href"] = nil
    }
    return [.element(link)]
  }

  private func isHarmless(_ href: String) -> Bool {
    let scheme = href.prefix { $0 != ":" && $0 != "/" && $0 != "#" && $0 != "?" }
    guard scheme.endIndex < href.endIndex, href[scheme.endIndex] == ":" else { return !href.contains("&#") }
    return ["http", "https", "mailto"].contains(scheme.lowercased())
  }

  /// A reference to a note, followed by the note itself: style sheets put it into the margin.
  private mutating func note(_ element: HTMLElement) -> [HTMLNode] {
    let id = String((element["href"] ?? "").dropFirst())
    let number = element.children.plainText
    var content: [HTMLNode] = []
    addText(" ")
    for node in transform(notes[id] ?? []) {
      guard case .element(var block) = node else {
        content.append(node)
        continue
      }
      if block.name == "p" { block.name = "span" }
      block["class"] = "note-paragraph"
      block.children.removeAll { child in
        if case .element(let link) = child { link.hasClass("footnote-back") } else { false }
      }
      content.append(.element(block))
    }
    let markup = content.markup
    rendered.previews.append(.init(id: id, html: markup.html))
    return [
      .markup(
        """
        <a class="note-reference" id="\(Markup(trusted: id))-from" href="#\(Markup(trusted: id))" \
        role="doc-noteref" aria-label="Note \(number)"><sup>\(number)</sup></a>\
        <span class="sidenote" role="note" id="\(Markup(trusted: id))"><sup>\(number)</sup> \(markup)</span>
        """)
    ]
  }
}

extension HTMLNode: ExpressibleByStringLiteral {
  init(stringLiteral value: String) { self = .markup(Markup(trusted: value)) }
}
