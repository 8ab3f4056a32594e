import CellKit
import ChapterSyntax

extension CellRenderer {
  func table(_ cell: Cell, caption: Markup, target: Target?) -> Block {
    let label = target?.name ?? cell.id
    let content = value(of: cell, as: Table.self).map { table in
      """
      <table class="booktabs"><caption><a class="label" href="#\(cell.id)">\(label).</a> \(caption)</caption>\
      \(rows(of: table))</table>
      """ as Markup
    }
    let bare: Markup = "<p class=\"table-caption\"><span class=\"label\">\(label).</span> \(caption)</p>"
    let html: Markup = """
      <div class="book-table" id="\(cell.id)">\(problem(cell))\(facts(cell))\
      <div class="scroll" role="group" aria-label="\(label)">\(content ?? bare)</div>\
      <div class="controls">\(code(cell))\(provenance(cell))\(command(cell))</div></div>
      """
    return Block(html: html, preview: content ?? bare)
  }

  private func rows(of table: Table) -> Markup {
    let columns = table.columns
    let head = columns.map { column -> Markup in
      "<th scope=\"col\" class=\"\(column.alignment.rawValue)\">\(title(column.title))</th>"
    }.joined()
    let body = table.rows.map { row -> Markup in
      let entries = zip(row, columns).map { entry, column -> Markup in
        "<td class=\"\(column.alignment.rawValue)\">\(math(entry))</td>"
      }
      return "<tr>\(entries.joined())</tr>"
    }
    return "<thead><tr>\(head)</tr></thead><tbody>\(body.joined())</tbody>"
  }

  /// A title that is nothing but a formula gets a text for those who hear it.
  private func title(_ text: String) -> Markup {
    let isFormula = MathText(text).pieces.allSatisfy { if case .formula = $0 { true } else { false } }
    guard isFormula, !text.isEmpty else { return math(text) }
    return """
      <span aria-hidden="true">\(math(text))</span><span class="visually-hidden">\(plainText(text))</span>
      """
  }

  func math(_ text: String) -> Markup { context.mathematics.markup(text) }
}
