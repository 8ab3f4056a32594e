extension MarkdownTable {
  /// Whether each row says what a symbol means: the search finds it by the symbol.
  fileprivate var listsSymbols: Bool { head.first?.first?.content.first?.paragraph?.plain == "symbol" }
}

/// Tables that are written in Markdown.
extension HTMLWriter {
  mutating func write(_ table: MarkdownTable, _ target: Target?) {
    let content = captured { writer in
      writer.html += "<table class=\"booktabs\">\n"
      writer.caption(table.caption, target)
      writer.widths(table.columns)
      writer.rows(table.head, of: table, in: "thead", headColumns: .max)
      for body in table.bodies {
        writer.rows(body.head, of: table, in: "thead", headColumns: .max)
        writer.rows(body.rows, of: table, in: "tbody", headColumns: body.headColumns)
      }
      writer.rows(table.foot, of: table, in: "tfoot", headColumns: 0)
      writer.html += "</table>"
    }
    let id: Markup? = mode == .page ? target.map { " id=\"\($0.id)\"" } : nil
    let box: Markup = """
      <div class="book-table scroll"\(id) role="group" aria-label="\(target?.name ?? "Table")">\(content)</div>
      """
    html += box.html
    if let target { addPreview(target.id, content) }
  }

  private mutating func caption(_ caption: [Block], _ target: Target?) {
    guard !caption.isEmpty || target != nil else { return }
    element("caption") { writer in
      if let target {
        let label: Markup = "<span class=\"label\">\(target.name).</span> "
        writer.html += label.html
        writer.addText(target.name)
      }
      writer.write(caption)
    }
    html += "\n"
  }

  private mutating func widths(_ columns: [MarkdownTable.Column]) {
    guard columns.contains(where: { $0.width != nil }) else { return }
    let items = columns.map { column in
      column.width.map { "<col style=\"width: \(Int(($0 * 100).rounded()))%\">" } ?? "<col>"
    }
    html += "<colgroup>\(items.joined())</colgroup>\n"
  }

  private mutating func rows(
    _ rows: [[MarkdownTable.Entry]], of table: MarkdownTable, in part: String, headColumns: Int
  ) {
    guard !rows.isEmpty else { return }
    html += "<\(part)>\n"
    for row in rows {
      let symbol = part == "tbody" && table.listsSymbols ? row.first?.content.first?.paragraph?.typed : nil
      let (id, start) = ("symbol-\(rendered.entries.count)", textLength)
      html += symbol == nil || mode != .page ? "<tr>" : "<tr id=\"\(id)\">"
      defer { if let symbol { addEntry(id, symbol, since: start) } }
      var column = 0
      for entry in row {
        let isHead = column < headColumns
        let own = table.columns.indices.contains(column) ? table.columns[column].alignment : .unset
        let alignment = entry.alignment == .unset ? own : entry.alignment
        html += "<" + (isHead ? "th scope=\"\(part == "thead" ? "col" : "row")\"" : "td")
        if let name = Self.classes[alignment] { html += " class=\"\(name)\"" }
        if entry.rows > 1 { html += " rowspan=\"\(entry.rows)\"" }
        if entry.columns > 1 { html += " colspan=\"\(entry.columns)\"" }
        html += ">"
        write(entry.content)
        html += isHead ? "</th>" : "</td>"
        column += entry.columns
      }
      html += "</tr>\n"
    }
    html += "</\(part)>\n"
  }

  private static let classes: [MarkdownTable.Alignment: String] = [.right: "trailing", .center: "center"]
}
