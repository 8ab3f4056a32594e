import CellKit
import ChapterSyntax
import Foundation

/// Computes a book once more, from an empty store, and compares every value with the stored one.
///
/// What the store says is not believed: a cell that reads something which its key does not name, or that gives another
/// value each time, shows here and nowhere else. Neither store, site nor figures are written to.
package struct Audit {
  package enum Finding: Sendable, Equatable {
    case same
    /// Digests (SHA-256, hex) of the two values.
    case differs(stored: String, computed: String)
    /// The values differ, as they may: the cell measures the process that runs it, or reads such a value.
    case measuredAnew
    /// There is no current value to compare with.
    case notStored
    /// The committed value was taken: its cell costs hours.
    case frozen
    case notComputed(reason: String)
    case failed
  }

  let book: Book
  let scale: Scale
  let jobs: Int
  /// Whether cells that cost hours are computed too.
  let includesCostly: Bool
  let interruption: Interruption
  let report: (BookBuild.Event) -> Void

  package init(
    book: Book, scale: Scale, jobs: Int, includesCostly: Bool = false,
    interruption: Interruption = Interruption(), report: @escaping (BookBuild.Event) -> Void = { _ in }
  ) {
    self.book = book
    self.scale = scale
    self.jobs = jobs
    self.includesCostly = includesCostly
    self.interruption = interruption
    self.report = report
  }

  /// - Returns: every cell's finding, in an order of computation.
  /// - Throws: ``AuthoringError``, ``CodeDifference``, ``StoreError``, ``FrozenValueError``, ``EvaluationError``.
  package func run() throws -> [(cell: BookCell, finding: Finding)] {
    let reading = try book.read()
    let stored = try book.storedEvaluation(
      of: reading.cells, scale: scale, store: try Store.reader(for: book.project))
    let scratch = FileManager.default.temporaryDirectory
      .appending(path: "nemon-book-audit-\(UUID().uuidString)", directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let computed = try evaluate(reading, in: scratch)
    return Self.findings(reading.cells, stored: stored, computed: computed)
  }

  private func evaluate(_ reading: BookReading, in scratch: URL) throws -> Evaluation {
    report(.evaluating(cells: reading.cells.count))
    var book = book
    book.project = ProjectPaths(root: book.project.root, store: scratch)
    let store = try Store.writer(for: book.project)
    defer { store.endWriting() }
    var appraiser = try book.appraiser(scale: scale, store: store)
    if includesCostly { appraiser.requested = Set(reading.cells.filter(\.costsHours).map(\.id)) }
    var evaluator = Evaluator(
      cells: reading.cells, appraiser: appraiser, dataSets: book.dataSets(at: scale),
      execution: .run(jobs: jobs), interruption: interruption, environment: book.environment
    ) { report(.evaluation($0)) }
    let evaluation = try evaluator.evaluate()
    if interruption.isInterrupted { throw EvaluationError.interrupted }
    return evaluation
  }

  private static func findings(_ cells: [BookCell], stored: Evaluation, computed: Evaluation)
    -> [(cell: BookCell, finding: Finding)]
  {
    var measured: Set<String> = []
    return cells.map { cell in
      let found = finding(stored[cell.id], computed[cell.id])
      let mayDiffer = cell.runsAlone || cell.compiled.reads.contains(where: measured.contains)
      guard case .differs = found, mayDiffer else { return (cell, found) }
      measured.insert(cell.id)
      return (cell, .measuredAnew)
    }
  }

  private static func finding(_ stored: CellOutcome?, _ computed: CellOutcome?) -> Finding {
    guard let computed else { return .notComputed(reason: "it has no outcome") }
    switch computed.state {
    case .failed: return .failed
    case .notRun(let reason): return .notComputed(reason: reason)
    case .stale: return .notComputed(reason: "it takes hours, and its committed value is stale")
    // In an empty store nothing but a committed value can be used again.
    case .reused: return .frozen
    case .computed: break
    }
    guard let stored, stored.state == .reused, let old = stored.comparedDigest,
      let new = computed.comparedDigest
    else { return .notStored }
    return old == new ? .same : .differs(stored: old, computed: new)
  }
}

extension CellOutcome {
  /// The value's digest; of a figure, the digests of all its files.
  fileprivate var comparedDigest: String? {
    valueDigest ?? figure.map { [$0.lightPNG, $0.darkPNG, $0.csv].map(\.digest).joined(separator: " ") }
  }
}
