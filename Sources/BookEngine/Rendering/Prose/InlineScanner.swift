import ChapterSyntax
import Diagnostics
import Foundation

/// Scanning inside a paragraph: code is left alone, inline values, mathematics, references and links into
/// the book become tokens, citations are noted.
extension ChapterScanner {
  mutating func inline(lines range: Range<Int>) -> String {
    var scalars: [Unicode.Scalar] = []
    var starts: [Int] = []
    for line in range {
      starts.append(scalars.count)
      scalars += text.lines[line]
      if line + 1 < range.upperBound { scalars.append("\n") }
    }
    let text = text
    return inline(scalars) { offset in
      let row = starts.lastIndex { $0 <= offset } ?? 0
      return text.location(line: range.lowerBound + row, column: offset - starts[row])
    }
  }

  mutating func inline(
    _ scalars: [Unicode.Scalar], location: @escaping (Int) -> SourceLocation
  ) -> String {
    var scan = InlineScan(scalars: scalars, location: location)
    while scan.position < scalars.count { step(&scan) }
    return String(scan.output)
  }

  private mutating func step(_ scan: inout InlineScan) {
    switch scan.scalars[scan.position] {
    case "\\": scan.copy(2)
    case "`": code(&scan)
    case "$": mathematics(&scan)
    case "@": reference(&scan)
    case "-" where scan.peek(1) == "@" && !scan.followsWord: reference(&scan)
    case "[": openBracket(&scan)
    case "]": closeBracket(&scan)
    case "<": autolink(&scan)
    case "{" where scan.rest.starts(with: "{#tbl-".unicodeScalars): tableLabel(&scan)
    case "!" where scan.peek(1) == "[": image(&scan)
    default: scan.copy(1)
    }
  }

  // MARK: - Code

  private mutating func code(_ scan: inout InlineScan) {
    let run = scan.rest.prefix { $0 == "`" }.count
    guard let close = scan.closingBackticks(run) else { return scan.copy(run) }
    let end = scan.endOfAttributes(from: close + run)
    if let cell = inlineValues[scan.location(scan.position)] {
      scan.write(add(.inlineValue(cell)), through: end)
    } else {
      scan.copy(end - scan.position)
    }
  }

  // MARK: - Mathematics

  private mutating func mathematics(_ scan: inout InlineScan) {
    if scan.peek(1) == "$" { return displayed(&scan) }
    guard let end = scan.scalars.endOfInlineMath(from: scan.position) else { return scan.copy(1) }
    let formula = Formula(tex: scan.string(scan.position + 1, end), isDisplay: false)
    let placed = PlacedFormula(formula: formula, location: scan.location(scan.position + 1))
    scan.write(add(.formula(placed)), through: end + 1)
  }

  private mutating func displayed(_ scan: inout InlineScan) {
    guard let end = scan.find("$$", from: scan.position + 2) else {
      report(
        Diagnostic(
          id: "unclosed-equation", message: "this `$$` is not closed before the paragraph ends",
          at: scan.location(scan.position), fix: "Close it with `$$`, without empty lines in between."))
      return scan.copy(2)
    }
    let tex = scan.trimmed((scan.position + 2)..<end)
    let formula = Formula(tex: scan.string(tex.lowerBound, tex.upperBound), isDisplay: true)
    var placed = PlacedFormula(formula: formula, location: scan.location(tex.lowerBound))
    var after = end + 2
    if let label = scan.label(after: after) {
      placed.target = equation(id: label.id, at: scan.location(label.start))
      after = label.end
    }
    scan.write(add(.formula(placed)), through: after)
  }

  // MARK: - References and citations

