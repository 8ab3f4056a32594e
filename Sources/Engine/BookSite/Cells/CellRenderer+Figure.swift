import BookEvaluation
import BookStore
import ChapterSyntax
import Foundation

extension CellRenderer {
  func figure(_ cell: Cell, source: Markup, _ caption: Markup, _ target: Target?) -> Block {
    let label = target?.name ?? cell.id
    let files = outcome(of: cell)?.value?.figure
    let image = files.map { picture(cell, $0) }
    // What would shrink by a fifth or more within the text reaches into the margin, where there is one.
    let width: Markup = (files?.width ?? 0) > 700 ? " wide" : ""
    let captionText: Markup = """
      <figcaption><a class="label" href="#\(cell.id)">\(label).</a> \(caption)</figcaption>
      """
    let enlarge: Markup? =
      image == nil
      ? nil
      : "<button type=\"button\" class=\"enlarge\" hidden aria-label=\"Enlarge \(label)\">Enlarge</button>"
    let html: Markup = """
      <figure class="book-figure\(width)" id="\(cell.id)">\(problem(cell))\
      <div class="figure-image">\(image)\(enlarge)</div>\(captionText)\(source)</figure>
      """
    return Block(html: html, preview: "<div class=\"figure-image\">\(image)</div><p>\(label). \(caption)</p>")
  }

  private func picture(_ cell: Cell, _ files: Figure) -> Markup {
    let name = SiteFiles.figureName(of: cell.id)
    let alt = cell["alt"] ?? ""
    return """
      <img class="on-light" src="figures/\(name).png" width="\(files.width)" height="\(files.height)" \
      alt="\(alt)"><img class="on-dark" src="figures/\(name)-dark.png" width="\(files.width)" \
      height="\(files.height)" alt="\(alt)" loading="lazy">
      """
  }

  /// The figure's numbers: a link to all of them, and the first rows.
  func data(_ cell: Cell) -> Markup? {
    guard let files = outcome(of: cell)?.value?.figure, let bytes = try? files.csv.load() else { return nil }
    let rows = CSVRows(String(decoding: bytes, as: UTF8.self))
    let name = SiteFiles.figureName(of: cell.id)
    let shown = rows.rows.prefix(6)
    let head = rows.header.map { title -> Markup in "<th scope=\"col\">\(title)</th>" }.joined()
    let body = shown.map { row -> Markup in
      "<tr>\(row.map { entry -> Markup in "<td>\(Format.excerpt(entry))</td>" }.joined())</tr>"
    }.joined()
    let count =
      rows.rows.count > shown.count ? "the first \(shown.count) of \(rows.rows.count) rows" : "all rows"
    return panel(
      "data", "Data",
      """
      <p><a href="figures/\(name).csv" download>\(name).csv</a>, \(count):</p>\
      <div class="scroll" role="group" aria-label="Data of \(cell.id)">\
      <table class="booktabs small"><thead><tr>\(head)</tr></thead><tbody>\(body)</tbody></table></div>
      """)
  }
}

/// A CSV file as our plots write it: a header, commas, quotes where needed.
struct CSVRows {
  var header: [String] = []
  var rows: [[String]] = []

  init(_ text: String) {
    var records: [[String]] = []
    var record: [String] = []
    var field = ""
    var isQuoted = false
    for character in text {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted:
        record.append(field)
        field = ""
      case "\n" where !isQuoted, "\r\n" where !isQuoted:
        records.append(record + [field])
        record = []
        field = ""
      default: field.append(character)
      }
    }
    if !field.isEmpty || !record.isEmpty { records.append(record + [field]) }
    header = records.first ?? []
    rows = Array(records.dropFirst())
  }
}
