import ChapterSyntax
import Foundation
import Support

/// Where something is. What pandoc's tree says has no places; they are searched for in the chapter's text once
/// a diagnostic needs one.
enum Place: Hashable, Sendable, Codable {
  case known(SourceLocation)
  /// Where the sign stands in the chapter for the `count`-th time, from 0.
  case written(Sign, count: Int)
}

/// What to look for in a chapter's text.
enum Sign: Hashable, Sendable, Codable {
  case text(String)
  /// A citation or reference, with its `@` and what stands before that.
  case key(String)
  /// An id between braces, without its `#`.
  case label(String)
  /// The first line of a formula's TeX.
  case formula(String)
}

/// Text of a chapter in which signs have no meaning.
struct Verbatim: Hashable, Sendable, Codable {
  var text: String
  /// Whether it stands on lines of its own.
  var isBlock: Bool
}

/// Something wrong, whose place is still to be searched for.
struct Problem: Hashable, Sendable {
  var id: String
  var message: String
  var place: Place
  var fix: String?
}

/// Finds the places of words in a chapter's text.
struct Locator {
  private let text: SourceText
  /// The text's bytes, zero where nothing is to be found.
  private var bytes: [UInt8]
  private let start: SourceLocation

  init(_ outlined: OutlinedChapter) {
    text = SourceText(
      outlined.chapter.text, startingAt: SourceLocation(file: outlined.chapter.path, line: 1))
    start = SourceLocation(file: outlined.chapter.path, line: 1)
    bytes = text.bytes
    for cell in outlined.chapter.cells where cell.kind != .inline { blank(cell) }
    for verbatim in outlined.outline.verbatims { blank(verbatim) }
  }

  func diagnostic(_ problem: Problem) -> Diagnostic {
    Diagnostic(id: problem.id, message: problem.message, at: location(problem.place), fix: problem.fix)
  }

  /// The place; the last one where there are not that many, and the chapter's beginning where there is none.
  func location(_ place: Place) -> SourceLocation {
    switch place {
    case .known(let location): return location
    case .written(let wanted, let count):
      let found = offsets(of: wanted)
      return (found.dropFirst(count).first ?? found.last).map(text.location) ?? start
    }
  }

