import Support

/// Finds code spans with `{.swift}` in a paragraph, passing over escapes, comments and other code.
struct InlineScanner {
  /// A code span that is an inline value.
  struct Code {
    var span: Range<Int>
    var content: Range<Int>
    var list: AttributeList

    func cell(id: String, text: SourceText) -> Cell {
      let location = text.location(at: span.lowerBound)
      let lastLine = text.location(at: span.upperBound).line
      return Cell(
        kind: .inline, id: list.ids.first?.text ?? id, attributes: list.attributes,
        body: text.string(content), location: location,
        bodyLocation: text.location(at: content.lowerBound), caption: nil,
        lines: location.line...max(location.line, lastLine), idLocation: list.ids.first?.location)
    }
  }

  private let text: SourceText
  private var codes: [Code] = []
  private var diagnostics: [Diagnostic] = []
  /// Set once no `-->` follows, so that it is not looked for again.
  private var hasNoMoreComments = false

  init(_ text: SourceText) { self.text = text }

  mutating func takeCodes() -> [Code] {
    defer { codes = [] }
    return codes
  }

  mutating func takeDiagnostics() -> [Diagnostic] {
    defer { diagnostics = [] }
    return diagnostics
  }

  /// Reads `range`.
  /// - Returns: where reading stopped: the range's end, or the end of a comment that goes beyond it.
  mutating func scan(_ range: Range<Int>) -> Int {
    let bytes = text.bytes
    let runs = BacktickRuns(bytes, in: range)
    var brackets = OpenBrackets()
    /// No mathematics begins before this offset: its end was looked for and not found.
    var noMathematicsBefore = range.lowerBound
    var position = range.lowerBound
    while position < range.upperBound {
      switch bytes[position] {
      case .backslash:
        position = min(position + 2, range.upperBound)
      case .backtick:
        let end = bytes[position..<range.upperBound].firstIndex { $0 != .backtick } ?? range.upperBound
        // As pandoc does: a run that nothing closes is tried again without its first backtick.
        var closing = runs.next(length: end - position, from: end)
        while closing == nil, position + 1 < end {
          position += 1
          closing = runs.next(length: end - position, from: end)
        }
        guard let closing else {
          position = end
          continue
        }
        position = readCode(position, content: end..<closing, length: end - position)
      case UInt8(ascii: "<"):
        position = endOfComment(at: position) ?? position + 1
      case UInt8(ascii: "$") where position >= noMathematicsBefore:
        let end = text.endOfMathematics(at: position, before: range.upperBound)
        if end == nil, position + 1 < range.upperBound, bytes[position + 1] == UInt8(ascii: "$") {
          noMathematicsBefore = range.upperBound
        }
        position = end ?? position + 1
      case UInt8(ascii: "["):
        if brackets.add(position) { diagnostics.append(DeepNesting.brackets(at: position, in: text)) }
        position += 1
      case UInt8(ascii: "]"):
        brackets.close()
        position += 1
      case .newline:
        position += 1
        let next = bytes[position..<range.upperBound].first { !$0.isBlank }
        if let next, next.isDigit || "-*+|".utf8.contains(next) { brackets.beginLine() }
      default:
        position += 1
      }
    }
    return position
  }

  private mutating func readCode(_ start: Int, content: Range<Int>, length: Int) -> Int {
    let end = content.upperBound + length
    guard end < text.bytes.count, text.bytes[end] == UInt8(ascii: "{") else { return end }
    var scanner = AttributeScanner(text, at: end)
    do throws(AttributeScanner.Failure) {
      let list = try scanner.scan()
      guard list.has("swift") else { return scanner.position }
      diagnostics += FenceRules.diagnose(inline: list)
      codes.append(Code(span: start..<scanner.position, content: trimmed(content), list: list))
      return scanner.position
    } catch {
      if text.bytes[end...].prefix(7).elementsEqual("{.swift".utf8) {
        diagnostics.append(InvalidAttribute.unreadable(error, in: text))
      }
      return end
    }
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    guard let first = range.first(where: { !text.bytes[$0].isBlankOrLineEnd }),
      let last = range.last(where: { !text.bytes[$0].isBlankOrLineEnd })
    else { return range.lowerBound..<range.lowerBound }
    return first..<(last + 1)
  }

  private mutating func endOfComment(at start: Int) -> Int? {
    let bytes = text.bytes
    guard !hasNoMoreComments, bytes[start...].prefix(4).elementsEqual("<!--".utf8) else { return nil }
    var position = start + 4
    while position + 2 < bytes.count {
      if bytes[position] == UInt8(ascii: "-"), bytes[position + 1] == UInt8(ascii: "-"),
        bytes[position + 2] == UInt8(ascii: ">")
      {
        return position + 3
      }
      position += 1
    }
    hasNoMoreComments = true
    return nil
  }
}

/// The runs of backticks in a range, by length.
private struct BacktickRuns {
  private var starts: [Int: [Int]] = [:]

  init(_ bytes: [UInt8], in range: Range<Int>) {
    var position = range.lowerBound
    while position < range.upperBound {
      guard bytes[position] == .backtick else {
        position += 1
        continue
      }
      let start = position
      while position < range.upperBound, bytes[position] == .backtick { position += 1 }
      starts[position - start, default: []].append(start)
    }
  }

  /// The start of the first run of `length` backticks at or after `offset`.
  func next(length: Int, from offset: Int) -> Int? {
    guard let candidates = starts[length] else { return nil }
    var low = 0
    var high = candidates.count
    while low < high {
      let middle = (low + high) / 2
      if candidates[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return low < candidates.count ? candidates[low] : nil
  }
}
