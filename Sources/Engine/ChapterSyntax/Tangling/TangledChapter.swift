import Support

/// The Swift files that one chapter becomes.
///
/// Three, because imports belong to a file: declarations see no module of the book but CellKit and
/// records, results see all that the chapters depend on and no plotting, presentation sees plotting and records.
package struct TangledChapter: Sendable {
  /// A Swift file that is to be written.
  package struct File: Hashable, Sendable {
    /// Its name without a folder, such as `02-polytopes.setup.swift`.
    package var name: String
    /// Its whole contents; `#sourceLocation` sends the compiler's messages to the chapter.
    package var text: String
  }

  /// The declarations of the setup cells, without their imports.
  package var setup: File
  /// Functions for the results and the shown cells, and the list of those that run.
  package var results: File
  /// Functions for the figures, tables, claims and inline values, and the list of them.
  package var presentation: File
  /// All three.
  package var files: [File] { [setup, results, presentation] }

  /// What is compiled together: results with the optimiser, presentation without. Each has the declarations for itself.
  package enum Part: String, Sendable { case results, presentation }

  /// The plugin knows their names beforehand.
  package func files(of part: Part) -> [File] { [setup, part == .results ? results : presentation] }

  /// A Swift file beside the chapters, for the part that is compiled elsewhere.
  package static func copy(of source: ChapterSource) -> File {
    let name = source.path.split(separator: "/").last.map(String.init) ?? source.path
    var text = GeneratedSource(path: source.path)
    text.add(source.text, at: SourceLocation(file: source.path, line: 1))
    text.endStretch()
    return File(name: name.replacing(/\.swift$/, with: "") + ".beside.swift", text: text.text)
  }

  /// The files of one chapter of a plan.
  package init(_ name: String, of plan: BookPlan, digest: (String) -> String) {
    let path = plan.chapters.first { $0.name == name }?.path ?? name
    let cells = plan.cells.filter { $0.chapter == name }.sorted { $0.cell.location < $1.cell.location }
    let writer = CellWriter(plan: plan, path: path)
    let names = ["setup", "results", "presentation"].map { "\(name).\($0).swift" }
    let isPresentation = { (cell: PlannedCell) in
      [.figure, .table, .claim, .inline].contains(cell.cell.kind)
    }
    let computed = cells.filter { $0.cell.kind == .result || $0.cell.kind == .swift }
    let presented = cells.filter(isPresentation)
    setup = File(name: names[0], text: writer.setup(cells.filter { $0.cell.kind == .setup }))
    results = File(
      name: names[1],
      text: writer.runnable(
        computed, imports: Set(computed.flatMap(\.modules)).sorted(),
        list: Self.listName("results", name), digest: digest))
    presentation = File(
      name: names[2],
      text: writer.runnable(
        presented, imports: Set(presented.flatMap(\.modules)).union(ModuleImport.presentation).sorted(),
        list: Self.listName("presentation", name), digest: digest))
  }

  /// The name of the array with a chapter's compiled cells of one file.
  static func listName(_ file: String, _ chapter: String) -> String {
    let name = CellName.camelCase(chapter)
    return file + (name.hasPrefix("_") ? name : "_" + name)
  }
}
