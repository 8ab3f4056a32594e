import Support

/// Splits Swift text into tokens. Never fails: what it does not know becomes punctuation.
struct SwiftLexer {
  let source: SourceText
  var tokens: [SwiftToken] = []
  var unterminated: SourceLocation?
  var position = 0
  /// The strings whose interpolations are being read, innermost last.
  var interpolations: [Interpolation] = []
  private var sawLineEnd = true
  /// No regex literal begins before this offset: one was looked for and not found.
  var noRegexBefore = 0

  struct Interpolation {
    var string: StringDelimiter
    /// Round brackets that are open inside.
    var depth = 0
  }

  init(_ text: String, startingAt start: SourceLocation) { source = SourceText(text, startingAt: start) }

  var bytes: [UInt8] { source.bytes }
  func byte(_ ahead: Int = 0) -> UInt8? {
    position + ahead < source.bytes.count ? source.bytes[position + ahead] : nil
  }

  func has(_ text: StaticString, at offset: Int) -> Bool {
    guard offset + text.utf8CodeUnitCount <= source.bytes.count else { return false }
    for index in 0..<text.utf8CodeUnitCount where text.utf8Start[index] != source.bytes[offset + index] {
      return false
    }
    return true
  }

  mutating func scan() {
    while position < source.bytes.count { scanToken() }
    if !interpolations.isEmpty { noteUnterminated(at: source.bytes.count) }
  }

  mutating func noteUnterminated(at offset: Int) {
    if unterminated == nil { unterminated = source.location(at: offset) }
  }

  /// Makes the bytes from `start` to `position` a token.
  mutating func add(_ kind: SwiftToken.Kind, from start: Int) {
    let text =
      source.bytes[start..<position].contains(.carriageReturn)
      ? source.string(start..<position).withUniformLineEnds : source.string(start..<position)
    tokens.append(
      SwiftToken(
        kind: kind, text: text, location: source.location(at: start), range: start..<position,
        startsLine: sawLineEnd))
    sawLineEnd = false
  }

  private mutating func scanToken() {
    let start = position
    let first = source.bytes[position]
    switch first {
    case .newline, .carriageReturn:
      sawLineEnd = true
      position += 1
    case .space, .tab, 0, 0x0B, 0x0C:
      position += 1
    case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "/"):
      while let next = byte(), next != .newline, next != .carriageReturn { position += 1 }
    case UInt8(ascii: "/") where byte(1) == UInt8(ascii: "*"):
      skipBlockComment()
    case .quote:
      scanString(StringDelimiter(hashes: 0), from: start)
    case UInt8(ascii: "#"):
      scanHash()
    case .backtick:
      scanQuotedName()
    case UInt8(ascii: "("), UInt8(ascii: ")"):
      scanRoundBracket(first)
    default:
      if first.isDigit { return scanNumber() }
      if first.isLetter || first == UInt8(ascii: "_") || first == UInt8(ascii: "$") { return scanName() }
      if first >= 0x80 { return scanNonASCII() }
      if isOperator(at: position) { return scanOperator() }
      position += 1
      add(.punctuation, from: start)
    }
  }

  private mutating func skipBlockComment() {
    let start = position
    var depth = 0
    repeat {
      if has("/*", at: position) {
        depth += 1
        position += 2
      } else if has("*/", at: position) {
        depth -= 1
        position += 2
      } else {
        if byte() == .newline { sawLineEnd = true }
        position += 1
      }
    } while depth > 0 && position < source.bytes.count
    if depth > 0 { noteUnterminated(at: start) }
  }

  private mutating func scanHash() {
    let start = position
    while byte() == UInt8(ascii: "#") { position += 1 }
    let hashes = position - start
    if byte() == .quote {
      scanString(StringDelimiter(hashes: hashes), from: start)
    } else if byte() == UInt8(ascii: "/"), scanExtendedRegex(hashes: hashes, from: start) {
      return
    } else if hashes == 1, let next = byte(), next.isLetter {
      while let next = byte(), isNamePart(next) { position += 1 }
      add(.identifier, from: start)
    } else {
      add(.punctuation, from: start)
    }
  }

  private mutating func scanQuotedName() {
    let start = position
    position += 1
    while let next = byte(), next != .backtick, next != .newline { position += 1 }
    guard byte() == .backtick else {
      noteUnterminated(at: start)
      return add(.punctuation, from: start)
    }
    position += 1
    add(.identifier, from: start)
  }

  private mutating func scanRoundBracket(_ bracket: UInt8) {
    let start = position
    if let last = interpolations.indices.last {
      if bracket == UInt8(ascii: "(") {
        interpolations[last].depth += 1
      } else if interpolations[last].depth == 0 {
        let string = interpolations.removeLast().string
        position += 1
        return scanStringContent(string, from: start)
      } else {
        interpolations[last].depth -= 1
      }
    }
    position += 1
    add(.punctuation, from: start)
  }

  // MARK: Names and numbers

  func isNamePart(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
  }

  private mutating func scanName() {
    let start = position
    while let next = byte() {
      if isNamePart(next) {
        position += 1
      } else if next >= 0x80, let (scalar, length) = scalar(at: position), !scalar.isOperator, !scalar.isSpace
      {
        position += length
      } else {
        break
      }
    }
    add(.identifier, from: start)
  }

  private mutating func scanNonASCII() {
    guard let (scalar, length) = scalar(at: position) else {
      position += 1
      return
    }
    if scalar.isSpace {
      position += length
    } else if scalar.isOperator {
      scanOperator()
    } else {
      scanName()
    }
  }

  private mutating func scanNumber() {
    let start = position
    let isHexadecimal = has("0x", at: position)
    let isTupleIndex = tokens.last.map { $0.kind == .punctuation && $0.text == "." } ?? false
    var hasPoint = isTupleIndex
    while let next = byte() {
      if next == UInt8(ascii: "."), !hasPoint, let after = byte(1), after.isDigit {
        hasPoint = true
        position += 1
      } else if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") {
        let last = source.bytes[position - 1] | 0x20
        guard last == (isHexadecimal ? UInt8(ascii: "p") : UInt8(ascii: "e")), byte(1)?.isDigit ?? false
        else {
          break
        }
        position += 1
      } else if isNamePart(next) {
        position += 1
      } else {
        break
      }
    }
    add(.number, from: start)
  }
}

extension String {
  /// With every CR LF and CR as LF.
  var withUniformLineEnds: String {
    var scalars = String.UnicodeScalarView()
    var afterReturn = false
    for scalar in unicodeScalars {
      if scalar == "\r" || !(scalar == "\n" && afterReturn) { scalars.append(scalar == "\r" ? "\n" : scalar) }
      afterReturn = scalar == "\r"
    }
    return String(scalars)
  }
}
