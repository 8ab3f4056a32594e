import BookEvaluation
import BookStore
import CellKit
import ChapterSyntax
import Digests
import Foundation
import Support

/// A cell of a book that exists only in a test.
package struct TestCell: Sendable {
  package var id: String
  package var kind: CellKind
  /// Stands for the tokens: its digest is the cell's.
  package var code: String
  package var reads: [String]
  package var modules: [String]
  package var dataSets: [String]
  package var readsScale: Bool
  package var readsSeed: Bool
  package var attributes: [String: String]
  package var body: CompiledCell.Body

  package init(
    id: String, kind: CellKind = .result, code: String = "1", reads: [String] = [], modules: [String] = [],
    dataSets: [String] = [], readsScale: Bool = false, readsSeed: Bool = false,
    attributes: [String: String] = [:], body: CompiledCell.Body = .result { _ in 1 }
  ) {
    (self.id, self.kind, self.code, self.reads, self.modules) = (id, kind, code, reads, modules)
    (self.dataSets, self.readsScale, self.readsSeed) = (dataSets, readsScale, readsSeed)
    (self.attributes, self.body) = (attributes, body)
  }
}

/// A book of one chapter, as the syntax and the compiler would give it to the engine.
package struct TestBook: Sendable {
  package var cells: [TestCell]
  package var modules = [module("Kit", "kit-1"), module("Plotting", "plotting-1", dependsOn: ["Library"])]
  package var libraries: [String: String] = [:]
  package var compiler = "Swift 6.3"
  package var dataSets: [DataSetSource] = []
  package var quickDataSets: [DataSetSource] = []
  package var seed: UInt64 = 1

  package init(_ cells: [TestCell]) { self.cells = cells }

  /// A module of one file, `Sources/NAME/a.swift`.
  package static func module(_ name: String, _ tokens: String, dependsOn: [String] = []) -> CompiledModule {
    CompiledModule(
      name: name, dependencies: dependsOn, flags: "-O",
      sources: [CompiledModule.Source(path: "Sources/\(name)/a.swift", digest: tokens)])
  }

  /// Replaces the module's only file.
  package mutating func setModule(_ name: String, _ tokens: String) {
    modules.removeAll { $0.name == name }
    modules.append(Self.module(name, tokens, dependsOn: name == "Plotting" ? ["Library"] : []))
  }

  package subscript(id: String) -> TestCell {
    get { cells.first { $0.id == id } ?? TestCell(id: id) }
    set { cells = cells.map { $0.id == id ? newValue : $0 } }
  }

  package func book(in project: ProjectPaths) -> Book {
    let plan = plan
    var book = Book(
      project: project, compiled: compiled, dataSets: dataSets, seed: seed,
      readPlan: { _ throws(AuthoringError) in plan })
    book.quickDataSets = quickDataSets
    book.libraries = libraries
    book.environment = {
      RunEnvironment(processor: "test", kernelLevel: "plain", libraries: ["SQLite 3"], commit: nil)
    }
    return book
  }

  package var compiled: CompiledBook {
    let compiled = cells.map { cell in
      CompiledCell(
        id: cell.id, codeDigest: SHA256.hex(cell.code), reads: cell.reads, dataSets: cell.dataSets,
        modules: cell.modules, readsScale: cell.readsScale, readsSeed: cell.readsSeed, body: cell.body)
    }
    return CompiledBook(
      chapters: [CompiledChapter(name: "01-test", cells: compiled)], modules: modules,
      compiler: compiler)
  }

  package var plan: BookPlan {
    let planned = cells.enumerated().map { index, cell in
      let place = SourceLocation(file: "chapters/01-test.md", line: 10 * (index + 1))
      let attributes = cell.attributes.sorted { $0.key < $1.key }.map {
        CellAttribute(name: $0.key, value: $0.value, location: place)
      }
      let written = Cell(
        kind: cell.kind, id: cell.id, attributes: attributes, body: cell.code + "\n", location: place,
        bodyLocation: SourceLocation(file: place.file, line: place.line + 1), caption: nil,
        lines: place.line...place.line + 2)
      return PlannedCell(
        cell: written, chapter: "01-test", name: cell.id, reads: cell.reads, dataSets: cell.dataSets,
        modules: cell.modules, readsScale: cell.readsScale, readsSeed: cell.readsSeed,
        readsProgress: false, canonicalText: cell.code)
    }
    let chapter = Chapter(
      name: "01-test", path: "chapters/01-test.md", text: Self.text(of: planned.map(\.cell)), title: "Test",
      cells: planned.map(\.cell))
    return BookPlan(chapters: [chapter], cells: planned)
  }

  /// The cells as an author would write them, each at its line.
  private static func text(of cells: [Cell]) -> String {
    var lines: [String] = []
    for cell in cells {
      lines += Array(repeating: "", count: max(0, cell.location.line - 1 - lines.count))
      let code = cell.body.split(separator: "\n").joined(separator: " ")
      lines +=
        cell.kind == .inline
        ? ["`\(code)`{.swift}"]
        : ["``` {.swift\(cell.kind == .swift ? "" : " .\(cell.kind.rawValue)")}", code, "```"]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension TestBook {
  /// Evaluates the book with what `project` has stored, and stores the rest.
  package func evaluate(
    in project: TemporaryProject, scale: Scale = .paper, execution: Execution = .run(jobs: 2),
    recompute: Set<String> = [], report: @escaping (BuildEvent) -> Void = { _ in }
  ) throws -> Evaluation {
    let book = book(in: project.paths)
    let store = try Store.writer(for: project.paths)
    defer { store.endWriting() }
    let request = BuildRequest(scale: scale, execution: execution, recompute: recompute)
    var evaluator = try book.evaluator(of: book.read().cells, request, store: store, report: report)
    return try evaluator.evaluate()
  }

  /// What is to be done about every cell, by id.
  package func plan(in project: TemporaryProject, scale: Scale = .paper) throws -> [String: CellPlan.Action] {
    let book = book(in: project.paths)
    let plan = try book.plan(of: book.read().cells, scale: scale, store: Store.reader(for: project.paths))
    return Dictionary(plan.cells.map { ($0.id, $0.action) }, uniquingKeysWith: { first, _ in first })
  }
}

extension Evaluation {
  /// The value of `id`, decoded.
  package func value<Value: Decodable>(_ id: String, as type: Value.Type) throws -> Value? {
    try self[id]?.data().map { try JSONDecoder().decode(Value.self, from: $0) }
  }
}

extension DrawnFigure {
  /// A figure whose "PNG" is its recipe and text.
  package static func stub(_ text: String) -> DrawnFigure {
    DrawnFigure(width: 40, height: 30, csv: "x\n\(text)\n") { appearance, recipe in
      Data("\(appearance.rawValue) \(text) \(recipe)".utf8)
    }
  }
}

/// The value of a shard that is declared in another module than its shard.
package struct Steps: Codable, Sendable, Equatable {
  package var sums: [Int]

  package init(_ sums: [Int]) { self.sums = sums }
}
