/// How a string literal is delimited.
struct StringDelimiter: Equatable {
  var hashes: Int
  var isMultiline = false
}

extension SwiftLexer {
  /// Reads a literal whose quote is at `position`; its number signs begin at `start`.
  mutating func scanString(_ delimiter: StringDelimiter, from start: Int) {
    var delimiter = delimiter
    if has("\"\"\"", at: position), !isRawQuote(delimiter) {
      delimiter.isMultiline = true
      position += 3
    } else {
      position += 1
    }
    scanStringContent(delimiter, from: start)
  }

  /// Whether `#"""#` stands here: one quote between number signs, not a multi-line literal.
  private func isRawQuote(_ delimiter: StringDelimiter) -> Bool {
    guard delimiter.hashes > 0 else { return false }
    return hasHashes(delimiter.hashes, at: position + 3)
      && !(position + 3 < bytes.count && bytes[position + 3] == .newline)
  }

  /// Reads on inside a literal, to its end or its next interpolation.
  mutating func scanStringContent(_ delimiter: StringDelimiter, from start: Int) {
    while let next = byte() {
      switch next {
      case .quote where closes(delimiter):
        position += (delimiter.isMultiline ? 3 : 1) + delimiter.hashes
        return add(.string, from: start)
      case .backslash where hasHashes(delimiter.hashes, at: position + 1):
        position += 1 + delimiter.hashes
        guard let escaped = byte() else { break }
        if escaped == UInt8(ascii: "(") {
          position += 1
          add(.string, from: start)
          interpolations.append(Interpolation(string: delimiter))
          return
        }
        if delimiter.isMultiline || !escaped.isBlankOrLineEnd { position += 1 }
      case .newline where !delimiter.isMultiline, .carriageReturn where !delimiter.isMultiline:
        noteUnterminated(at: start)
        return add(.string, from: start)
      default:
        position += 1
      }
    }
    noteUnterminated(at: start)
    add(.string, from: start)
  }

  private func closes(_ delimiter: StringDelimiter) -> Bool {
    if delimiter.isMultiline {
      return has("\"\"\"", at: position) && hasHashes(delimiter.hashes, at: position + 3)
    }
    return hasHashes(delimiter.hashes, at: position + 1)
  }

  private func hasHashes(_ count: Int, at offset: Int) -> Bool {
    guard offset + count <= bytes.count else { return false }
    for index in 0..<count where bytes[offset + index] != UInt8(ascii: "#") { return false }
    return true
  }
}
