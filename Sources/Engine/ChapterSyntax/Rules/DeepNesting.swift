import Support

/// pandoc tries every way to read brackets that are open, so each one more takes it two to three times as long; and
/// what lies deep in quotations and lists takes the square of its depth.
enum DeepNesting {
  static let id = "deep-nesting"
  /// With six, a paragraph takes pandoc a second; with twelve, minutes and gigabytes.
  static let brackets = 6
  /// As many as a page can show.
  static let levels = 40

  static func brackets(at offset: Int, in text: SourceText) -> Diagnostic {
    Diagnostic(
      id: id, message: "more than \(brackets) brackets are open here at a time",
      at: text.location(at: offset),
      fix: "close them, or write `\\[` for the sign itself")
  }

  static func levels(at offset: Int, in text: SourceText) -> Diagnostic {
    Diagnostic(
      id: id, message: "this is nested too deeply", at: text.location(at: offset),
      fix: "write it in at most \(levels) levels")
  }
}

/// The brackets that are open in a paragraph, outside of code, comments and mathematics.
struct OpenBrackets {
  private var open: [Int] = []
  private var isReported = false

  /// - Returns: whether this is one too many, for the first time.
  mutating func add(_ offset: Int) -> Bool {
    open.append(offset)
    guard !isReported, open.count > DeepNesting.brackets else { return false }
    isReported = true
    return true
  }

  mutating func close() { _ = open.popLast() }

  /// Items of lists and rows of tables are texts of their own.
  mutating func beginLine() { open = [] }
}

extension SourceText {
  /// Where the mathematics ends that begins with the dollar at `start`, by pandoc's rule; nil where none does.
  func endOfMathematics(at start: Int, before end: Int) -> Int? {
    let dollar = UInt8(ascii: "$")
    let isDisplay = start + 1 < end && bytes[start + 1] == dollar
    var position = start + (isDisplay ? 2 : 1)
    guard position < end, isDisplay || !bytes[position].isBlankOrLineEnd else { return nil }
    while position < end {
      if bytes[position] == .backslash {
        position += 2
      } else if bytes[position] != dollar {
        position += 1
      } else if isDisplay {
        if position + 1 < end, bytes[position + 1] == dollar { return position + 2 }
        position += 1
      } else {
        let closes =
          !bytes[position - 1].isBlankOrLineEnd && !(position + 1 < end && bytes[position + 1].isDigit)
        return closes ? position + 1 : nil
      }
    }
    return nil
  }

  /// Where the marker of a quotation or of a list stands that has `count` of them before it in `line`.
  func markers(in line: Range<Int>, after count: Int) -> Int? {
    guard !isRule(line) else { return nil }
    var found = 0
    var position = line.lowerBound
    while position < line.upperBound {
      let start = position
      if bytes[position].isBlank {
        position += 1
        continue
      }
      if bytes[position] == UInt8(ascii: ">") {
        position += 1
      } else {
        while position < line.upperBound, bytes[position].isDigit { position += 1 }
        let isNumber = position > start
        guard position < line.upperBound, (isNumber ? ".)" : "-*+").utf8.contains(bytes[position]),
          position + 1 < line.upperBound, bytes[position + 1].isBlank
        else { return nil }
        position += 1
      }
      found += 1
      if found > count { return start }
    }
    return nil
  }

  /// Whether the line is a rule, such as `- - -`.
  private func isRule(_ line: Range<Int>) -> Bool {
    guard let first = bytes[line].first(where: { !$0.isBlank }), "-*_".utf8.contains(first) else {
      return false
    }
    return bytes[line].allSatisfy { $0 == first || $0.isBlankOrLineEnd }
  }
}
