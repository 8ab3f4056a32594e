import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

/// What a build is asked to do.
package struct BuildRequest: Sendable {
  package var scale: Scale
  package var execution: Execution
  /// Cells to run whatever the store says.
  package var recompute: Set<String>
  /// Cells to run where they are not current, though they cost hours.
  package var affordable: Set<String>
  /// Whether every cell is to be appraised even where nothing at all has changed, so as to be listed.
  package var listsEveryCell: Bool
  /// What is wanted instead of one cell's value.
  var shards: ShardRequest?
  /// How long a cell may take.
  package var timeout: Duration?
  /// Whether what succeeded is shown even where cells failed.
  package var keepsGoing = false
  /// Threads that the shards of a cell may use together; nil: as many as there are cores.
  package var threads: Int?

  package init(
    scale: Scale = .paper, execution: Execution, recompute: Set<String> = [], affordable: Set<String> = [],
    listsEveryCell: Bool = false
  ) {
    (self.scale, self.execution, self.recompute) = (scale, execution, recompute)
    (self.affordable, self.listsEveryCell) = (affordable, listsEveryCell)
  }
}

/// What a build did.
package struct BuildReport: Sendable {
  package var evaluation: Evaluation
  package var ledger: ClaimsLedger
  /// Names of the files in the figures' folder that changed.
  package var figureFiles: [String]
  /// Nil where cells failed and the former site was left as it was.
  package var pages: PageCounts?
}

/// How many pages of the site were made, and how many are those of a former build.
package struct PageCounts: Sendable, Equatable {
  package var rendered: Int
  package var reused: Int

  package init(rendered: Int, reused: Int) { (self.rendered, self.reused) = (rendered, reused) }
}

