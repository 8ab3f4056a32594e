import Support

/// A cell with everything that its text alone tells: what it reads, imports and depends on.
package struct PlannedCell: Sendable {
  /// The cell as it stands in the chapter.
  package var cell: Cell
  /// The chapter's `name`.
  package var chapter: String
  /// The Swift identifier of the cell: its id in camel case. For results, the name in scope elsewhere.
  package var name: String
  /// Ids of the results whose names occur among the cell's tokens, in order of id.
  package var reads: [String]
  /// Data sets in scope by name that the cell's tokens use, sorted.
  package var dataSets: [String]
  /// Modules that the cell may import besides the standard ones, sorted; never the transitive closure.
  package var modules: [String]
  /// Whether `scale` occurs among the tokens.
  package var readsScale: Bool
  /// Whether `seed` occurs among the tokens.
  package var readsSeed: Bool
  /// Whether it reports its progress: `progress` occurs among the tokens.
  package var readsProgress: Bool
  /// Whether it keeps checkpoints: `checkpoint` occurs among the tokens.
  package var readsCheckpoint: Bool
  /// Whether it computes shards: `cell` occurs among the tokens.
  package var readsCell: Bool
  /// The tokens of the cell, and of the setup cells whose declarations it uses (of theirs too, and so
  /// on), with the attributes that change what it computes (`type`, also of the results that it reads, and
  /// `format`), and the function that is generated around it. Tokens are separated by U+001F, parts by U+001D. Comments and white space do not occur,
  /// but where white space means something in Swift, U+001E says so (see `SwiftTokens.canonicalText`):
  /// two cells with equal canonical text compute the same.
  package var canonicalText: String

  package init(
    cell: Cell, chapter: String, name: String, reads: [String], dataSets: [String], modules: [String],
    readsScale: Bool, readsSeed: Bool, readsProgress: Bool = false, readsCheckpoint: Bool = false,
    readsCell: Bool = false, canonicalText: String
  ) {
    self.cell = cell
    self.chapter = chapter
    self.name = name
    self.reads = reads
    self.dataSets = dataSets
    self.modules = modules
    self.readsScale = readsScale
    self.readsSeed = readsSeed
    self.readsProgress = readsProgress
    self.readsCheckpoint = readsCheckpoint
    self.readsCell = readsCell
    self.canonicalText = canonicalText
  }
}

/// All chapters, and their cells in an order in which each comes after the results that it reads.
package struct BookPlan: Sendable {
  /// In the order in which they were given to `BookPlan.make`, which is that of the book.
  package var chapters: [Chapter]
  /// In an order in which they can be computed, otherwise that of the text. Results that read each other in a
  /// circle are among them, at an arbitrary place.
  package var cells: [PlannedCell]
  /// What an author should know, though the book can be built.
  package var warnings: [Diagnostic]

  /// A plan that was made elsewhere; nothing is checked. See ``make(chapters:)``.
  package init(chapters: [Chapter], cells: [PlannedCell], warnings: [Diagnostic] = []) {
    self.chapters = chapters
    self.cells = cells
    self.warnings = warnings
  }
}

/// A Swift file beside the chapters, compiled into their module.
package struct ChapterSource: Sendable, Hashable {
  /// Relative to the project's root, such as `chapters/Chapters.swift`.
  package var path: String
  /// The whole file.
  package var text: String

  /// A file that was read elsewhere.
  package init(path: String, text: String) {
    self.path = path
    self.text = text
  }
}