  private mutating func reference(_ scan: inout InlineScan) {
    let isNumberAlone = scan.scalars[scan.position] == "-"
    let at = scan.position + (isNumberAlone ? 1 : 0)
    guard !scan.followsWord, let end = scan.endOfKey(from: at + 1) else {
      return scan.copy(isNumberAlone ? 2 : 1)
    }
    let key = scan.string(at + 1, end)
    let location = scan.location(scan.position)
    guard isReference(key) else {
      cite(key, at: location)
      return scan.copy(end - scan.position)
    }
    let use = ReferenceUse(id: key, isNumberAlone: isNumberAlone, location: location)
    scan.write(add(.reference(use)), through: end)
  }

  private func isReference(_ key: String) -> Bool {
    guard let hyphen = key.firstIndex(of: "-") else { return false }
    return Self.prefixes.contains(String(key[..<hyphen]))
  }

  static let prefixes: Set<String> = [
    "fig", "tbl", "eq", "thm", "lem", "def", "cor", "prp", "prop", "exm", "exa", "ex", "rem", "sec", "claim",
  ]

  /// `[@fig-a; @fig-b]` loses its brackets: it refers inside the book and cites nothing.
  private mutating func openBracket(_ scan: inout InlineScan) {
    guard let close = scan.closingBracket, scan.scalar(close + 1) != "(", scan.scalar(close + 1) != "{" else {
      return scan.copy(1)
    }
    let keys = scan.keys(in: (scan.position + 1)..<close)
    let references = keys.filter { isReference($0.key) }
    if !keys.isEmpty, references.count == keys.count {
      scan.bare.insert(close)
      scan.position += 1
    } else {
      if let first = references.first {
        report(
          Diagnostic(
            id: "mixed-citation", message: "`@\(first.key)` stands among citations",
            at: scan.location(first.offset),
            fix: "Write the reference outside of the citation's brackets."))
      }
      scan.copy(1)
    }
  }

