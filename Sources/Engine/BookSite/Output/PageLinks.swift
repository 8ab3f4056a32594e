import Foundation

/// What one page of the site points to, and what in it can be pointed to.
struct PageLinks: Sendable {
  /// How an attribute points.
  enum Use: Hashable, Sendable {
    /// Where a reader goes.
    case link
    /// What the browser loads with the page.
    case load
    /// Several images, each with its size behind it.
    case loadSet
    /// Ids in the same page, separated by white space.
    case ids
  }

  struct Link: Hashable, Sendable {
    var attribute: String
    /// Without character references.
    var value: String
    var use: Use
  }

  var ids: Set<String> = []
  var repeatedIDs: Set<String> = []
  /// Each once.
  var links: Set<Link> = []

  /// Reads the tags of an HTML page.
  init(_ html: Data) {
    var scanner = TagScanner()
    html.withUnsafeBytes { scanner.scan($0) }
    self = scanner.found
  }

  fileprivate init() {}

  /// By the attribute's name, and where the element decides, `element attribute`.
  fileprivate static let uses: [String: Use] = [
    "href": .link, "xlink:href": .link, "data-preview": .link, "cite": .link, "link href": .load,
    "image href": .load, "src": .load, "poster": .load, "object data": .load, "srcset": .loadSet,
    "aria-controls": .ids, "aria-labelledby": .ids, "aria-describedby": .ids, "aria-details": .ids,
    "aria-owns": .ids, "aria-flowto": .ids, "aria-activedescendant": .ids, "aria-errormessage": .ids,
    "for": .ids, "headers": .ids, "list": .ids, "form": .ids,
  ]

  /// Most attributes point nowhere: their lengths and first letters tell.
  fileprivate static let mayPoint: [Bool] = {
    var table = Array(repeating: false, count: 256 * 32)
    for name in (uses.keys.map { $0.split(separator: " ").last ?? "" } + ["id", "name"]) {
      if let first = name.utf8.first { table[Int(first) * 32 + name.utf8.count] = true }
    }
    return table
  }()
}

/// One pass over the bytes of a page.
private struct TagScanner {
  var found = PageLinks()

  mutating func scan(_ bytes: UnsafeRawBufferPointer) {
    var position = 0
    while let open = Self.find("<", in: bytes, from: position) {
      position = open + 1
      guard position < bytes.count else { return }
      if Self.text(bytes, position, min(position + 3, bytes.count)) == "!--" {
        position = Self.find("-->", in: bytes, from: position + 3) ?? bytes.count
      } else if Self.isLetter(bytes[position]) {
        position = tag(bytes, position)
      }
    }
  }

  /// - Returns: the place behind the tag, and behind the text of a script or a style sheet.
  private mutating func tag(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
    var position = Self.end(ofNameIn: bytes, from: start)
    let nameEnd = position
    while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
      guard !Self.isSpace(bytes[position]), bytes[position] != UInt8(ascii: "/") else {
        position += 1
        continue
      }
      let attribute = position
      // A name has one letter or more, whatever it is.
      position = Self.end(ofNameIn: bytes, from: position + 1)
      let attributeEnd = position
      while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
      guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else { continue }
      position += 1
      while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
      guard position < bytes.count else { break }
      let quote = bytes[position]
      var value = position..<position
      if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
        value =
          (position + 1)..<max(position + 1, Self.find(quote, in: bytes, from: position + 1) ?? bytes.count)
        position = min(value.upperBound + 1, bytes.count)
      } else {
        while position < bytes.count, !Self.isSpace(bytes[position]), bytes[position] != UInt8(ascii: ">") {
          position += 1
        }
        value = value.lowerBound..<position
      }
      let length = attributeEnd - attribute
      guard length < 32, PageLinks.mayPoint[Int(bytes[attribute] | 0x20) * 32 + length] else { continue }
      let element = Self.text(bytes, start, nameEnd).lowercased()
      add(
        Self.text(bytes, attribute, attributeEnd).lowercased(),
        Self.text(bytes, value.lowerBound, value.upperBound), element)
    }
    position = min(position + 1, bytes.count)
    let element = nameEnd - start <= 6 ? Self.text(bytes, start, nameEnd).lowercased() : ""
    guard element == "script" || element == "style" else { return position }
    return Self.find("</", in: bytes, from: position) ?? bytes.count
  }

  private mutating func add(_ attribute: String, _ raw: String, _ element: String) {
    let value = CharacterReferences.resolved(raw)
    if attribute == "id" || (attribute == "name" && element == "a") {
      if !found.ids.insert(value).inserted { found.repeatedIDs.insert(value) }
    } else if let use = PageLinks.uses["\(element) \(attribute)"] ?? PageLinks.uses[attribute] {
      found.links.insert(PageLinks.Link(attribute: attribute, value: value, use: use))
    }
  }

  // MARK: - Bytes

  private static func find(_ text: StaticString, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    var position = start
    while let found = find(text.utf8Start[0], in: bytes, from: position) {
      if found + text.utf8CodeUnitCount <= bytes.count,
        memcmp(bytes.baseAddress! + found, text.utf8Start, text.utf8CodeUnitCount) == 0
      {
        return found
      }
      position = found + 1
    }
    return nil
  }

  private static func find(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress,
      let place = memchr(base + start, Int32(byte), bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(place) - base
  }

  private static func end(ofNameIn bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var position = start
    while position < bytes.count, !isSpace(bytes[position]), bytes[position] != UInt8(ascii: "="),
      bytes[position] != UInt8(ascii: ">"), bytes[position] != UInt8(ascii: "/")
    {
      position += 1
    }
    return position
  }

  private static func text(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> String {
    String(decoding: bytes[min(start, end)..<end], as: UTF8.self)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 0x20) }
}

/// Character references of HTML, as far as text of ours, of pandoc's and of KaTeX's has them.
enum CharacterReferences {
  private static let named: [Substring: Character] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}",
  ]

  static func resolved(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var result = ""
    var rest = Substring(text)
    while let ampersand = rest.firstIndex(of: "&") {
      result += rest[..<ampersand]
      rest = rest[ampersand...]
      guard let end = rest.prefix(32).firstIndex(of: ";"),
        let character = character(rest[rest.index(after: ampersand)..<end])
      else {
        result += "&"
        rest = rest.dropFirst()
        continue
      }
      result.append(character)
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private static func character(_ name: Substring) -> Character? {
    guard name.hasPrefix("#") else { return named[name] }
    let digits = name.dropFirst()
    let number = digits.lowercased().hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    return number.flatMap(Unicode.Scalar.init).map(Character.init)
  }
}
