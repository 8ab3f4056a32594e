import Foundation

/// The chapters as they were compiled: what the tangled sources register with the engine.
public struct CompiledBook: Sendable {
  /// In the order of the book.
  public var chapters: [CompiledChapter]
  /// SHA-256 (hex) of each module's sources without comments and white space, and of the modules that
  /// it depends on, by module name.
  public var moduleDigests: [String: String]
  /// Such as `Swift 6.3.1`.
  public var compiler: String

  /// - Parameters:
  ///   - chapters: in the order of the book.
  ///   - moduleDigests: by module name.
  ///   - compiler: such as `Swift 6.3.1`.
  public init(chapters: [CompiledChapter], moduleDigests: [String: String], compiler: String) {
    self.chapters = chapters
    self.moduleDigests = moduleDigests
    self.compiler = compiler
  }
}

/// The compiled cells of one chapter.
public struct CompiledChapter: Sendable {
  /// The chapter's file name without `.md`.
  public var name: String
  /// The cells that can run: all but setup cells and shown ones. Results come first, each group in the
  /// chapter's order.
  public var cells: [CompiledCell]

  /// - Parameters:
  ///   - name: the chapter's file name without `.md`.
  ///   - cells: those that can run.
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
  /// The data sets that the cell reads: `mnist`, `cifar10`.
  public var dataSets: [String]
  /// The modules that the cell may call, beside what `moduleDigests` says they depend on.
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

  /// - Parameters:
  ///   - id: unique in the book.
  ///   - codeDigest: of the cell's canonical text.
  ///   - reads: ids of results.
  ///   - dataSets: names in scope.
  ///   - modules: without those that they depend on.
  ///   - readsScale: whether the scale is an ingredient of the cell's key.
  ///   - readsSeed: whether the seed is one.
  ///   - body: what runs.
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
