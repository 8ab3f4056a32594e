import Diagnostics

/// The tokens of C or C++ source, so as to tell whether an edit changed more than comments and white space.
package struct CTokens: Hashable, Sendable {
  /// As written, spliced lines joined. A preprocessor line ends with a token of one LF, and the name that
  /// `#define` defines holds the bracket that follows it without white space.
  package var tokens: [String]

  /// Scans any text, in time linear in its length.
  package init(_ text: String) {
    var lexer = CLexer(text)
    lexer.scan()
    tokens = lexer.tokens
  }

  /// The tokens separated by U+001F.
  package var canonicalText: String { tokens.joined(separator: "\u{1F}") }
}

private struct CLexer {
  private let bytes: [UInt8]
  private var position = 0
  private var startsLine = true
  private var isDirective = false
  var tokens: [String] = []

  init(_ text: String) { bytes = Self.spliced(Array(text.utf8)) }

  /// Without carriage returns, and without line ends behind a backslash.
  private static func spliced(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for byte in bytes where byte != .carriageReturn {
      if byte == .newline, result.last == .backslash { result.removeLast() } else { result.append(byte) }
    }
    return result
  }

  private func byte(_ ahead: Int = 0) -> UInt8? {
    position + ahead < bytes.count ? bytes[position + ahead] : nil
  }

  private mutating func add(from start: Int) {
    tokens.append(String(decoding: bytes[start..<position], as: UTF8.self))
    startsLine = false
  }

  mutating func scan() {
    while let first = byte() {
      let start = position
      if first == .newline {
        if isDirective { tokens.append("\n") }
        isDirective = false
        startsLine = true
        position += 1
      } else if first.isBlank || first == 0x0B || first == 0x0C {
        position += 1
      } else if first == UInt8(ascii: "/"), let next = byte(1),
        next == UInt8(ascii: "/") || next == UInt8(ascii: "*")
      {
        skipComment(isBlock: next == UInt8(ascii: "*"))
      } else if first == .quote || first == UInt8(ascii: "'") {
        scanQuoted(first, from: start)
      } else if isWordPart(first) || first == UInt8(ascii: ".") && byte(1)?.isDigit ?? false {
        scanWord(from: start)
      } else {
        scanPunctuator(from: start)
      }
    }
    if isDirective { tokens.append("\n") }
  }

  private func isWordPart(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$") || byte >= 0x80
  }

  private mutating func skipComment(isBlock: Bool) {
    position += 2
    while let next = byte() {
      if !isBlock, next == .newline { return }
      if isBlock, next == UInt8(ascii: "*"), byte(1) == UInt8(ascii: "/") {
        position += 2
        return
      }
      position += 1
    }
  }

  private mutating func scanWord(from start: Int) {
    let isNumber = bytes[start].isDigit || bytes[start] == UInt8(ascii: ".")
    while let next = byte() {
      let afterExponent = isNumber && position > start && "eEpP".utf8.contains(bytes[position - 1])
      let isSeparator = next == UInt8(ascii: "'") && isNumber && (byte(1).map(isWordPart) ?? false)
      guard
        isWordPart(next) || isNumber && next == UInt8(ascii: ".") || isSeparator
          || afterExponent && "+-".utf8.contains(next)
      else { break }
      position += 1
    }
    let word = String(decoding: bytes[start..<position], as: UTF8.self)
    if byte() == .quote, ["R", "LR", "uR", "UR", "u8R"].contains(word) { return scanRawString(from: start) }
    if isDirective, byte() == UInt8(ascii: "("), tokens.last == "define" { position += 1 }
    add(from: start)
  }

  private mutating func scanQuoted(_ quote: UInt8, from start: Int) {
    position += 1
    while let next = byte(), next != quote, next != .newline {
      position += next == .backslash && byte(1) != nil && byte(1) != .newline ? 2 : 1
    }
    if byte() == quote { position += 1 }
    add(from: start)
  }

  private mutating func scanRawString(from start: Int) {
    let opening = position + 1
    let limit = min(opening + 17, bytes.count)
    guard let bracket = bytes[opening..<limit].firstIndex(of: UInt8(ascii: "(")) else {
      return scanQuoted(.quote, from: start)
    }
    let end = [UInt8(ascii: ")")] + bytes[opening..<bracket] + [.quote]
    position = bracket + 1
    while position < bytes.count, !bytes[position...].starts(with: end) { position += 1 }
    position = min(position + end.count, bytes.count)
    add(from: start)
  }

  private static let punctuators: [[UInt8]] = [
    "<<=", ">>=", "...", "->*", "<=>", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=",
    "-=", "*=", "/=", "%=", "&=", "|=", "^=", "##", "::", ".*",
  ].map { Array($0.utf8) }

  private mutating func scanPunctuator(from start: Int) {
    if bytes[start] == UInt8(ascii: "#"), startsLine { isDirective = true }
    let match = Self.punctuators.first { bytes[start...].starts(with: $0) }
    position += match?.count ?? 1
    add(from: start)
  }
}