  /// The place of the byte that stands `offset` UTF-16 units into the formula `tex`, which begins at `place`.
  func location(_ place: Place, offset: Int, in tex: String) -> SourceLocation {
    let begin = location(place)
    guard case .written = place else { return begin }
    let before = String(decoding: Array(tex.utf16).prefix(offset), as: UTF16.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let column = before.last?.unicodeScalars.count ?? 0
    guard before.count > 1 else {
      return SourceLocation(file: begin.file, line: begin.line, column: begin.column + column)
    }
    // Further lines may be indented or quoted.
    let row = begin.line + before.count - 2
    guard text.lines.indices.contains(row) else { return begin }
    let line = tex.split(separator: "\n", omittingEmptySubsequences: false)[before.count - 1]
    let margin = text.string(text.lines[row]).range(of: line).map {
      text.string(text.lines[row])[..<$0.lowerBound].unicodeScalars.count
    }
    return SourceLocation(file: begin.file, line: row + 1, column: (margin ?? 0) + column + 1)
  }

  func has(_ sign: Sign) -> Bool { !offsets(of: sign).isEmpty }

  // MARK: - Searching

  private func offsets(of sign: Sign) -> [Int] {
    switch sign {
    case .text(let text): matches(text).filter { !isEscaped($0) }
    case .key(let key): keys(key)
    case .label(let id): labels("#" + id)
    case .formula(let tex): formulas(tex)
    }
  }

  private func keys(_ wanted: String) -> [Int] {
    let hasHyphen = wanted.hasPrefix("-")
    let found = matches(wanted).filter { isKey($0, wanted.utf8.count) && (hasHyphen || !follows("-", $0)) }
    return found.isEmpty ? matches(wanted.replacing("@", with: "@{") + "}") : found
  }

  private func matches(_ wanted: String) -> [Int] {
    let wanted = Array(wanted.utf8)
    guard let first = wanted.first, wanted.count <= bytes.count else { return [] }
    return (0...(bytes.count - wanted.count)).filter {
      bytes[$0] == first && bytes[$0..<($0 + wanted.count)].elementsEqual(wanted)
    }
  }

  private func isEscaped(_ offset: Int) -> Bool {
    var backslashes = 0
    while offset - backslashes > 0, bytes[offset - backslashes - 1] == .backslash { backslashes += 1 }
    return !backslashes.isMultiple(of: 2)
  }

  private func follows(_ sign: Unicode.Scalar, _ offset: Int) -> Bool {
    offset > 0 && bytes[offset - 1] == UInt8(ascii: sign)
  }

  /// Whether the key at `offset` is not part of a longer word.
  private func isKey(_ offset: Int, _ count: Int) -> Bool {
    if isEscaped(offset) || offset > 0 && isWord(bytes[offset - 1]) { return false }
    let end = offset + count
    guard end < bytes.count else { return true }
    if isWord(bytes[end]) { return false }
    return !("-:.#$%&+?<>~/".utf8.contains(bytes[end]) && end + 1 < bytes.count && isWord(bytes[end + 1]))
  }

  private func isWord(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte >= 0x80 || byte == UInt8(ascii: "_")
  }

  /// Where the TeX of a formula begins.
  private func formulas(_ tex: String) -> [Int] {
    matches(tex).filter { offset in
      var before = offset
      while before > 0, bytes[before - 1].isBlankOrLineEnd || bytes[before - 1] == UInt8(ascii: ">") {
        before -= 1
      }
      return before > 0 && "$([".utf8.contains(bytes[before - 1])
    }
  }

  /// Where the braces begin in which `id`, with its `#`, stands.
  private func labels(_ id: String) -> [Int] {
    matches(id).compactMap { offset in
      let end = offset + id.utf8.count
      guard end >= bytes.count || !isWord(bytes[end]) && bytes[end] != UInt8(ascii: "-") else { return nil }
      let line = text.lines[text.lineIndex(at: offset)].lowerBound
      let brace = bytes[line..<offset].lastIndex { "{}".utf8.contains($0) }
      return brace.flatMap { bytes[$0] == UInt8(ascii: "{") ? $0 : nil }
    }
  }

  // MARK: - Leaving out

  /// The code of a cell and its attributes, but not a caption among them.
  private mutating func blank(_ cell: Cell) {
    let code =
      (cell.bodyLocation.line - 1)..<(cell.bodyLocation.line - 1 + cell.body.utf8.count { $0 == .newline })
    for line in code where text.lines.indices.contains(line) { blank(text.lines[line]) }
    for attribute in cell.attributes where !["caption", "statement"].contains(attribute.name) {
      let line = attribute.valueLocation.line - 1
      guard text.lines.indices.contains(line) else { continue }
      let range = text.lines[line]
      for offset in matches(attribute.value) where range.contains(offset) {
        blank(offset..<min(offset + attribute.value.utf8.count, range.upperBound))
      }
    }
  }

  private mutating func blank(_ verbatim: Verbatim) {
    guard verbatim.isBlock else {
      for offset in matches(verbatim.text) { blank(offset..<(offset + verbatim.text.utf8.count)) }
      return
    }
    let lines = Set(verbatim.text.split(separator: "\n").map { Self.stripped(String($0)) })
    for line in text.lines where lines.contains(Self.stripped(text.string(line))) { blank(line) }
  }

  private mutating func blank(_ range: Range<Int>) {
    for offset in range { bytes[offset] = 0 }
  }

  private static func stripped(_ line: String) -> String {
    String(line.drop { " \t>".contains($0) }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
