import ChapterSyntax
import Diagnostics
import Digests
import Foundation

/// Walks a chapter line by line and hands its paragraphs to ``InlineScanner``.
struct ChapterScanner {
  private(set) var scanned: ScannedChapter
  let text: ScalarLines
  private let cells: [Int: Cell]
  let inlineValues: [SourceLocation: Cell]
  private var line = 0
  private var output: [String] = []
  private var counters: [Target.Kind: Int] = [:]
  private var sections: [Int] = [0, 0, 0, 0, 0, 0, 0]
  private var slugs: Set<String> = []
  private var hasTitle = false
  private let headingShift: Int

  /// - Parameter place: of the chapter in the book, from 1.
  static func scan(_ chapter: Chapter, place: Int) -> ScannedChapter {
    var scanner = ChapterScanner(chapter, place: place)
    scanner.scanLines()
    return scanner.scanned
  }

  private init(_ chapter: Chapter, place: Int) {
    text = ScalarLines(chapter.text, file: chapter.path)
    let number = Int(chapter.name.prefix { $0.isASCII && $0.isNumber }) ?? place
    scanned = ScannedChapter(
      chapter: chapter, number: number,
      page: number == 0 && place == 1 ? "index.html" : SiteFiles.figureName(of: chapter.name) + ".html",
      tokenPrefix: "zq" + SHA256.hex(chapter.text).prefix(16) + "n")
    cells = Dictionary(
      chapter.cells.filter { $0.kind != .inline }.map { ($0.lines.lowerBound - 1, $0) },
      uniquingKeysWith: { first, _ in first })
    inlineValues = Dictionary(
      chapter.cells.filter { $0.kind == .inline }.map { ($0.location, $0) },
      uniquingKeysWith: { first, _ in first })
    headingShift = Self.topHeadings(in: text, cells: cells) > 1 ? 1 : 0
  }

  /// How many headings of level 1 there are; comments in code are none.
  private static func topHeadings(in text: ScalarLines, cells: [Int: Cell]) -> Int {
    var count = 0
    var line = 0
    while line < text.lines.count {
      if let cell = cells[line] {
        line = max(line + 1, cell.lines.upperBound)
      } else if let fence = Fence(text.lines[line]) {
        repeat { line += 1 } while line < text.lines.count && !fence.isClosed(by: text.lines[line])
        line += 1
      } else {
        if Heading(text.lines[line])?.level == 1 { count += 1 }
        line += 1
      }
    }
    return count
  }

  private mutating func scanLines() {
    scanned.targets.append(
      target(.chapter, id: scanned.chapter.name, label: "Chapter", number: chapterNumber, at: 0))
    skipHeader()
    while line < text.lines.count {
      if let cell = cells[line] {
        emit(cell)
      } else if let fence = Fence(text.lines[line]) {
        copy(through: fence)
      } else if text.isBlank(line) {
        output.append("")
        line += 1
      } else if let heading = Heading(text.lines[line]) {
        emit(heading)
      } else if let division = TheoremOpening(text.lines[line]) {
        emit(division)
      } else {
        emitParagraph()
      }
    }
    if !hasTitle { emitTitle(scanned.chapter.title) }
    scanned.markdown = output.joined(separator: "\n") + "\n"
  }

  private var chapterNumber: String { scanned.number == 0 ? "" : String(scanned.number) }

  /// The YAML header is for the parser of chapters; pandoc does not get it.
  private mutating func skipHeader() {
    guard text.line(0) == "---" else { return }
    for end in text.lines.indices.dropFirst() where ["---", "..."].contains(text.line(end)) {
      line = end + 1
      return
    }
  }

  // MARK: - Blocks

  private mutating func copy(through fence: Fence) {
    output.append(text.line(line))
    line += 1
    while line < text.lines.count {
      let closes = fence.isClosed(by: text.lines[line])
      output.append(text.line(line))
      line += 1
      if closes { return }
    }
  }

  private mutating func emitParagraph() {
    let start = line
    repeat { line += 1 } while line < text.lines.count && !startsBlock(line)
    output.append(inline(lines: start..<line))
  }

  private func startsBlock(_ line: Int) -> Bool {
    cells[line] != nil || text.isBlank(line) || Fence(text.lines[line]) != nil
      || text.line(line).trimmingPrefix(while: \.isWhitespace).hasPrefix(":::")
  }

  /// A division that holds the caption (a claim's statement), to be replaced by the cell's HTML.
  private mutating func emit(_ cell: Cell) {
    if let target = target(for: cell) { scanned.targets.append(target) }
    let indentation = String(text.line(line).prefix { $0 == " " || $0 == ">" })
    let caption = captionLines(of: cell)
    output.append(indentation.contains(">") ? indentation : "")
    output.append(indentation + "::: {#\(add(.cell(cell)))}")
    if let caption {
      output.append(indentation + caption)
    } else {
      output.append(indentation)
    }
    output.append(indentation + ":::")
    output.append(indentation.contains(">") ? indentation : "")
    line = max(line + 1, min(cell.lines.upperBound, text.lines.count))
  }

  /// The caption with its tokens: from the paragraph after the fence, or from an attribute.
  private mutating func captionLines(of cell: Cell) -> String? {
    guard let caption = cell.caption ?? cell["statement"] else { return nil }
    let attribute = cell.attributes.first { $0.value == caption }
    var location = attribute?.location ?? cell.location
    if attribute == nil {
      let first = cell.lines.clamped(to: 1...text.lines.count).last {
        text.line($0 - 1).trimmingPrefix(while: \.isWhitespace).hasPrefix(":")
      }
      location = SourceLocation(file: cell.location.file, line: first ?? cell.location.line, column: 1)
    }
    let flat = caption.split(whereSeparator: \.isNewline).joined(separator: " ")
    return inline(Array(flat.unicodeScalars)) { _ in location }
  }

