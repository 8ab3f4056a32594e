/// What a setup cell declares, so as to find the cells that use it.
struct SetupDeclarations {
  /// Names and operators; for extensions the extended type and the members.
  var names: Set<String> = []
  /// Whether it gives a type of others a conformance, initializer or subscript, whose use shows in no name.
  var countsEverywhere = false

  private static let keywords: Set = [
    "struct", "class", "enum", "actor", "protocol", "typealias", "func", "let", "var", "macro", "operator",
  ]

  /// - Parameter ownTypes: the types that setup cells declare.
  init(_ tokens: [SwiftToken], ownTypes: Set<String>) {
    var depth = 0
    var extensionDepth: Int?
    for (index, token) in tokens.enumerated() {
      if token.closes {
        depth -= 1
        if let inside = extensionDepth, depth < inside { extensionDepth = nil }
      }
      defer { if token.opens { depth += 1 } }
      guard let word = token.name, !token.text.hasPrefix("`"), index + 1 < tokens.count else { continue }
      if word == "extension", depth == 0 {
        extensionDepth = 1
        addExtension(tokens[(index + 1)...], ownTypes: ownTypes)
      } else if depth == 0 || depth == extensionDepth {
        if Self.keywords.contains(word) { addNames(tokens[(index + 1)...]) }
        if extensionDepth != nil, word == "subscript" || word == "init" { names.insert(word) }
      }
    }
  }

  private mutating func addNames(_ rest: ArraySlice<SwiftToken>) {
    guard let first = rest.first else { return }
    guard first.isPunctuation("(") else {
      names.insert(first.name ?? first.text)
      return
    }
    for token in rest.prefix(while: { !$0.isPunctuation(")") }) {
      if let name = token.name { names.insert(name) }
    }
  }

  private mutating func addExtension(_ rest: ArraySlice<SwiftToken>, ownTypes: Set<String>) {
    let head = rest.prefix { !$0.isPunctuation("{") }
    let type = head.prefix { !$0.isPunctuation(":") && $0.text != "where" }.compactMap(\.name)
    names.formUnion(type)
    guard type.allSatisfy({ !ownTypes.contains($0) }) else { return }
    var depth = 0
    let body = rest.dropFirst(head.count).prefix { token in
      if token.opens { depth += 1 }
      if token.closes { depth -= 1 }
      return depth > 0
    }
    if head.contains(where: { $0.isPunctuation(":") })
      || body.contains(where: { $0.text == "subscript" || $0.text == "init" })
    {
      countsEverywhere = true
    }
  }

  /// The types that `tokens` declare at any depth.
  static func types(in tokens: [SwiftToken]) -> [String] {
    let keywords: Set = ["struct", "class", "enum", "actor", "protocol", "typealias"]
    return zip(tokens, tokens.dropFirst()).compactMap { keyword, next in
      keyword.name.map(keywords.contains) ?? false ? next.name : nil
    }
  }
}

/// Finds the setup cells that a cell depends on, also through other setup cells.
struct SetupIndex {
  private let cells: [CellReading]
  private let canonicalTexts: [String]
  private var byName: [String: [Int]] = [:]
  private var everywhere: [Int] = []

  init(_ book: BookReading) {
    cells = book.cells.filter { $0.cell.kind == .setup }
    canonicalTexts = cells.map(\.canonicalText)
    let types = Set(cells.flatMap { SetupDeclarations.types(in: $0.tokens.tokens) })
    for (index, cell) in cells.enumerated() {
      let declared = SetupDeclarations(cell.tokens.tokens, ownTypes: types)
      for name in declared.names { byName[name, default: []].append(index) }
      if declared.countsEverywhere { everywhere.append(index) }
    }
  }

  /// The canonical texts of the setup cells that something with `tokens` uses, in the book's order.
  func canonicalTexts(usedBy tokens: [SwiftToken]) -> [String] {
    guard !cells.isEmpty else { return [] }
    var used = Set(everywhere)
    var pending = everywhere
    func follow(_ tokens: [SwiftToken]) {
      for token in tokens {
        for index in byName[token.name ?? token.text] ?? [] where used.insert(index).inserted {
          pending.append(index)
        }
      }
    }
    follow(tokens)
    while let index = pending.popLast() { follow(cells[index].tokens.tokens) }
    return used.sorted().map { canonicalTexts[$0] }
  }
}
