import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

/// A book as one command sees it: its files, the code that was compiled from them, and its data.
package struct Book: Sendable {
  package var project: ProjectPaths
  package var compiled: CompiledBook
  package var dataSets: [DataSetSource]
  /// At quick scale these take the place of those of the same name.
  package var quickDataSets: [DataSetSource] = []
  /// What decides about values in the system's libraries, by the module that stands for each; under an empty name what
  /// concerns every cell.
  package var libraries: [String: String] = [:]
  /// Which of its own kernels the book's code chose for this processor, for the traces.
  package var kernelLevel = ""
  /// The package manager's list of the commands that compiled the program, for the compilers' flags.
  package var compilerCommands: URL?
  /// Every cell's seed is derived from it.
  package var seed: UInt64
  /// Where it is given (`SOURCE_DATE_EPOCH`), the site shows this date and nothing that differs from run to run.
  package var sourceDate: Date?
  /// What traces say of the machine, where that is not to be looked up.
  package var environment: (@Sendable () -> RunEnvironment)?
  /// The program whose processes run the cells of builds; nil: the process that builds runs them.
  package var cellProgram: CellWorkerProgram?
  /// Reads and plans the chapters.
  package var readPlan: @Sendable (ProjectPaths) throws(AuthoringError) -> BookPlan

  package init(
    project: ProjectPaths, compiled: CompiledBook, dataSets: [DataSetSource] = [], seed: UInt64 = 2021,
    readPlan: @escaping @Sendable (ProjectPaths) throws(AuthoringError) -> BookPlan
  ) {
    (self.project, self.compiled, self.dataSets) = (project, compiled, dataSets)
    (self.seed, self.readPlan) = (seed, readPlan)
  }

  /// The chapters as planned, and their cells with the compiled code.
  /// - Throws: ``AuthoringError``, ``CodeDifference``.
  package func read() throws -> PlannedBook {
    let plan = try readPlan(project)
    return PlannedBook(plan: plan, cells: try BookCell.all(in: plan, compiled: compiled))
  }

  /// The chapters as planned, for commands that run nothing: whether the cells are compiled does not matter to these.
  /// - Throws: ``AuthoringError``.
  package func readUncompiled() throws(AuthoringError) -> PlannedBook {
    let plan = try readPlan(project)
    return PlannedBook(plan: plan, cells: BookCell.uncompiled(in: plan))
  }

  package func recipe(scale: Scale) -> KeyRecipe {
    let sets = dataSets(at: scale)
    let digests = sets.map { ($0.name, $0.digest) }
    return KeyRecipe(
      modules: SourceModules(flaggedModules), libraries: libraries, compiler: compiled.compiler,
      dataSetDigests: Dictionary(digests, uniquingKeysWith: { first, _ in first }),
      partialDataSets: Set(sets.filter(\.isPartial).map(\.name)),
      absentDataSets: Dictionary(
        sets.filter { !$0.possibleDigests.isEmpty }.map { ($0.name, $0.possibleDigests) },
        uniquingKeysWith: { first, _ in first }),
      scale: scale, bookSeed: seed)
  }

  /// The modules with the flags that they were compiled with.
  private var flaggedModules: [CompiledModule] {
    guard let compilerCommands else { return compiled.modules }
    let flags = CompilerFlags(commandsAt: compilerCommands, of: Set(compiled.modules.map(\.name)))
    return compiled.modules.map { module in
      var module = module
      module.flags = flags.byModule[module.name] ?? module.flags
      return module
    }
  }

  package func dataSets(at scale: Scale) -> [DataSetSource] {
    guard scale == .quick else { return dataSets }
    return quickDataSets + dataSets.filter { set in !quickDataSets.contains { $0.name == set.name } }
  }

  /// What is to be done about `cells`, each of which comes after the results that it reads.
  /// - Throws: ``StoreError``, ``FrozenValueError``.
  package func plan(of cells: [BookCell], scale: Scale, store: Store?) throws -> RunPlan {
    try RunPlan(cells, recipe: recipe(scale: scale), store: store, project: project)
  }

  /// What brings `cells` up to date.
  /// - Throws: ``StoreError``, ``FrozenValueError``.
  package func evaluator(
    of cells: [BookCell], _ request: BuildRequest, store: Store?, interruption: Interruption = Interruption(),
    report: @escaping (BuildEvent) -> Void = { _ in }
  ) throws -> Evaluator {
    try evaluator(
      runPlan(of: cells, request, store: store), request, interruption: interruption, report: report)
  }

  /// What is to be done about `cells` for a build.
  /// - Throws: ``StoreError``, ``FrozenValueError``.
  func runPlan(of cells: [BookCell], _ request: BuildRequest, store: Store?) throws -> RunPlan {
    try RunPlan(
      cells, recipe: recipe(scale: request.scale), store: store, project: project,
      requested: request.recompute.union(request.shards.map { [$0.cell] } ?? []),
      affordable: request.affordable)
  }

  func evaluator(
    _ plan: RunPlan, _ request: BuildRequest, interruption: Interruption,
    report: @escaping (BuildEvent) -> Void
  ) -> Evaluator {
    Evaluator(
      plan, dataSets: dataSets(at: request.scale), execution: request.execution, shards: request.shards,
      threads: request.threads,
      // Who asks for shards alone has started this process for them.
      workers: request.shards == nil && plan.store != nil && request.execution != .never
        ? cellProgram.map { CellWorkers($0, timeout: request.timeout) } : nil,
      interruption: interruption,
      environment: environment ?? {
        [root = project.root, kernelLevel, libraries = libraries.values.sorted()] in
        RunEnvironment.current(root: root, kernelLevel: kernelLevel, libraries: libraries)
      }, report: report)
  }

  /// What the store holds, without running anything: outdated values are stale.
  /// - Throws: ``StoreError``, ``FrozenValueError``.
  package func storedEvaluation(of cells: [BookCell], scale: Scale, store: Store?) throws -> Evaluation {
    var evaluator = try evaluator(of: cells, BuildRequest(scale: scale, execution: .never), store: store)
    return try evaluator.evaluate()
  }
}

/// The chapters of a book, planned, with the cells that can run in an order of computation.
package struct PlannedBook: Sendable {
  package var plan: BookPlan
  package var cells: [BookCell]

  package init(plan: BookPlan, cells: [BookCell]) {
    (self.plan, self.cells) = (plan, cells)
  }

  package subscript(id: String) -> BookCell? { cells.first { $0.id == id } }

  /// The cells that `id` rests on, and itself, in order.
  package func cells(below id: String) -> [BookCell] {
    var wanted: Set<String> = [id]
    let chosen = cells.reversed().filter { cell in
      guard wanted.contains(cell.id) else { return false }
      wanted.formUnion(cell.compiled.reads)
      return true
    }
    return chosen.reversed()
  }
}

/// The chapters cannot be built as they are written.
package enum AuthoringError: Error, Equatable, Sendable {
  case noChapters(folder: String)
  case unreadable(path: String)
  /// At least one is an error.
  case diagnostics([Diagnostic])
}
