import Support

extension BookPlan {
  /// Plans a book: what each cell reads, in an order in which it can be computed.
  ///
  /// The plan holds every cell that could be read, also where diagnostics are errors; only a plan without
  /// errors can be tangled and run.
  /// - Returns: the plan, and everything that is wrong with the chapters, sorted by place.
  package static func make(
    chapters: [Chapter], sources: [ChapterSource] = [], declarations: BookDeclarations = BookDeclarations()
  ) -> (plan: BookPlan, diagnostics: [Diagnostic]) {
    let book = BookReading(chapters, sources: sources, declarations)
    let results = ResultIndex(book)
    let needs = book.cells.map { results.readIndices(of: $0) }
    let order = DependencyOrder(needs: needs)
    let planner = CellPlanner(book: book, results: results)
    let cells = order.order.concurrentMap { planner.plan(book.cells[$0], reads: needs[$0]) }
    let found =
      chapters.flatMap(\.diagnostics) + BookRules.diagnose(book) + Cycle.diagnose(order.cycles, in: book)
    let plan = BookPlan(chapters: chapters, cells: cells)
    let warnings = found.filter { $0.severity == .warning }.sorted { $0.location < $1.location }
    return (
      BookPlan(chapters: chapters, cells: CellWriter.withCompiledText(plan), warnings: warnings),
      found.sorted { ($0.location, $0.id) < ($1.location, $1.id) }
    )
  }
}

/// The results of a book by name and by id.
struct ResultIndex {
  private var byName: [String: Int] = [:]
  private var byID: [String: Int] = [:]

  init(_ book: BookReading) {
    for (index, reading) in book.cells.enumerated()
    where reading.cell.kind == .result && byName[reading.name] == nil {
      byName[reading.name] = index
      byID[reading.cell.id] = index
    }
  }

  /// The indices of the results that a cell reads, its probe among them and itself never, in the book's order.
  func readIndices(of reading: CellReading) -> [Int] {
    let own = byName[reading.name].flatMap { reading.cell.kind == .result ? $0 : nil }
    let probe = reading.cell["probe"].flatMap { byID[$0] }
    return Set(reading.uses.keys.compactMap { byName[$0] } + (probe.map { [$0] } ?? [])).filter { $0 != own }
      .sorted()
  }
}

/// Joins what is known about one cell.
private struct CellPlanner {
  let book: BookReading
  let results: ResultIndex
  let setup: SetupIndex
  /// What the setup cells of each chapter import.
  let imports: [String: [String]]

  init(book: BookReading, results: ResultIndex) {
    self.book = book
    self.results = results
    setup = SetupIndex(book)
    imports = Dictionary(
      book.cells.filter { $0.cell.kind == .setup }.map { ($0.chapter, $0.imports.map(\.module)) },
      uniquingKeysWith: +)
  }

  func plan(_ reading: CellReading, reads: [Int]) -> PlannedCell {
    let kind = reading.cell.kind
    let scope = ScopeName.allCases.filter { reading.uses[$0.rawValue] != nil && $0.isInScope(in: kind) }
    return PlannedCell(
      cell: reading.cell, chapter: reading.chapter, name: reading.name,
      reads: reads.map { book.cells[$0].cell.id }.sorted(),
      dataSets: ScopeName.dataSetsAreInScope(in: kind)
        ? reading.declarations.dataSets.filter { reading.uses[$0] != nil } : [],
      modules: modules(of: reading),
      readsScale: scope.contains(.scale), readsSeed: scope.contains(.seed),
      readsProgress: scope.contains(.progress), readsCheckpoint: scope.contains(.checkpoint),
      readsCell: scope.contains(.cell), canonicalText: canonicalText(of: reading, reads: reads))
  }

  private func modules(of reading: CellReading) -> [String] {
    let imported = Set(imports[reading.chapter] ?? [])
    let records = imported.intersection(reading.declarations.recordModules)
    return switch reading.cell.kind {
    case .result, .swift: imported.intersection(reading.declarations.modules).sorted()
    case .figure, .table, .claim, .inline: records.union(ModuleImport.presentation).sorted()
    case .setup: records.sorted()
    }
  }

  private func canonicalText(of reading: CellReading, reads: [Int]) -> String {
    let cell = reading.cell
    let ownType = cell["type"].map { SwiftTokens($0, startingAt: cell.location) }
    let types = reads.sorted { book.cells[$0].cell.id < book.cells[$1].cell.id }.map { index in
      SwiftTokens(book.cells[index].cell["type"] ?? "", startingAt: cell.location)
    }
    var parts = [reading.canonicalText]
    if let ownType { parts.append("type=" + ownType.canonicalText) }
    if let format = cell["format"] { parts.append("format=" + format) }
    // A measurement that was taken beside other cells is another one.
    if let runs = cell["runs"] { parts.append("runs=" + runs) }
    parts += types.map { "reads=" + $0.canonicalText }
    let tokens = reading.tokens.tokens + (ownType?.tokens ?? []) + types.flatMap(\.tokens)
    if cell.kind != .setup { parts += setup.canonicalTexts(usedBy: tokens).map { "setup=" + $0 } }
    return parts.joined(separator: "\u{1D}")
  }
}
