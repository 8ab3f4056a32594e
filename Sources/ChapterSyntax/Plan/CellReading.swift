import Diagnostics

/// A cell with what its tokens tell before the other cells are known.
struct CellReading {
  var cell: Cell
  /// The chapter's name.
  var chapter: String
  var name: String
  var tokens: SwiftTokens
  /// The names that it uses, with the place of the first use.
  var uses: [String: SourceLocation]
  var imports: [ModuleImport]

  init(_ cell: Cell, chapter: String) {
    self.cell = cell
    self.chapter = chapter
    name = CellName.camelCase(cell.id)
    tokens = SwiftTokens(cell.body, startingAt: cell.bodyLocation)
    uses = cell.kind == .setup ? [:] : tokens.usedNames
    imports = ModuleImport.all(in: tokens)
  }

  /// Its tokens without imports, which decide about modules and not about what is computed.
  var canonicalText: String {
    var parts: [String] = []
    var start = 0
    for declaration in imports where declaration.tokens.lowerBound >= start {
      parts.append(SwiftTokens.canonicalText(of: tokens.tokens[start..<declaration.tokens.lowerBound]))
      start = declaration.tokens.upperBound
    }
    parts.append(SwiftTokens.canonicalText(of: tokens.tokens[start...]))
    return parts.filter { !$0.isEmpty }.joined(separator: "\u{1F}")
  }
}

/// All chapters as read, which the rules look at.
struct BookReading {
  var chapters: [Chapter]
  var cells: [CellReading]

  init(_ chapters: [Chapter]) {
    self.chapters = chapters
    cells = chapters.flatMap { chapter in chapter.cells.map { CellReading($0, chapter: chapter.name) } }
  }
}
