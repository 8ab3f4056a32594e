import Diagnostics

/// The Swift files that one chapter becomes.
///
/// Three, because imports belong to a file: declarations see no module of the book but CellKit, results see
/// the mathematics and no plotting, presentation sees plotting and no mathematics.
public struct TangledChapter: Sendable {
  /// A Swift file that is to be written.
  public struct File: Hashable, Sendable {
    /// Its name without a folder, such as `02-polytopes.setup.swift`.
    public var name: String
    /// Its whole contents; `#sourceLocation` sends the compiler's messages to the chapter.
    public var text: String
  }

  /// The declarations of the setup cells, without their imports.
  public var setup: File
  /// Functions for the results and the shown cells, and the list of those that run.
  public var results: File
  /// Functions for the figures, tables, claims and inline values, and the list of them.
  public var presentation: File
  /// All three, in the order of ``fileNames(for:)``.
  public var files: [File] { [setup, results, presentation] }

  /// The names of the files for the chapter `name`, as the plugin must know them beforehand.
  public static func fileNames(for name: String) -> [String] {
    ["setup", "results", "presentation"].map { "\(name).\($0).swift" }
  }

  /// The files of one chapter of a plan.
  /// - Parameters:
  ///   - name: the chapter's name; of a chapter that the plan does not have the files are there, without
  ///     cells.
  ///   - plan: the whole book's, without errors: a cell's parameters are results of any chapter.
  ///   - digest: SHA-256 (hex) of a text.
  public init(_ name: String, of plan: BookPlan, digest: (String) -> String) {
    let path = plan.chapters.first { $0.name == name }?.path ?? name
    let cells = plan.cells.filter { $0.chapter == name }.sorted { $0.cell.location < $1.cell.location }
    let writer = CellWriter(plan: plan, path: path)
    let names = Self.fileNames(for: name)
    let isPresentation = { (cell: PlannedCell) in
      [.figure, .table, .claim, .inline].contains(cell.cell.kind)
    }
    let computed = cells.filter { $0.cell.kind == .result || $0.cell.kind == .swift }
    let setupCells = cells.filter { $0.cell.kind == .setup }
    let records = CellWriter.imports(of: setupCells).filter(ModuleImport.records.contains)
    setup = File(name: names[0], text: writer.setup(setupCells, imports: records))
    results = File(
      name: names[1],
      text: writer.runnable(
        computed, imports: Set(computed.flatMap(\.modules)).sorted(),
        list: Self.listName("results", name), digest: digest))
    presentation = File(
      name: names[2],
      text: writer.runnable(
        cells.filter(isPresentation), imports: (ModuleImport.presentation + records).sorted(),
        list: Self.listName("presentation", name),
        digest: digest))
  }

  /// The name of the array with a chapter's compiled cells of one file.
  static func listName(_ file: String, _ chapter: String) -> String {
    let name = CellName.camelCase(chapter)
    return file + (name.hasPrefix("_") ? name : "_" + name)
  }
}