/// From chapters to site: evaluates the cells, writes the figures, judges the claims, renders the pages.
package struct BookBuild {
  /// Reads the prose of a plan, or throws what is wrong in it. What comes of it renders the site.
  package typealias Renderer = (BookPlan, any PageCache) throws -> (
    (Evaluation, ClaimsLedger) throws -> PageCounts
  )

  let book: Book
  var request: BuildRequest
  let interruption: Interruption
  let render: Renderer
  let report: (BuildEvent) -> Void

  package init(
    book: Book, request: BuildRequest, interruption: Interruption = Interruption(),
    render: @escaping Renderer, report: @escaping (BuildEvent) -> Void = { _ in }
  ) {
    (self.book, self.request, self.interruption) = (book, request, interruption)
    (self.render, self.report) = (render, report)
  }

  /// - Throws: ``AuthoringError`` and ``CodeDifference`` before anything is touched; ``StoreError``,
  ///   ``FrozenValueError``, ``ExchangeError``, ``RecordedVerdictsError``, ``Interrupted``, the renderer's and the file
  ///   system's errors. What had been computed until then is stored.
  package func run() throws -> BuildReport {
    let inputs = try? BuildStamp.inputs(of: book)
    if let report = try unchanged(inputs) { return report }
    let reading = try read()
    let recorded = try RecordedVerdicts.read(book.project)
    var store = try Store.writer(for: book.project) { report(.repaired($0)) }
    defer { store.endWriting() }
    let result = try mended(&store) { try attempt(reading, recorded, $0) }
    // Of a text that was edited meanwhile nobody knows which parts of it were read.
    if let memo = BuildMemo(result), let inputs, try BuildStamp.inputs(of: book) == inputs {
      let stamp = BuildStamp(book: book, request: request, store: store, inputs: inputs)
      try store.setValue(stamp.digest(), memo)
    }
    return result
  }

  /// Where cells must be compiled first, what is wrong in the prose shows before that.
  private func read() throws -> PlannedBook {
    let plan = try book.readPlan(book.project)
    do {
      return PlannedBook(plan: plan, cells: try BookCell.all(in: plan, compiled: book.compiled))
    } catch {
      let store = try Store.writer(for: book.project) { report(.repaired($0)) }
      defer { store.endWriting() }
      _ = try render(plan, store)
      throw error
    }
  }

  /// What the last build found, where nothing has changed since, neither before it nor behind it; nil otherwise.
  package func unchanged() throws -> BuildReport? { try unchanged(try? BuildStamp.inputs(of: book)) }

  private func unchanged(_ inputs: [String]?) throws -> BuildReport? {
    // Without a readable store there was no such build; what is wrong with it shows when it is written to.
    guard hasSite, request.recompute.isEmpty, !request.listsEveryCell,
      let store = try? Store.reader(for: book.project), store.isSealed,
      let inputs,
      let stamp = try? BuildStamp(book: book, request: request, store: store, inputs: inputs).digest(),
      let memo = try? store.value(stamp, as: BuildMemo.self)
    else { return nil }
    let result = memo.report(scale: request.scale)
    report(.evaluating(cells: result.evaluation.outcomes.count))
    for outcome in result.evaluation.outcomes.values.sorted(by: { $0.id < $1.id }) {
      report(.finished(outcome))
    }
    return result
  }

  /// Repeats `body` after damage: each time a damaged value was dropped, or the database set aside.
  private func mended(_ store: inout Store, _ body: (Store) throws -> BuildReport) throws -> BuildReport {
    for _ in 0..<100 {
      do {
        return try body(store)
      } catch StoreError.damagedValue(let digest) {
        report(.droppedDamagedValue(digest: digest))
      } catch StoreError.damagedDatabase {
        store = try store.replacedByEmpty { report(.repaired($0)) }
      }
    }
    return try body(store)
  }

  private func attempt(
    _ reading: PlannedBook, _ recorded: RecordedVerdicts, _ store: Store
  ) throws -> BuildReport {
    try FrozenShards(of: book.project).add(to: store)
    // pandoc reads while the plan is made.
    let planning = Background { [book, request] in
      try book.runPlan(of: reading.cells, request, store: store)
    }
    defer { planning.wait() }
    // What is wrong in the prose shows before any cell runs.
    let site = try render(reading.plan, store)
    let evaluation = try evaluate(planning.value())
    // Figures are compared with the files that are there while the pages are written.
    let figures = Background { [book] in try FigureFolder(book.project.figures).update(from: evaluation) }
    defer { figures.wait() }
    let ledger = try ClaimsLedger(plan: reading.plan, evaluation: evaluation, recorded: recorded)
    var build = BuildReport(evaluation: evaluation, ledger: ledger, figureFiles: [])
    // A failure leaves the last good pages; without any, pages that show the failure are better than none.
    if evaluation.failures.isEmpty || request.keepsGoing || !hasSite {
      report(.rendering)
      build.pages = try site(evaluation, ledger)
    }
    build.figureFiles = try figures.value()
    return build
  }

  /// Computes the cell `id` and what it rests on, as far as that is not current, and stores it. Renders nothing.
  /// - Returns: what became of these cells.
  /// - Throws: ``AuthoringError``, ``CodeDifference``, ``StoreError``, ``FrozenValueError``, ``ExchangeError``,
  ///   ``Interrupted``.
  package func run(only id: String) throws -> Evaluation {
    let reading = try book.read()
    let store = try Store.writer(for: book.project) { report(.repaired($0)) }
    defer { store.endWriting() }
    try FrozenShards(of: book.project).add(to: store)
    return try evaluate(book.runPlan(of: reading.cells(below: id), request, store: store))
  }

  private func evaluate(_ plan: RunPlan) throws -> Evaluation {
    report(.evaluating(cells: plan.cells.count))
    var evaluator = book.evaluator(plan, request, interruption: interruption, report: report)
    let evaluation = try evaluator.evaluate()
    if interruption.isInterrupted { throw Interrupted() }
    return evaluation
  }

  private var hasSite: Bool {
    FileManager.default.fileExists(atPath: book.project.output.appending(path: "index.html").path)
  }
}
