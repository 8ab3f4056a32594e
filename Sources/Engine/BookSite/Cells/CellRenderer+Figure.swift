import BookEvaluation
import BookStore
import ChapterSyntax
import Foundation

extension CellRenderer {
  func figure(_ cell: Cell, source: Markup, _ caption: Markup, _ target: Target?) -> Block {
    let label = target?.name ?? cell.id
    let files = outcome(of: cell)?.value?.figure
    let image = files.map { picture(cell, $0, label) }
    // What would shrink by a fifth or more within the text reaches into the margin, where there is one.
    let width: Markup = (files?.width ?? 0) > 700 ? " wide" : ""
    let captionText: Markup = """
      <figcaption><a class="label" href="#\(cell.id)">\(label).</a> \(caption)</figcaption>
      """
    let html: Markup = """
      <figure class="book-figure\(width)" id="\(cell.id)">\(problem(cell))\
      \(image?.whole ?? "<div class=\"figure-image\"></div>")\(captionText)\(source)</figure>
      """
    let shown = image?.alone ?? "<div class=\"figure-image\"></div>"
    return Block(html: html, preview: "\(shown)<p>\(label). \(caption)</p>")
  }

  /// The picture alone, and with what one can do with it.
  private func picture(_ cell: Cell, _ files: Figure, _ label: String) -> (alone: Markup, whole: Markup) {
    let name = SiteFiles.figureName(of: cell.id)
    let alt = cell["alt"] ?? ""
    let frames = FrameNames(of: files)
    let images: Markup = """
      <img class="on-light" src="figures/\(name).png" width="\(files.width)" height="\(files.height)" \
      alt="\(alt)"><img class="on-dark" src="figures/\(name)-dark.png" width="\(files.width)" \
      height="\(files.height)" alt="\(alt)" loading="lazy">
      """
    let window = frames.map { $0.window(around: images, of: files) } ?? images
    let places: Markup? = files.places.map { _ in " data-places=\"\(name)\" data-label=\"\(label)\"" }
    let alone: Markup = "<div class=\"figure-image\"\(places)>\(window)</div>"
    let whole: Markup = """
      <div class="figure-image"\(places)>\(window)\
      <button type="button" class="enlarge" hidden aria-label="Enlarge \(label)">Enlarge</button></div>\
      \(frames?.choice(of: label))
      """
    return (alone, whole)
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

/// The names of the frames that one steps through, from above; without scripts they stand below each other.
private struct FrameNames: Decodable {
  var frames: [String]

  init?(of figure: Figure) {
    guard let bytes = try? figure.places?.load(),
      let names = try? JSONDecoder().decode(Self.self, from: bytes)
    else { return nil }
    self = names
  }

  /// Where one frame can be seen at a time.
  func window(around images: Markup, of figure: Figure) -> Markup {
    let ratio = String(format: "%.4f", Double(figure.width * frames.count) / Double(figure.height))
    return """
      <div class="frame-window" style="--frames:\(String(frames.count));--ratio:\(ratio);\
      --width:\(String(figure.width))px">\(images)</div>
      """
  }

  func choice(of label: String) -> Markup {
    let names = (try? JSONEncoder().encode(frames)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    return """
      <div class="frame-choice" hidden><input type="range" class="frames" min="0" max="\(String(frames.count - 1))" \
      value="0" aria-label="Frame of \(label)" data-names="\(names)"><output></output></div>
      """
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