  private mutating func closeBracket(_ scan: inout InlineScan) {
    if scan.bare.contains(scan.position) {
      scan.position += 1
      return
    }
    guard scan.peek(1) == "(", let end = scan.find(")", from: scan.position + 2) else { return scan.copy(1) }
    let destination = scan.string(scan.position + 2, end)
    let isInBook = destination.hasPrefix("#") || destination.contains(/^[^:\/]*\.md(#|$)/)
    guard isInBook else { return scan.copy(end + 1 - scan.position) }
    let use = ReferenceUse(
      id: destination.hasPrefix("#") ? String(destination.dropFirst()) : destination,
      location: scan.location(scan.position + 2))
    scan.copy(2)
    scan.write(add(.destination(use)), through: end)
    scan.copy(1)
  }

  private mutating func autolink(_ scan: inout InlineScan) {
    let inside = scan.rest.dropFirst().prefix { $0 != ">" && !$0.properties.isWhitespace && $0 != "<" }
    let end = scan.position + 1 + inside.count
    let isLink = inside.contains(":") || inside.contains("@")
    scan.copy(isLink && scan.scalar(end) == ">" ? end + 1 - scan.position : 1)
  }

  private mutating func tableLabel(_ scan: inout InlineScan) {
    guard let label = scan.label(after: scan.position) else { return scan.copy(1) }
    let target = markdownTable(id: label.id, at: scan.location(label.start))
    scan.write(add(.tableLabel(target)), through: label.end)
  }

  private mutating func image(_ scan: inout InlineScan) {
    let place = scan.position
    scan.copy(1)
    guard let close = scan.closingBracket, scan.scalar(close + 1) == "(" else { return }
    report(
      Diagnostic(
        id: "image-file", message: "an image that no cell draws", at: scan.location(place),
        fix: "Draw it in a figure cell, so that the book can tell where it comes from."))
  }
}

/// The state of one scan.
struct InlineScan {
  let scalars: [Unicode.Scalar]
  let location: (Int) -> SourceLocation
  var position = 0
  var output = String.UnicodeScalarView()
  /// Closing brackets that are to be left out.
  var bare: Set<Int> = []

  init(scalars: [Unicode.Scalar], location: @escaping (Int) -> SourceLocation) {
    self.scalars = scalars
    self.location = location
  }

  var rest: ArraySlice<Unicode.Scalar> { scalars[position...] }

  func scalar(_ index: Int) -> Unicode.Scalar? { scalars.indices.contains(index) ? scalars[index] : nil }

  func peek(_ distance: Int) -> Unicode.Scalar? { scalar(position + distance) }

  /// Whether a letter or digit stands before the position (before its hyphen, too).
  var followsWord: Bool {
    guard let before = scalar(position - 1) else { return false }
    return before.properties.isAlphabetic || before.properties.numericType != nil
  }

  func string(_ start: Int, _ end: Int) -> String { String(String.UnicodeScalarView(scalars[start..<end])) }

  /// `range` without white space at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, scalars[start].properties.isWhitespace { start += 1 }
    while end > start, scalars[end - 1].properties.isWhitespace { end -= 1 }
    return start..<end
  }

  mutating func copy(_ count: Int) {
    let end = min(position + count, scalars.count)
    output.append(contentsOf: scalars[position..<end])
    position = end
  }

  mutating func write(_ text: String, through end: Int) {
    output.append(contentsOf: text.unicodeScalars)
    position = end
  }

  func find(_ text: String, from start: Int) -> Int? {
    let wanted = Array(text.unicodeScalars)
    guard start <= scalars.count - wanted.count else { return nil }
    return (start...(scalars.count - wanted.count)).first {
      scalars[$0] == wanted[0] && scalars[$0..<($0 + wanted.count)].elementsEqual(wanted)
        && scalar($0 - 1) != "\\"
    }
  }

  func closingBackticks(_ run: Int) -> Int? {
    var index = position + run
    while index < scalars.count {
      let length = scalars[index...].prefix { $0 == "`" }.count
      if length == run { return index }
      index += max(1, length)
    }
    return nil
  }

  /// Behind the `{...}` that begins at `start`, quotes respected; `start` if none does.
  func endOfAttributes(from start: Int) -> Int {
    guard scalar(start) == "{" else { return start }
    var isQuoted = false
    for index in start..<scalars.count {
      if scalars[index] == "\"" { isQuoted.toggle() }
      if scalars[index] == "}", !isQuoted { return index + 1 }
    }
    return start
  }

  /// The bracket that closes the one at the position, code and escapes skipped.
  var closingBracket: Int? {
    var depth = 0
    var index = position
    while index < scalars.count {
      switch scalars[index] {
      case "\\": index += 1
      case "[": depth += 1
      case "]":
        depth -= 1
        if depth == 0 { return index }
      default: break
      }
      index += 1
    }
    return nil
  }

  func endOfKey(from start: Int) -> Int? {
    guard let first = scalar(start), first.isKeyScalar else { return nil }
    var end = start
    while let next = scalar(end), next.isKeyScalar || (":.-/+".unicodeScalars.contains(next)) { end += 1 }
    while end > start, !scalars[end - 1].isKeyScalar { end -= 1 }
    return end
  }

  func keys(in range: Range<Int>) -> [(key: String, offset: Int)] {
    var keys: [(key: String, offset: Int)] = []
    for index in range where scalars[index] == "@" {
      if let before = scalar(index - 1), before.isKeyScalar { continue }
      if let end = endOfKey(from: index + 1) { keys.append((string(index + 1, end), index)) }
    }
    return keys
  }

  /// ` {#id}` behind an equation or a table's caption.
  func label(after start: Int) -> (id: String, start: Int, end: Int)? {
    var index = start
    while let space = scalar(index), space == " " || space == "\n" { index += 1 }
    guard scalar(index) == "{", scalar(index + 1) == "#", let end = find("}", from: index) else { return nil }
    return (string(index + 2, end).trimmingCharacters(in: .whitespaces), index, end + 1)
  }
}

extension Unicode.Scalar {
  fileprivate var isKeyScalar: Bool {
    properties.isAlphabetic || self == "_" || ("0"..."9").contains(self)
  }
}
