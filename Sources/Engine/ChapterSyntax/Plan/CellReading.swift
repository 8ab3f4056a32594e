import Support

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
  /// The book's.
  var declarations: BookDeclarations

  init(_ cell: Cell, chapter: String, _ declarations: BookDeclarations) {
    self.declarations = declarations
    self.cell = cell
    self.chapter = chapter
    name = CellName.camelCase(cell.id)
    tokens = SwiftTokens(cell.body, startingAt: cell.bodyLocation)
    uses = cell.kind == .setup ? [:] : tokens.usedNames
    imports = ModuleImport.all(in: tokens)
  }

  /// Its tokens without imports, which decide about modules and not about what is computed.
  var canonicalText: String { tokens.canonicalText(without: imports) }
}

extension SwiftTokens {
  /// The canonical text without imports of `modules`.
  package func canonicalText(withoutImportsOf modules: Set<String>) -> String {
    canonicalText(without: ModuleImport.all(in: self).filter { modules.contains($0.module) })
  }

  func canonicalText(without imports: [ModuleImport]) -> String {
    var parts: [String] = []
    var start = 0
    for declaration in imports where declaration.tokens.lowerBound >= start {
      parts.append(Self.canonicalText(of: tokens[start..<declaration.tokens.lowerBound]))
      start = declaration.tokens.upperBound
    }
    parts.append(Self.canonicalText(of: tokens[start...]))
    return parts.filter { !$0.isEmpty }.joined(separator: "\u{1F}")
  }
}

/// All chapters as read, which the rules look at.
struct BookReading {
  var chapters: [Chapter]
  var cells: [CellReading]
  /// The Swift files beside the chapters.
  var sources: [ChapterSource]

  init(_ chapters: [Chapter], sources: [ChapterSource] = [], _ declarations: BookDeclarations) {
    self.chapters = chapters
    self.sources = sources
    let readings = chapters.concurrentMap { chapter in
      chapter.cells.map { CellReading($0, chapter: chapter.name, declarations) }
    }
    cells = readings.flatMap { $0 }
  }
}
