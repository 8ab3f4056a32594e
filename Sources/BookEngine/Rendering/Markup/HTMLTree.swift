/// A node of the HTML that pandoc writes.
enum HTMLNode: Hashable, Sendable {
  /// Text as it stands in the file, character references unresolved.
  case text(String)
  case element(HTMLElement)
  /// HTML of ours, put in as it is.
  case markup(Markup)
}

struct HTMLElement: Hashable, Sendable {
  struct Attribute: Hashable, Sendable {
    var name: String
    /// As it stands between the quotes, character references unresolved.
    var value: String
  }

  var name: String
  var attributes: [Attribute] = []
  var children: [HTMLNode] = []

  subscript(name: String) -> String? {
    get { attributes.first { $0.name == name }?.value }
    set {
      let place = attributes.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): attributes[place].value = value
      case (let place?, nil): attributes.remove(at: place)
      case (nil, let value?): attributes.append(Attribute(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  func hasClass(_ name: String) -> Bool {
    (self["class"] ?? "").split(separator: " ").contains { $0 == name }
  }

  static let void: Set<String> = ["br", "hr", "img", "input", "col", "wbr"]
}

extension HTMLNode {
  /// The nodes of `html`, which must be as pandoc writes it: balanced, attributes in double quotes.
  static func parse(_ html: String) -> [HTMLNode] {
    var parser = HTMLParser(bytes: Array(html.utf8))
    return parser.parse()
  }

  func write(to html: inout String) {
    switch self {
    case .text(let text): html += text
    case .markup(let markup): html += markup.html
    case .element(let element):
      html += "<" + element.name
      for attribute in element.attributes {
        html += " \(attribute.name)=\"\(attribute.value)\""
      }
      html += ">"
      if HTMLElement.void.contains(element.name) { return }
      for child in element.children { child.write(to: &html) }
      html += "</\(element.name)>"
    }
  }
}

extension [HTMLNode] {
  var markup: Markup {
    var html = ""
    for node in self { node.write(to: &html) }
    return Markup(trusted: html)
  }
}

/// One pass over the bytes with a stack of open elements.
private struct HTMLParser {
  let bytes: [UInt8]
  var position = 0
  var open: [HTMLElement] = []
  var nodes: [HTMLNode] = []

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func parse() -> [HTMLNode] {
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "<"), position + 1 < bytes.count {
        if bytes[position + 1] == UInt8(ascii: "/") {
          closeTag()
        } else {
          openTag()
        }
      } else {
        text()
      }
    }
    while !open.isEmpty { closeInnermost() }
    return nodes
  }

  private mutating func append(_ node: HTMLNode) {
    if open.isEmpty { nodes.append(node) } else { open[open.count - 1].children.append(node) }
  }

  private mutating func text() {
    let start = position
    repeat { position += 1 } while position < bytes.count && bytes[position] != UInt8(ascii: "<")
    append(.text(string(start, position)))
  }

  private mutating func closeTag() {
    let start = position + 2
    skip(to: ">")
    let name = string(start, position)
    position += 1
    if open.contains(where: { $0.name == name }) {
      while let innermost = open.last {
        closeInnermost()
        if innermost.name == name { break }
      }
    }
  }

  private mutating func closeInnermost() {
    let element = open.removeLast()
    append(.element(element))
  }

  private mutating func openTag() {
    position += 1
    var element = HTMLElement(name: word())
    while position < bytes.count, bytes[position] != UInt8(ascii: ">") {
      if bytes[position] <= 32 || bytes[position] == UInt8(ascii: "/") {
        position += 1
        continue
      }
      let name = word()
      guard !name.isEmpty else {
        position += 1
        continue
      }
      var value = ""
      if position + 1 < bytes.count, bytes[position] == UInt8(ascii: "=") {
        position += 2
        let start = position
        skip(to: "\"")
        value = string(start, position)
        position += 1
      }
      element.attributes.append(.init(name: name, value: value))
    }
    position += 1
    if HTMLElement.void.contains(element.name) {
      append(.element(element))
    } else {
      open.append(element)
    }
  }

  private mutating func word() -> String {
    let start = position
    while position < bytes.count, bytes[position] > 32, !"=>/\"".utf8.contains(bytes[position]) {
      position += 1
    }
    return string(start, position)
  }

  private mutating func skip(to end: Unicode.Scalar) {
    while position < bytes.count, bytes[position] != UInt8(ascii: end) { position += 1 }
  }

  private func string(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[min(start, bytes.count)..<min(end, bytes.count)], as: UTF8.self)
  }
}
