import Foundation

/// The chapters as they were compiled: what the tangled sources register with the engine.
public struct CompiledBook: Sendable {
  /// In the order of the book.
  public var chapters: [CompiledChapter]
  /// Every module that a cell may call, also through others, in order of name.
  public var modules: [CompiledModule]
  /// Such as `Swift 6.3.1`.
  public var compiler: String

  /// As the tangled sources make it.
  public init(chapters: [CompiledChapter], modules: [CompiledModule], compiler: String) {
    self.chapters = chapters
    self.modules = modules
    self.compiler = compiler
  }
}

/// A module as it was compiled: what of it decides about values.
public struct CompiledModule: Sendable, Hashable, Codable {
  /// As in `import`.
  public var name: String
  /// The modules that it depends on directly, by name, sorted.
  public var dependencies: [String]
  /// The compiler's flags that may change what its code computes, in the compiler's order; empty until the list of
  /// commands is read.
  public var flags: String
  /// Every file of it that the compiler may read, in order of path.
  public var sources: [Source]

  /// A file of a module.
  public struct Source: Sendable, Hashable, Codable {
    /// Relative to the project's root, for messages: where a file lies does not count.
    public var path: String
    /// SHA-256 (hex) of its tokens.
    public var digest: String

    /// As the tangled sources make it.
    public init(path: String, digest: String) {
      self.path = path
      self.digest = digest
    }
  }

  /// As the tangled sources make it, which know no flags.
  public init(name: String, dependencies: [String] = [], flags: String = "", sources: [Source] = []) {
    self.name = name
    self.dependencies = dependencies
    self.flags = flags
    self.sources = sources
  }
}

/// The compiled cells of one chapter.
public struct CompiledChapter: Sendable {
  /// The chapter's file name without `.md`.
  public var name: String
  /// The cells that can run: all but setup cells and shown ones. Results come first, each group in the
  /// chapter's order.
  public var cells: [CompiledCell]

  /// As the tangled sources make it.
  public init(name: String, cells: [CompiledCell]) {
    self.name = name
    self.cells = cells
  }
}

/// A cell that can run.
public struct CompiledCell: Sendable {
  /// As written after `#` in the chapter, or made from the chapter's name, the kind and a number; unique in
  /// the book.
  public var id: String
  /// SHA-256 (hex) of the cell's canonical text.
  public var codeDigest: String
  /// The results that the cell reads, by id.
  public var reads: [String]
  /// The data sets that the cell reads, by their names in scope.
  public var dataSets: [String]
  /// The modules that the cell may call, beside those that they depend on.
  public var modules: [String]
  /// Whether the value may depend on the scale.
  public var readsScale: Bool
  /// Whether the value may depend on the book's seed.
  public var readsSeed: Bool
  /// What runs.
  public var body: Body

  /// What runs, by kind of cell.
  public enum Body: Sendable {
    case result(@Sendable (CellInputs) throws -> any Codable & Sendable)
    case figure(@Sendable (CellInputs) throws -> DrawnFigure)
    case table(@Sendable (CellInputs) throws -> Table)
    case claim(@Sendable (CellInputs) throws -> Judgement)
    case inline(@Sendable (CellInputs) throws -> String)
  }

  /// As the tangled sources make it.
  public init(
    id: String, codeDigest: String, reads: [String], dataSets: [String], modules: [String],
    readsScale: Bool, readsSeed: Bool, body: Body
  ) {
    self.id = id
    self.codeDigest = codeDigest
    self.reads = reads
    self.dataSets = dataSets
    self.modules = modules
    self.readsScale = readsScale
    self.readsSeed = readsSeed
    self.body = body
  }
}
