import Support

/// A result cannot be computed from its own value.
enum SelfReading {
  static let id = "reads-itself"

  static func diagnose(_ book: BookReading) -> [Diagnostic] {
    let setups = book.cells.filter { $0.cell.kind == .setup }.map(\.tokens)
    let files = book.sources.map { SwiftTokens($0.text, startingAt: SourceLocation(file: $0.path, line: 1)) }
    let declared = Set((setups + files).flatMap { SetupDeclarations($0.tokens, ownTypes: []).names })
    return book.cells.compactMap { reading in
      guard reading.cell.kind == .result, !declared.contains(reading.name),
        let place = ownUse(reading)
      else { return nil }
      return Diagnostic(
        id: id, message: "the result `\(reading.cell.id)` reads itself", at: place,
        notes: [
          Diagnostic.Note(
            "`\(reading.name)` is the name of what this cell computes", at: reading.cell.idLocation)
        ],
        fix: "read another result, or give this one another id")
    }
  }

  /// Where the cell reads its name, unless it declares a name of its own that is the same, or calls a function of that name.
  private static func ownUse(_ reading: CellReading) -> SourceLocation? {
    guard let place = reading.uses[reading.name] else { return nil }
    let tokens = reading.tokens.tokens
    for (index, token) in tokens.enumerated() where token.name == reading.name {
      let isMember = index > 0 && tokens[index - 1].isPunctuation(".")
      let next = index + 1 < tokens.count ? tokens[index + 1].text : ""
      if !isMember, ["in", "(", ",", ":"].contains(next) || isDeclared(tokens[..<index]) { return nil }
    }
    return place
  }

  /// Whether a declaration goes on to here, such as `var (sum, `.
  private static func isDeclared(_ tokens: ArraySlice<SwiftToken>) -> Bool {
    for token in tokens.reversed() {
      guard let name = token.name else {
        if token.kind == .punctuation, "(),:[]?".contains(token.text) { continue }
        return false
      }
      if ["let", "var", "for", "case", "func", "inout", "struct", "enum", "class"].contains(name) {
        return true
      }
      if SwiftKeywords.reserved.contains(name) { return false }
    }
    return false
  }
}
