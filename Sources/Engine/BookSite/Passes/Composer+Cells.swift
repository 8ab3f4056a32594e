import BookEvaluation
import BookStore
import ChapterSyntax

/// The cells that the book found in a chapter, to be found again in pandoc's tree.
struct CellQueue {
  private var waiting: [String: [Cell]] = [:]
  private var seen: Set<String> = []
  private let all: [Cell]

  init(_ cells: [Cell]) {
    all = cells
    for cell in cells {
      let id = cell.hasWrittenID ? cell.id : ""
      let name = Self.signature(kind: cell.kind, id: id, format: cell["format"], code: cell.body)
      waiting[name, default: []].append(cell)
    }
  }

  var unseen: [Cell] { all.filter { !seen.contains($0.id) } }

  /// The next cell with these attributes and this code. The last one may be there more often: a note is where
  /// it is referred to.
  mutating func take(_ attributes: Attributes, code: String, isInline: Bool) -> Cell? {
    let kinds = attributes.classes.filter { $0 != "swift" }
    guard let kind = isInline ? .inline : kinds.isEmpty ? .swift : CellKind(rawValue: kinds[0]) else {
      return nil
    }
    let name = Self.signature(kind: kind, id: attributes.id, format: attributes["format"], code: code)
    guard let cell = waiting[name]?.first else { return nil }
    if (waiting[name]?.count ?? 0) > 1 { waiting[name]?.removeFirst() }
    seen.insert(cell.id)
    return cell
  }

  /// White space may differ: pandoc takes indentation and line ends away.
  private static func signature(kind: CellKind, id: String, format: String?, code: String) -> String {
    let code = code.utf8.filter { !" \t\r\n".utf8.contains($0) }
    return
      "\(kind.rawValue)#\(id)#\(kind == .inline ? format ?? "" : "")#\(String(decoding: code, as: UTF8.self))"
  }
}

extension ChapterComposer {
  mutating func code(_ attributes: Attributes, _ text: String) -> Block {
    guard attributes.has("swift") else {
      addVerbatim(text, isBlock: true)
      addAnchor(attributes)
      return .code(attributes, text)
    }
    guard let cell = cells.take(attributes, code: text, isInline: false) else {
      addVerbatim(text, isBlock: true)
      if attributes.classes.count > 1 || !attributes.id.isEmpty || isWrittenAsCell(text) {
        reportMisplaced(at: place(ofCell: attributes))
      }
      return .code(attributes, text)
    }
    addTarget(of: cell)
    let caption = Manuscript.caption(of: cell).flatMap { pieces[$0] }
    return .cell(cell, caption: caption.map { inlines($0) })
  }

  mutating func inlineCode(_ attributes: Attributes, _ text: String) -> Inline {
    if attributes.has("swift") {
      if let cell = cells.take(attributes, code: text, isInline: true) { return .value(cell) }
      reportMisplaced(at: place(of: .text("`" + text)))
      return .code(attributes, text)
    }
    addVerbatim("`\(text)`", isBlock: false)
    addAnchor(attributes)
    return .code(attributes, text)
  }

  private mutating func addTarget(of cell: Cell) {
    let place = Place.known(cell.location)
    composed.outline.references += cell.placesOfChecks.map {
      ReferenceUse(id: $0.id, place: .known($0.location))
    }
    switch cell.kind {
    case .figure: addTarget(.figure, id: cell.id, label: "Figure", number: next(.figure), at: place)
    case .table: addTarget(.table, id: cell.id, label: "Table", number: next(.table), at: place)
    case .claim: addTarget(.claim, id: cell.id, label: "Claim", number: cell.id, at: place)
    case .result: addTarget(.cell, id: cell.id, label: "Result", number: "", title: cell.id, at: place)
    case .setup, .swift, .inline: break
    }
  }

  // MARK: - Cells that only one of the two readings has

  mutating func reportUnseen(_ cell: Cell) {
    report(
      "unseen-cell", "pandoc does not read this as \(cell.kind == .inline ? "an inline value" : "a cell")",
      at: .known(cell.location),
      fix: "Is it in a comment, in a note that nothing refers to, or behind something that is not closed?")
  }

  private mutating func reportMisplaced(at place: Place) {
    report(
      "misplaced-cell", "a cell stands where the book does not look for one", at: place,
      fix: "Put it at the left margin, outside of quotations, lists and notes.")
  }

  private mutating func place(ofCell attributes: Attributes) -> Place {
    place(
      of: attributes.id.isEmpty
        ? .text("{." + attributes.classes.joined(separator: " .")) : .label(attributes.id))
  }

  /// Whether braces stand above the code in the chapter, and not the language alone.
  private func isWrittenAsCell(_ code: String) -> Bool {
    guard let first = code.split(separator: "\n").first?.trimmed else { return false }
    let lines = outlined.chapter.text.split(separator: "\n", omittingEmptySubsequences: false)
    return zip(lines, lines.dropFirst()).contains { above, line in
      above.contains("{") && above.contains(".swift") && line.trimmed == first
        && !outlined.chapter.cells.contains { $0.body.contains(first) }
    }
  }
}

extension Substring {
  /// Without the white space and the marks of quotations around it.
  fileprivate var trimmed: Substring {
    let rest = drop { $0.isWhitespace || $0 == ">" }
    return rest.prefix(
      rest.lastIndex { !$0.isWhitespace }.map { rest.distance(from: rest.startIndex, to: $0) + 1 } ?? 0)
  }
}
