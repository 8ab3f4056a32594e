import Support

/// Finds the cells of a chapter, line by line; time is linear in the chapter's length.
struct ChapterParser {
  let name: String
  let text: SourceText
  private(set) var title: String?
  private(set) var cells: [Cell] = []
  private(set) var diagnostics: [Diagnostic] = []

  /// The line to read next, and where on it.
  private var line = 0
  private var offset = 0
  /// Whether the lines that follow, if indented, belong to a list item or footnote.
  private var isInList = false
  private var counts: [CellKind: Int] = [:]
  private var inline: InlineScanner

  init(text: String, path: String) {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    name = file.hasSuffix(".md") ? String(file.dropLast(3)) : file
    self.text = SourceText(text, startingAt: SourceLocation(file: path, line: 1))
    inline = InlineScanner(self.text)
  }

  mutating func parse() {
    if let header = Header(text) {
      title = header.title
      go(toLine: header.lineCount)
    } else {
      go(toLine: 0)
    }
    while line < text.lines.count { readBlock() }
  }

  private var rest: Range<Int> {
    let whole = text.lines[line]
    return min(max(offset, whole.lowerBound), whole.upperBound)..<whole.upperBound
  }

  private mutating func go(toLine next: Int) {
    line = next
    offset = next < text.lines.count ? text.lines[next].lowerBound : text.bytes.count
  }

  private mutating func readBlock() {
    let indentation = Indentation(text, line: rest)
    if indentation.isWholeLine { return go(toLine: line + 1) }
    if let deep = text.markers(in: rest, after: DeepNesting.levels) {
      diagnostics.append(DeepNesting.levels(at: deep, in: text))
      return go(toLine: text.lines.count)
    }
    if let fence = Fence(text, line: rest) {
      if indentation.width <= 3 || isInList { return readFence(fence) }
    }
    if indentation.width >= 4, !isInList { return go(toLine: line + 1) }
    if indentation.width == 0 { isInList = false }
    if let marker = listMarker() {
      isInList = true
      let item = marker..<rest.upperBound
      if let fence = Fence(text, line: item) { return readFence(fence) }
    }
    readParagraph()
  }

  /// Where the text of a list item or footnote begins, if the line starts one.
  private func listMarker() -> Int? {
    let bytes = text.bytes
    guard let first = rest.first(where: { !bytes[$0].isBlank }) else { return nil }
    var end = first
    if "-*+:~".utf8.contains(bytes[first]) {
      end = first + 1
    } else {
      let limit = min(first + 40, rest.upperBound)
      if bytes[first] == UInt8(ascii: "[") {
        guard let close = bytes[first..<limit].firstIndex(of: UInt8(ascii: "]")), first + 1 < close,
          bytes[first + 1] == UInt8(ascii: "^"), close + 1 < limit, bytes[close + 1] == UInt8(ascii: ":")
        else { return nil }
        end = close + 2
      } else {
        if bytes[end] == UInt8(ascii: "(") { end += 1 }
        let label = end
        while end < limit, bytes[end].isDigit || bytes[end].isLetter || "#@".utf8.contains(bytes[end]) {
          end += 1
        }
        guard end > label, end - label <= 4, end < limit, ".)".utf8.contains(bytes[end]) else { return nil }
        end += 1
      }
    }
    guard end < rest.upperBound, bytes[end].isBlank else { return nil }
    return end
  }

  // MARK: Prose

  /// Reads lines up to a blank one or a fence, and the inline values in them.
  private mutating func readParagraph() {
    let start = rest.lowerBound
    if title == nil { title = heading() }
    var last = line
    if !isSingleLine {
      while last + 1 < text.lines.count, !endsParagraph(text.lines[last + 1]) { last += 1 }
    }
    let end = text.lines[last].upperBound
    let reached = inline.scan(start..<end)
    addInlineValues()
    if reached > end {
      line = text.lineIndex(at: reached)
      offset = reached
      if rest.isEmpty { go(toLine: line + 1) }
    } else {
      go(toLine: last + 1)
    }
  }

  /// Whether the line is a heading or a rule, to which the next one does not belong.
  private var isSingleLine: Bool {
    let bytes = text.bytes[rest].filter { !$0.isBlankOrLineEnd }
    guard let first = bytes.first else { return true }
    if "-*_".utf8.contains(first) { return bytes.count >= 3 && bytes.allSatisfy { $0 == first } }
    return first == UInt8(ascii: "#") && Header.atxTitle(text.string(rest)) != nil
  }

  private func endsParagraph(_ line: Range<Int>) -> Bool {
    let indentation = Indentation(text, line: line)
    if indentation.isWholeLine { return true }
    guard let fence = Fence(text, line: line) else { return false }
    return fence.character == .backtick || AttributeList.isSwift(fence, in: text)
  }

