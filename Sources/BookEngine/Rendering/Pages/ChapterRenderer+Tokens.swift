import ChapterSyntax

/// Tokens in pandoc's HTML, and what takes their place.
extension ChapterRenderer {
  /// The number of the token that `text` is, if it is one.
  func tokenIndex(_ text: some StringProtocol) -> Int? {
    guard text.hasPrefix(scanned.tokenPrefix), text.hasSuffix("z"),
      let index = Int(text.dropFirst(scanned.tokenPrefix.count).dropLast()),
      scanned.placeholders.indices.contains(index)
    else { return nil }
    return index
  }

  /// `text` with its tokens replaced.
  mutating func substitute(_ text: String) -> [HTMLNode] {
    var nodes: [HTMLNode] = []
    for piece in text.split(tokenPrefix: scanned.tokenPrefix) {
      if let index = tokenIndex(piece) {
        nodes.append(.markup(inline(index)))
      } else {
        nodes.append(.text(piece))
        addText(piece)
      }
    }
    return nodes
  }

  private mutating func inline(_ index: Int) -> Markup {
    switch scanned.placeholders[index] {
    case .formula(let placed): return formula(placed)
    case .inlineValue(let cell):
      let value = cells.inlineValue(cell)
      addText(value.text)
      return value.html
    case .reference(let use): return reference(use)
    case .theoremHead(let target): return theoremHead(target)
    case .tableLabel(let target):
      addText(target.name)
      return "<span class=\"label\">\(target.name).</span> "
    case .title, .cell, .destination: return ""
    }
  }

  private mutating func formula(_ placed: PlacedFormula) -> Markup {
    addText(placed.formula.tex)
    let html = context.mathematics[placed.formula]
    guard placed.formula.isDisplay else { return html }
    guard let target = placed.target else {
      return "<span class=\"equation\"><span class=\"scroll\">\(html)</span></span>"
    }
    preview(target.id, html)
    return """
      <span class="equation numbered" id="\(target.id)"><span class="scroll">\(html)</span>\
      <a class="equation-number" href="#\(target.id)" aria-label="Equation \(target.number)">\
      (\(target.number))</a></span>
      """
  }

  private mutating func reference(_ use: ReferenceUse) -> Markup {
    guard let target = context.references.target(of: use) else { return "" }
    let name = use.isNumberAlone && !target.number.isEmpty ? target.number : target.name
    addText(name)
    return """
      <a class="reference" href="\(localHref(of: target))" data-preview="\(target.href)">\(name)</a>
      """
  }

  private mutating func theoremHead(_ target: Target) -> Markup {
    let label = target.number.isEmpty ? target.label : target.label + "\u{A0}" + target.number
    addText(label + " ")
    guard !target.id.isEmpty else { return "<span class=\"theorem-label\">\(label)</span>" }
    return "<a class=\"theorem-label\" href=\"#\(target.id)\">\(label)</a>"
  }

  /// Within a page, the fragment alone.
  func localHref(of target: Target) -> String {
    target.page == scanned.page && target.kind != .chapter ? "#" + target.id : target.href
  }
}

extension String {
  /// The pieces before, between and after tokens, and the tokens themselves, in order.
  func split(tokenPrefix: String) -> [String] {
    let bytes = Array(utf8)
    let prefix = Array(tokenPrefix.utf8)
    guard bytes.count >= prefix.count, let first = prefix.first else { return [self] }
    var pieces: [String] = []
    var start = 0
    var position = 0
    while position <= bytes.count - prefix.count {
      guard bytes[position] == first, bytes[position..<(position + prefix.count)].elementsEqual(prefix) else {
        position += 1
        continue
      }
      if position > start { pieces.append(String(decoding: bytes[start..<position], as: UTF8.self)) }
      start = position
      position += prefix.count
      while position < bytes.count, bytes[position] != UInt8(ascii: "z") { position += 1 }
      position = min(position + 1, bytes.count)
      pieces.append(String(decoding: bytes[start..<position], as: UTF8.self))
      start = position
    }
    if start < bytes.count { pieces.append(String(decoding: bytes[start...], as: UTF8.self)) }
    return pieces
  }
}

extension HTMLElement {
  /// The elements named `name` at any depth.
  func elements(named name: String) -> [HTMLElement] {
    children.flatMap { child -> [HTMLElement] in
      guard case .element(let element) = child else { return [] }
      return element.name == name ? [element] : element.elements(named: name)
    }
  }

  func tokens(prefix: String) -> [String] {
    children.flatMap { child -> [String] in
      switch child {
      case .text(let text): text.split(tokenPrefix: prefix).filter { $0.hasPrefix(prefix) }
      case .element(let element): element.tokens(prefix: prefix)
      case .markup: []
      }
    }
  }
}

extension [HTMLNode] {
  /// The text without tags, character references unresolved.
  var plainText: String {
    map { node in
      switch node {
      case .text(let text): text
      case .element(let element): element.children.plainText
      case .markup: ""
      }
    }.joined()
  }

  /// The content of the only paragraph, where there is nothing else.
  var unwrappingParagraph: [HTMLNode] {
    let blocks = filter { node in
      if case .text(let text) = node { return text.contains { !$0.isWhitespace } }
      return true
    }
    if blocks.count == 1, case .element(let element) = blocks[0], element.name == "p" {
      return element.children
    }
    return blocks
  }
}
