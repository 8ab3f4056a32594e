import Support

/// A text as bytes, which knows the place of each of them. Lines end at LF or CR LF.
package struct SourceText: Sendable {
  package let bytes: [UInt8]
  /// The byte range of each line, without its end.
  package let lines: [Range<Int>]
  private let start: SourceLocation
  /// Scalars before every 256th byte, so that finding a column does not scan a whole long line. Empty where every byte is one.
  private let scalarCounts: [Int]

  /// - Parameter start: the place of the first byte, for a text that was cut out of a file.
  package init(_ text: String, startingAt start: SourceLocation) {
    bytes = Array(text.utf8)
    self.start = start
    lines = Self.lines(of: bytes)
    var counts: [Int] = []
    var scalars = 0
    for (offset, byte) in bytes.enumerated() {
      if offset % Self.stride == 0 { counts.append(scalars) }
      if byte & 0xC0 != 0x80 { scalars += 1 }
    }
    scalarCounts = scalars == bytes.count ? [] : counts
  }

  private static let stride = 256

  private static func lines(of bytes: [UInt8]) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var begin = 0
    for (offset, byte) in bytes.enumerated() where byte == .newline {
      let end = offset > begin && bytes[offset - 1] == .carriageReturn ? offset - 1 : offset
      lines.append(begin..<end)
      begin = offset + 1
    }
    if begin < bytes.count { lines.append(begin..<bytes.count) }
    return lines
  }

  package func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The index of the line that holds `offset`, its end counted as part of it.
  package func lineIndex(at offset: Int) -> Int {
    var low = 0
    var high = lines.count
    while low < high {
      let middle = (low + high) / 2
      if lines[middle].lowerBound <= offset { low = middle + 1 } else { high = middle }
    }
    return max(low - 1, 0)
  }

  /// The place of the byte at `offset`, which may be the text's end.
  package func location(at offset: Int) -> SourceLocation {
    guard !lines.isEmpty else { return start }
    let line = lineIndex(at: offset)
    let column = scalars(before: offset) - scalars(before: lines[line].lowerBound)
    return SourceLocation(
      file: start.file, line: start.line + line, column: column + (line == 0 ? start.column : 1))
  }

  private func scalars(before offset: Int) -> Int {
    if offset <= 0 || scalarCounts.isEmpty { return min(max(offset, 0), bytes.count) }
    let block = min(offset / Self.stride, scalarCounts.count - 1)
    let rest = bytes[(block * Self.stride)..<min(offset, bytes.count)]
    return scalarCounts[block] + rest.count { $0 & 0xC0 != 0x80 }
  }
}

extension UInt8 {
  package static let newline = UInt8(ascii: "\n")
  package static let carriageReturn = UInt8(ascii: "\r")
  package static let space = UInt8(ascii: " ")
  package static let tab = UInt8(ascii: "\t")
  package static let backtick = UInt8(ascii: "`")
  package static let tilde = UInt8(ascii: "~")
  package static let backslash = UInt8(ascii: "\\")
  package static let quote = UInt8(ascii: "\"")

  package var isBlank: Bool { self == .space || self == .tab }
  package var isBlankOrLineEnd: Bool { isBlank || self == .newline || self == .carriageReturn }
  package var isDigit: Bool { (0x30...0x39).contains(self) }
  package var isLetter: Bool { (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) }
}
