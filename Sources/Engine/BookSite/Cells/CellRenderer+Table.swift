import CellKit
import ChapterSyntax

extension CellRenderer {
  func table(_ cell: Cell, source: Markup, _ caption: Markup, _ target: Target?) -> Block {
    let label = target?.name ?? cell.id
    let table = typesetTable(of: cell)
    let content = table.map { table in
      """
      <table class="booktabs"><caption><a class="label" href="#\(cell.id)">\(label).</a> \(caption)</caption>\
      \(rows(of: table))</table>
      """ as Markup
    }
    let bare: Markup = "<p class=\"table-caption\"><span class=\"label\">\(label).</span> \(caption)</p>"
    // About what fits the measure; a wider table reaches into the margin, where there is one.
    let width: Markup = (table?.characters ?? 0) > 68 ? " wide" : ""
    let html: Markup = """
      <div class="book-table\(width)" id="\(cell.id)">\(problem(cell))\
      <div class="scroll" role="group" aria-label="\(label)">\(content ?? bare)</div>\(source)</div>
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

  /// The cell's table, in which numbers such as `2.6e-16` are formulas, in columns that are set to the right, and a dash alone is one of figures' width.
  func typesetTable(of cell: Cell) -> Table? {
    guard var table = value(of: cell, as: Table.self) else { return nil }
    table.rows = table.rows.map { row in
      zip(row, table.columns).map { $1.alignment == .trailing ? Self.typeset($0) : $0 }
    }
    return table
  }

  private static func typeset(_ entry: String) -> String {
    if entry == "-" { return "–" }
    guard entry.utf8.contains(UInt8(ascii: "e")), let number = entry.wholeMatch(of: scientific),
      let exponent = Int(number.2)
    else { return Format.withThinSpaces(entry) }
    return "$\(number.1) \\times 10^{\(exponent)}$"
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

extension Table {
  /// About how many characters its widest rows take, with the space between columns.
  fileprivate var characters: Int {
    columns.indices.map { column in
      let entries = rows.compactMap { $0.indices.contains(column) ? $0[column] : nil }
      return 2 + ([columns[column].title] + entries).map { MathText($0).characters }.reduce(0, max)
    }.reduce(0, +)
  }
}

extension MathText {
  /// About how many characters it takes: of a formula, its letters, digits and signs without the names of commands.
  fileprivate var characters: Int {
    pieces.map { piece in
      switch piece {
      case .text(let text): text.count
      case .formula(let formula):
        formula.tex.replacing(command, with: "x").count { !"{}^_ ".contains($0) }
      }
    }.reduce(0, +)
  }
}

private nonisolated(unsafe) let scientific = /(-?[0-9]+(?:\.[0-9]+)?)e([+-]?[0-9]+)/
private nonisolated(unsafe) let command = /\\[a-zA-Z]+ ?/
