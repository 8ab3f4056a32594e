import Support

/// What stands between the braces of `{.class #id name="value"}`.
struct AttributeList: Equatable {
  struct Word: Equatable {
    var text: String
    var location: SourceLocation
  }

  var classes: [Word] = []
  var ids: [Word] = []
  var attributes: [CellAttribute] = []

  func has(_ name: String) -> Bool { classes.contains { $0.text == name } }
}

/// Reads pandoc's attributes. They may go on over several lines, but not over a blank one.
struct AttributeScanner {
  /// The first byte that cannot be read, and why.
  struct Failure: Error, Equatable {
    var offset: Int
    var message: String
  }

  private let text: SourceText
  private(set) var position: Int

  /// - Parameter position: where `{` stands.
  init(_ text: SourceText, at position: Int) {
    self.text = text
    self.position = position
  }

  /// Reads to the closing brace; `position` is behind it afterwards.
  mutating func scan() throws(Failure) -> AttributeList {
    var list = AttributeList()
    position += 1
    while true {
      try skipSpace()
      guard let byte = current else { throw failure("the attributes have no closing brace") }
      switch byte {
      case UInt8(ascii: "}"):
        position += 1
        return list
      case UInt8(ascii: "."):
        list.classes.append(try word(after: "."))
      case UInt8(ascii: "#"):
        list.ids.append(try word(after: "#"))
      case UInt8(ascii: "-") where next.map { $0.isBlankOrLineEnd || $0 == UInt8(ascii: "}") } ?? true:
        position += 1
      default:
        list.attributes.append(try attribute())
      }
    }
  }

  private var current: UInt8? { position < text.bytes.count ? text.bytes[position] : nil }
  private var next: UInt8? { position + 1 < text.bytes.count ? text.bytes[position + 1] : nil }

  private func failure(_ message: String) -> Failure { Failure(offset: position, message: message) }

  private mutating func skipSpace() throws(Failure) {
    var lineEnds = 0
    while let byte = current, byte.isBlankOrLineEnd {
      if byte == .newline { lineEnds += 1 }
      if lineEnds > 1 { throw failure("a blank line stands inside the attributes") }
      position += 1
    }
  }

  private mutating func name() -> String {
    let start = position
    while let byte = current,
      byte.isLetter || byte.isDigit || byte >= 0x80 || "-_:.".utf8.contains(byte)
    {
      position += 1
    }
    return text.string(start..<position)
  }

  private mutating func word(after sign: String) throws(Failure) -> AttributeList.Word {
    let location = text.location(at: position)
    position += 1
    let word = name()
    guard !word.isEmpty else { throw failure("a name is expected after `\(sign)`") }
    return AttributeList.Word(text: word, location: location)
  }

  private mutating func attribute() throws(Failure) -> CellAttribute {
    let location = text.location(at: position)
    let name = name()
    guard !name.isEmpty else { throw failure("`.class`, `#id` or `name=\"value\"` is expected here") }
    guard current == UInt8(ascii: "=") else { throw failure("`=` is expected after `\(name)`") }
    position += 1
    let quoted = current == .quote || current == UInt8(ascii: "'")
    let valueLocation = text.location(at: quoted ? position + 1 : position)
    let value = quoted ? try quotedValue() : try bareValue()
    return CellAttribute(name: name, value: value, location: location, valueLocation: valueLocation)
  }

  private mutating func quotedValue() throws(Failure) -> String {
    let opening = position
    let quote = text.bytes[position]
    position += 1
    var value: [UInt8] = []
    var lineIsBlank = false
    while let byte = current, byte != quote {
      if byte == .newline {
        if lineIsBlank { break }
        lineIsBlank = true
        while value.last?.isBlank ?? false { value.removeLast() }
        value.append(.space)
        position += 1
        while let next = self.current, next.isBlank { position += 1 }
      } else {
        if !byte.isBlankOrLineEnd { lineIsBlank = false }
        appendLiteral(byte, to: &value)
      }
    }
    guard current == quote else {
      position = opening
      throw failure("the value has no closing quote")
    }
    position += 1
    return String(decoding: value, as: UTF8.self)
  }

  private mutating func bareValue() throws(Failure) -> String {
    var value: [UInt8] = []
    while let byte = current, !byte.isBlankOrLineEnd, byte != UInt8(ascii: "}") {
      appendLiteral(byte, to: &value)
    }
    guard !value.isEmpty else { throw failure("a value is expected after `=`") }
    return String(decoding: value, as: UTF8.self)
  }

  /// Takes one character of a value: `\"` stands for `"`, and `&amp;` for `&`.
  private mutating func appendLiteral(_ byte: UInt8, to value: inout [UInt8]) {
    if byte == .backslash, let next, next < 0x80, next > 0x20, !next.isLetter, !next.isDigit, next != 0x7F {
      value.append(next)
      position += 2
    } else if byte == UInt8(ascii: "&"), let (text, length) = characterReference() {
      value.append(contentsOf: text.utf8)
      position += length
    } else {
      if byte != .carriageReturn { value.append(byte) }
      position += 1
    }
  }

  private func characterReference() -> (text: String, length: Int)? {
    let window = text.bytes[(position + 1)..<min(position + 10, text.bytes.count)]
    guard let end = window.firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = text.string((position + 1)..<end)
    let length = end + 1 - position
    let named = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}"]
    if let text = named[name] { return (text, length) }
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return code.flatMap(Unicode.Scalar.init).map { (String($0), length) }
  }
}
