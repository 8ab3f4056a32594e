import Support

/// Finds the setup cells, and the Swift files beside the chapters, that a cell depends on, also through others.
struct SetupIndex {
  private let texts: [SwiftTokens]
  private let canonicalTexts: [String]
  private var byName: [String: [Int]] = [:]
  private var everywhere: [Int] = []

  /// Files come before setup cells, by their contents, so that their names and places do not count.
  init(_ book: BookReading) {
    let cells = book.cells.filter { $0.cell.kind == .setup }
    let files = book.sources.map { SwiftTokens($0.text, startingAt: SourceLocation(file: $0.path, line: 1)) }
      .sorted { $0.canonicalText < $1.canonicalText }
    texts = files + cells.map(\.tokens)
    canonicalTexts = files.map(\.canonicalText) + cells.map(\.canonicalText)
    let types = Set(texts.flatMap { SetupDeclarations.types(in: $0.tokens) })
    for (index, text) in texts.enumerated() {
      let declared = SetupDeclarations(text.tokens, ownTypes: types)
      for name in declared.names { byName[name, default: []].append(index) }
      if declared.countsEverywhere { everywhere.append(index) }
    }
  }

  /// The canonical texts of what something with `tokens` uses, in a fixed order.
  func canonicalTexts(usedBy tokens: [SwiftToken]) -> [String] {
    guard !texts.isEmpty else { return [] }
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
    while let index = pending.popLast() { follow(texts[index].tokens) }
    return used.sorted().map { canonicalTexts[$0] }
  }
}
