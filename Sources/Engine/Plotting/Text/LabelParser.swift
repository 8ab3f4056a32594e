/// Reads labels: running text with mathematics between dollar signs; `\$` is a dollar sign.
package struct LabelParser {
  private let label: String
  private let characters: [Character]
  private var position = 0
  /// How many atoms are being read, each inside of the one before.
  private var depth = 0

  /// What is read, set and freed piece in piece must not exhaust the stack; a reader follows far less.
  package static let mostLevels = 40

  /// - Throws: ``PlotError/unknownCommand(_:label:)``, ``PlotError/malformedMathematics(label:reason:)``.
  package static func parts(of label: String) throws(PlotError) -> [LabelPart] {
    var parser = LabelParser(label)
    return try parser.parts()
  }

  private init(_ label: String) {
    self.label = label
    characters = Array(label)
  }

  private mutating func parts() throws(PlotError) -> [LabelPart] {
    var parts: [LabelPart] = []
    var text = ""
    while let character = take() {
      if character == "\\", peek() == "$" {
        position += 1
        text.append("$")
      } else if character == "$" {
        if !text.isEmpty { parts.append(.text(text)) }
        text = ""
        parts.append(.mathematics(try nodes(until: "$")))
      } else {
        text.append(character)
      }
    }
    if !text.isEmpty { parts.append(.text(text)) }
    return parts
  }

  private func peek() -> Character? { position < characters.count ? characters[position] : nil }

  private mutating func take() -> Character? {
    guard let character = peek() else { return nil }
    position += 1
    return character
  }

  private func malformed(_ reason: String) -> PlotError {
    .malformedMathematics(label: label, reason: reason)
  }

  /// The nodes up to `end`, which is consumed.
  private mutating func nodes(until end: Character) throws(PlotError) -> [MathNode] {
    var nodes: [MathNode] = []
    while let character = take() {
      switch character {
      case end: return nodes
      case "$", "}": throw malformed("a '\(character)' out of place")
      case " ": continue
      case "_", "^", "'":
        position -= 1
        nodes.append(try scripts(of: nodes.popLast()))
      default: nodes.append(try atom(character))
      }
    }
    throw malformed("no closing '\(end)'")
  }

  /// The subscript, superscript and primes that follow a base, in any order.
  private mutating func scripts(of base: MathNode?) throws(PlotError) -> MathNode {
    var (below, above): ([MathNode], [MathNode]) = ([], [])
    while let sign = peek(), "_^' ".contains(sign) {
      position += 1
      if sign == " " { continue }
      if sign == "'" {
        above.append(.symbol("′", .ordinary, .regular))
        continue
      }
      let argument = try argument()
      if sign == "_" {
        guard below.isEmpty else { throw malformed("two subscripts") }
        below = argument
      } else {
        guard above.allSatisfy({ $0 == .symbol("′", .ordinary, .regular) }) else {
          throw malformed("two superscripts")
        }
        above += argument
      }
    }
    return .scripts(base: base.map { [$0] } ?? [], below: below, above: above)
  }

  /// One atom, or a group in braces.
  private mutating func argument() throws(PlotError) -> [MathNode] {
    while peek() == " " { position += 1 }
    guard let character = take(), !"$}_^".contains(character) else { throw malformed("a missing argument") }
    return character == "{" ? try group() : [try atom(character)]
  }

  private mutating func atom(_ character: Character) throws(PlotError) -> MathNode {
    switch character {
    case "{": return .group(try group())
    case "\\":
      try enter()
      defer { depth -= 1 }
      return try command()
    case "0"..."9": return number(from: character)
    default: return MathSymbols.node(for: character)
    }
  }

  /// The nodes behind an opening brace.
  private mutating func group() throws(PlotError) -> [MathNode] {
    try enter()
    defer { depth -= 1 }
    return try nodes(until: "}")
  }

  private mutating func enter() throws(PlotError) {
    guard depth < Self.mostLevels else { throw malformed("more than \(Self.mostLevels) levels") }
    depth += 1
  }

  /// Digits and a decimal point stay together.
  private mutating func number(from first: Character) -> MathNode {
    var digits = String(first)
    while let next = peek(), next.isASCII, next.isNumber || next == "." && followsDigit(position + 1) {
      digits.append(next)
      position += 1
    }
    return .symbol(digits, .ordinary, .regular)
  }

  private func followsDigit(_ index: Int) -> Bool {
    index < characters.count && characters[index].isASCII && characters[index].isNumber
  }

  private mutating func command() throws(PlotError) -> MathNode {
    guard let first = take() else { throw malformed("a backslash at its end") }
    var name = String(first)
    while first.isLetter, first.isASCII, let next = peek(), next.isLetter, next.isASCII {
      name.append(next)
      position += 1
    }
    switch name {
    case "sqrt": return .root(try argument())
    case "frac": return .fraction(try argument(), try argument())
    case "left", "right": return try delimiter(opens: name == "left")
    case "mathrm", "text", "operatorname":
      let text = try verbatim(keepsSpaces: name == "text")
      return .symbol(text, name == "operatorname" ? .largeOperator : .ordinary, .regular)
    case "mathbf": return .symbol(try verbatim(keepsSpaces: false), .ordinary, .bold)
    case "mathit": return .symbol(try verbatim(keepsSpaces: false), .ordinary, .italic)
    case "mathbb", "mathcal": return try letterlike(name)
    default: break
    }
    if let mark = MathSymbols.accents[name] { return .accent(mark, try argument()) }
    guard let node = MathSymbols.node(for: name) else { throw .unknownCommand("\\" + name, label: label) }
    return node
  }

  /// `\left` and `\right` set no size here, only the class of the sign that follows.
  private mutating func delimiter(opens: Bool) throws(PlotError) -> MathNode {
    guard let character = take() else { throw malformed("a missing delimiter") }
    let node = try atom(character)
    guard case .symbol(let sign, _, let face) = node else { throw malformed("a missing delimiter") }
    return .symbol(sign, opens ? .opening : .closing, face)
  }

  /// The characters of a group, unread.
  private mutating func verbatim(keepsSpaces: Bool) throws(PlotError) -> String {
    guard take() == "{" else { throw malformed("a missing argument") }
    var text = ""
    while let character = take() {
      if character == "}" { return text }
      if character == "$" || character == "{" { break }
      if character != " " || keepsSpaces { text.append(character) }
    }
    throw malformed("no closing '}'")
  }

  private mutating func letterlike(_ name: String) throws(PlotError) -> MathNode {
    let text = try verbatim(keepsSpaces: false)
    guard text.count == 1, let value = text.unicodeScalars.first?.value, (65...90).contains(value) else {
      throw malformed("no capital letter after \\\(name)")
    }
    let exceptions: [UInt32: UInt32]
    let start: UInt32
    if name == "mathbb" {
      start = 0x1D538
      exceptions = [67: 0x2102, 72: 0x210D, 78: 0x2115, 80: 0x2119, 81: 0x211A, 82: 0x211D, 90: 0x2124]
    } else {
      start = 0x1D49C
      exceptions = [
        66: 0x212C, 69: 0x2130, 70: 0x2131, 72: 0x210B, 73: 0x2110, 76: 0x2112, 77: 0x2133, 82: 0x211B,
      ]
    }
    let scalar = Unicode.Scalar(exceptions[value] ?? start + value - 65)
    return .symbol(scalar.map { String(Character($0)) } ?? text, .ordinary, .regular)
  }
}