  private mutating func emit(_ heading: Heading) {
    let source = line
    line += 1
    let text = text
    let body = inline(
      Array(text.lines[source][heading.text]),
      location: { text.location(line: source, column: heading.text.lowerBound + $0) })
    let title = plainText(String(String.UnicodeScalarView(text.lines[source][heading.text])))
    if heading.level == 1, !hasTitle {
      hasTitle = true
      if let id = heading.id {
        addTarget(.section, id: id, label: "Chapter", number: chapterNumber, title, source)
      }
      emitTitle(body)
      return
    }
    let level = min(6, max(2, heading.level + headingShift))
    let number = heading.isUnnumbered ? "" : sectionNumber(level: level)
    let id = unique(heading.id ?? slug(title))
    addTarget(.section, id: id, label: "Section", number: number, title, source)
    output.append("\(String(repeating: "#", count: level)) \(body) {#\(id)}")
    output.append("")
  }

  private mutating func emitTitle(_ markdown: String) {
    output.append("\n::: {#\(add(.title))}\n\(markdown)\n:::\n")
  }

  private mutating func emit(_ opening: TheoremOpening) {
    let source = line
    line += 1
    output.append("")
    output.append("::: {.\(opening.kind) .theorem-like\(opening.id.map { " #" + $0 } ?? "")}")
    let isProof = opening.kind == "proof"
    let head = target(
      .theorem, id: opening.id ?? "", label: opening.kind.capitalized,
      number: isProof ? "" : "\(scanned.number).\(next(.theorem))", title: plainText(opening.name ?? ""),
      at: source)
    if opening.id != nil { scanned.targets.append(head) }
    var begin = add(.theoremHead(head))
    if let name = opening.name {
      let place = text.location(line: source, column: 0)
      let markdown = inline(Array(name.unicodeScalars)) { _ in place }
      begin += " [(\(markdown))]{.theorem-name}"
    }
    while line < text.lines.count, text.isBlank(line) { line += 1 }
    let beginsParagraph =
      line < text.lines.count && cells[line] == nil && Fence(text.lines[line]) == nil
      && !"#>|:*-+0123456789".unicodeScalars.contains(text.lines[line].first { $0 != " " } ?? "#")
    if beginsParagraph {
      let start = line
      repeat { line += 1 } while line < text.lines.count && !startsBlock(line)
      output.append(begin + " " + inline(lines: start..<line))
    } else {
      output.append(begin + "\n")
    }
  }

  // MARK: - Numbers and names

  private mutating func next(_ kind: Target.Kind) -> Int {
    counters[kind, default: 0] += 1
    return counters[kind, default: 0]
  }

  private mutating func sectionNumber(level: Int) -> String {
    sections[level] += 1
    for deeper in sections.indices.dropFirst(level + 1) { sections[deeper] = 0 }
    guard scanned.number > 0, level <= 3 else { return "" }
    return ([scanned.number] + sections[2...level]).map(String.init).joined(separator: ".")
  }

  private mutating func target(for cell: Cell) -> Target? {
    let number = { (kind: Target.Kind, scanner: inout Self) in
      "\(scanner.scanned.number).\(scanner.next(kind))"
    }
    switch cell.kind {
    case .figure:
      return target(.figure, id: cell.id, label: "Figure", number: number(.figure, &self), at: line)
    case .table:
      return target(.table, id: cell.id, label: "Table", number: number(.table, &self), at: line)
    case .claim: return target(.claim, id: cell.id, label: "Claim", number: cell.id, at: line)
    case .result:
      return target(.cell, id: cell.id, label: "Result", number: "", title: cell.id, at: line)
    case .setup, .swift, .inline: return nil
    }
  }

  private func target(
    _ kind: Target.Kind, id: String, label: String, number: String, title: String = "", at line: Int
  ) -> Target {
    Target(
      kind: kind, id: id, label: label, number: number,
      title: kind == .chapter ? plainText(scanned.chapter.title) : title, page: scanned.page,
      location: text.location(line: line, column: 0))
  }

  private mutating func addTarget(
    _ kind: Target.Kind, id: String, label: String, number: String, _ title: String, _ line: Int
  ) {
    scanned.targets.append(target(kind, id: id, label: label, number: number, title: title, at: line))
  }

  private mutating func unique(_ slug: String) -> String {
    var candidate = slug
    var suffix = 2
    while !slugs.insert(candidate).inserted {
      candidate = "\(slug)-\(suffix)"
      suffix += 1
    }
    return candidate
  }

  // MARK: - What inline scanning adds

  mutating func add(_ placeholder: Placeholder) -> String {
    scanned.placeholders.append(placeholder)
    return scanned.token(scanned.placeholders.count - 1)
  }

  mutating func cite(_ key: String, at location: SourceLocation) {
    scanned.citations.append(Citation(key: key, location: location))
  }

  mutating func report(_ diagnostic: Diagnostic) { scanned.diagnostics.append(diagnostic) }

  /// A displayed equation's target, numbered in the chapter.
  mutating func equation(id: String, at location: SourceLocation) -> Target {
    let target = Target(
      kind: .equation, id: id, label: "Equation", number: "\(scanned.number).\(next(.equation))",
      title: "", page: scanned.page, location: location)
    scanned.targets.append(target)
    return target
  }

  /// The number of a Markdown table with an id.
  mutating func markdownTable(id: String, at location: SourceLocation) -> Target {
    let target = Target(
      kind: .table, id: id, label: "Table", number: "\(scanned.number).\(next(.table))", title: "",
      page: scanned.page, location: location)
    scanned.targets.append(target)
    return target
  }
}
