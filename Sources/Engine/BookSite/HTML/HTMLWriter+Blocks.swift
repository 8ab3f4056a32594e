import ChapterSyntax

extension HTMLWriter {
  mutating func write(_ blocks: [Block]) {
    for (index, block) in blocks.enumerated() {
      if index > 0 { html += "\n" }
      write(block)
      writeWaitingNotes()
      addText(" ")
    }
  }

  private mutating func write(_ block: Block) {
    switch block {
    case .plain(let content): write(content)
    case .paragraph(let content): element("p") { $0.write(content) }
    case .lineBlock(let lines):
      element("div", classes: ["line-block"]) { writer in
        for (index, line) in lines.enumerated() {
          if index > 0 { writer.html += "<br>\n" }
          writer.write(line)
        }
      }
    case .code(let attributes, let code):
      html += "<div class=\"scroll\"><pre\(shown(attributes).html)><code>"
      text(code)
      html += "</code></pre></div>"
    case .quotation(let content): container("blockquote", Attributes(), content)
    case .bulletList(let items): list("<ul>", items, "</ul>")
    case .orderedList(let marks, let items): list("<ol\(shown(marks).html)>", items, "</ol>")
    case .definitionList(let items): write(items)
    case .rule: html += "<hr>"
    case .division(let attributes, let content): container("div", attributes, content)
    case .table(let table, let target): write(table, target)
    case .section(let heading): write(heading)
    case .cell(let cell, let caption): write(cell, caption: caption)
    case .theorem(let theorem): write(theorem)
    case .again(let uses):
      rendered.showsAgain = true
      for target in uses.compactMap({ context.references.target(of: $0, on: outlined.page) }) {
        html += ShownAgain.placeholder(for: target).html
      }
    case .heading, .raw: break
    }
  }

  private mutating func container(_ name: String, _ attributes: Attributes, _ content: [Block]) {
    element(name, attributes) { writer in
      writer.html += "\n"
      writer.write(content)
      writer.html += "\n"
    }
  }

  // MARK: - Lists

  private mutating func list(_ open: String, _ items: [[Block]], _ close: String) {
    html += open + "\n"
    for item in items {
      element("li") { $0.write(item) }
      html += "\n"
    }
    html += close
  }

  /// How the items are counted; a mark that is not `1.` is a class, which the style sheet knows.
  private func shown(_ marks: Block.ListMarks) -> Markup {
    var markup: Markup = ""
    if marks.start != 1 { markup += " start=\"\(marks.start)\"" }
    let (type, style) = ListStyle.names[marks.style] ?? ListStyle.decimal
    if marks.style != "DefaultStyle" { markup += " type=\"\(type)\"" }
    if let delimiter = ListStyle.delimiters[marks.delimiter] { markup += " class=\"\(delimiter)-\(style)\"" }
    return markup
  }

  private mutating func write(_ items: [Block.Definition]) {
    html += "<dl>\n"
    for item in items {
      element("dt") { $0.write(item.term) }
      for meaning in item.meanings {
        html += "\n"
        element("dd") { writer in
          writer.writeWaitingNotes()
          writer.write(meaning)
        }
      }
      html += "\n"
    }
    html += "</dl>"
  }

  // MARK: - Headings, cells and theorems

  private mutating func write(_ heading: Block.Heading) {
    let id = heading.attributes.id
    let target = outlined.outline.targets.first { $0.kind == .section && $0.id == id }
    openSection(
      level: heading.level, id: id, number: heading.number, heading.content, plain: target?.title ?? "")
    element("h\(heading.level)", heading.attributes) { writer in
      if !heading.number.isEmpty {
        writer.html += "<span class=\"section-number\">\(heading.number)</span> "
      }
      writer.write(heading.content)
      let link: Markup = "<a class=\"permalink\" href=\"#\(id)\" aria-label=\"Link to this section\">§</a>"
      writer.html += link.html
    }
    // The search has the heading by itself.
    rendered.sections[rendered.sections.count - 1].text = ""
  }

  private mutating func write(_ cell: Cell, caption: [Inline]?) {
    guard cell.kind != .setup else { return waitingSetups.append(cell) }
    let target = outlined.outline.targets.first {
      $0.id == cell.id && !$0.kind.isLocal && $0.kind != .chapter
    }
    let start = textLength
    let written = captured { writer in
      writer.write(caption ?? [])
      writer.writeWaitingNotes()
    }
    if let target, target.kind != .cell { addEntry(target, cell["name"] ?? "", since: start) }
    let block = cells.render(cell, setups: waitingSetups, caption: written, target: target)
    if cell.kind != .swift { waitingSetups = [] }
    if let preview = block.preview { addPreview(cell.id, preview) }
    if cell.kind == .claim { addPreview("statement:" + cell.id, words(caption ?? [], .quotation)) }
    html += block.html.html
  }

  private mutating func write(_ theorem: Block.Theorem) {
    let target = theorem.target
    var attributes = Attributes()
    attributes.id = target.id
    element("div", attributes, classes: [theorem.kind, "theorem-like"]) { writer in
      let start = writer.textLength
      let content = writer.captured { writer in
        writer.html += "\n"
        var rest = theorem.content[...]
        writer.element("p") { writer in
          writer.writeHead(of: theorem)
          if case .paragraph(let first) = rest.first {
            rest.removeFirst()
            writer.html += " "
            writer.write(first)
          }
        }
        writer.writeWaitingNotes()
        if !rest.isEmpty { writer.html += "\n" }
        writer.write(Array(rest))
        writer.html += "\n"
        if theorem.kind == "proof" { writer.html += "<span class=\"qed\" aria-hidden=\"true\"></span>" }
      }
      if !target.id.isEmpty {
        writer.addPreview(target.id, content)
        writer.addEntry(target, "", since: start)
      }
      writer.html += content.html
    }
  }

  private mutating func writeHead(of theorem: Block.Theorem) {
    let target = theorem.target
    let label = target.number.isEmpty ? target.label : target.label + "\u{A0}" + target.number
    let head: Markup =
      target.id.isEmpty
      ? "<span class=\"theorem-label\">\(label)</span>"
      : "<a class=\"theorem-label\" href=\"#\(target.id)\">\(label)</a>"
    html += head.html
    addText(label + " ")
    guard let name = theorem.name else { return }
    html += " <span class=\"theorem-name\">("
    write(name)
    html += ")</span>"
  }
}

/// How lists are counted: pandoc's names, with HTML's and those of the style sheet `text.css`.
enum ListStyle {
  static let decimal = ("1", "decimal")
  static let names = [
    "LowerAlpha": ("a", "lower-alpha"), "UpperAlpha": ("A", "upper-alpha"),
    "LowerRoman": ("i", "lower-roman"), "UpperRoman": ("I", "upper-roman"),
  ]
  static let delimiters = ["OneParen": "one", "TwoParens": "two"]
}