  private mutating func addInlineValues() {
    for code in inline.takeCodes() {
      let id = nextID(.inline)
      cells.append(code.cell(id: id, text: text))
    }
    diagnostics += inline.takeDiagnostics()
  }

  private func heading() -> String? {
    let bytes = text.bytes
    if line + 1 < text.lines.count {
      let under = text.lines[line + 1]
      if !under.isEmpty, let sign = bytes[under].first, sign == UInt8(ascii: "=") || sign == .dash,
        bytes[under].allSatisfy({ $0 == sign })
      {
        return text.string(rest).trimmed
      }
    }
    return Header.atxTitle(text.string(rest))
  }

  // MARK: Fences

  private mutating func readFence(_ fence: Fence) {
    let opening = line
    let block: FencedBlock
    do throws(AttributeScanner.Failure) {
      block = try FencedBlock(fence, in: text)
    } catch {
      block = FencedBlock(fence: fence)
      if AttributeList.isSwift(fence, in: text) {
        diagnostics.append(InvalidAttribute.unreadable(error, in: text))
      }
    }
    let bodyStart = text.lineIndex(at: block.infoEnd) + 1
    var closing = bodyStart
    while closing < text.lines.count, !fence.isClosed(by: text.lines[closing], of: text) {
      if block.kind != nil, let inner = Fence(text, line: text.lines[closing]),
        inner.character == fence.character, inner.length >= fence.length,
        AttributeList.isSwift(inner, in: text)
      {
        diagnostics.append(UnterminatedFence.diagnostic(fence, in: text, before: closing))
        return go(toLine: closing)
      }
      closing += 1
    }
    guard closing < text.lines.count else {
      diagnostics.append(UnterminatedFence.diagnostic(fence, in: text))
      return go(toLine: text.lines.count)
    }
    go(toLine: closing + 1)
    diagnostics += FenceRules.diagnose(block, opening: opening, in: text)
    guard fence.indentation <= 3, text.lines[opening].lowerBound + fence.indentation == fence.offset,
      let kind = block.kind
    else { return }
    let body =
      bodyStart < closing
      ? text.lines[bodyStart].lowerBound..<text.lines[closing].lowerBound : block.infoEnd..<block.infoEnd
    addCell(kind, block, lines: opening...closing, body: body)
  }

  private mutating func addCell(
    _ kind: CellKind, _ block: FencedBlock, lines: ClosedRange<Int>, body: Range<Int>
  ) {
    let caption = captionAfter(line: lines.upperBound)
    let last = caption?.lines.upperBound ?? lines.upperBound
    let id = block.list.ids.first
    let bodyLine = text.lineIndex(at: block.infoEnd) + 2
    let location = text.location(at: block.fence.offset)
    cells.append(
      Cell(
        kind: kind, id: id?.text ?? nextID(kind), attributes: block.list.attributes, body: text.string(body),
        location: location,
        bodyLocation: SourceLocation(file: location.file, line: bodyLine),
        caption: caption?.text ?? block.list.attributes.first { $0.name == "caption" }?.value,
        lines: (lines.lowerBound + 1)...(last + 1), idLocation: id?.location))
    if let caption {
      let range = text.lines[caption.lines.lowerBound].lowerBound..<text.lines[last].upperBound
      _ = inline.scan(range)
      addInlineValues()
      go(toLine: last + 1)
    }
  }

  private func captionAfter(line closing: Int) -> (text: String, lines: ClosedRange<Int>)? {
    var first = closing + 1
    if first < text.lines.count, Indentation(text, line: text.lines[first]).isWholeLine { first += 1 }
    guard first < text.lines.count else { return nil }
    let opening = text.string(text.lines[first]).trimmed
    guard opening.hasPrefix(": "), Indentation(text, line: text.lines[first]).width <= 3 else { return nil }
    var last = first
    while last + 1 < text.lines.count, !endsParagraph(text.lines[last + 1]) { last += 1 }
    var parts = [String(opening.dropFirst(2)).trimmed]
    for index in (first + 1)..<(last + 1) { parts.append(text.string(text.lines[index]).trimmed) }
    return (parts.joined(separator: "\n"), first...last)
  }

  private mutating func nextID(_ kind: CellKind) -> String {
    counts[kind, default: 0] += 1
    return "\(name)-\(kind.rawValue)-\(counts[kind, default: 0])"
  }
}

extension String {
  /// Without the spaces, tabs and line ends at both ends.
  var trimmed: String {
    let view = unicodeScalars
    guard let first = view.firstIndex(where: { !$0.isMarkdownSpace }),
      let last = view.lastIndex(where: { !$0.isMarkdownSpace })
    else { return "" }
    return String(view[first...last])
  }
}

extension Unicode.Scalar {
  fileprivate var isMarkdownSpace: Bool { self == " " || self == "\t" || self == "\r" || self == "\n" }
}

extension UInt8 {
  fileprivate static let dash = UInt8(ascii: "-")
}
