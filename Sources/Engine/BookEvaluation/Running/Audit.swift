import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

/// Computes a book once more, from an empty store, and compares every value with the stored one.
///
/// What the store says is not believed: a cell that reads something which its key does not name, or that gives another
/// value each time, shows here and nowhere else. Values, site and figures stay as they are.
package struct Audit {
  package enum Finding: Sendable, Equatable {
    /// The same value from the same inputs.
    case same
    /// Another value from the same inputs. Digests (SHA-256, hex) of the two.
    case differs(stored: String, computed: String)
    /// Another value, as may be: the cell measures the process that runs it, or reads one that does.
    case measuredAnew
    /// It read other values than the stored one was made of, those of these results: they come first.
    case readsOther(results: [String])
    /// There is no current value to compare with.
    case notStored
    /// The committed value was taken: its cell costs hours.
    case frozen
    case notComputed(reason: String)
    case failed(reason: String)
  }

  let book: Book
  let request: BuildRequest
  /// Whether cells that cost hours are computed too, instead of giving their committed values.
  let includesCostly: Bool
  let interruption: Interruption
  let report: (BuildEvent) -> Void

  package init(
    book: Book, scale: Scale, jobs: Int, includesCostly: Bool = false,
    interruption: Interruption = Interruption(), report: @escaping (BuildEvent) -> Void = { _ in }
  ) {
    (self.book, self.includesCostly) = (book, includesCostly)
    (self.interruption, self.report) = (interruption, report)
    request = BuildRequest(scale: scale, execution: .run(jobs: jobs))
  }

  /// - Returns: every cell's finding, in an order of computation.
  /// - Throws: ``AuthoringError``, ``CodeDifference``, ``StoreError``, ``FrozenValueError``, ``Interrupted``.
  package func run() throws -> [(cell: BookCell, finding: Finding)] {
    let reading = try book.read()
    let stored = try book.storedEvaluation(
      of: reading.cells, scale: request.scale, store: try Store.reader(for: book.project))
    removeLeftOvers()
    let scratch = book.project.store.appending(
      path: Self.prefix + UUID().uuidString, directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let computed = try evaluate(reading, in: scratch)
    return reading.cells.map { ($0, Self.finding($0, stored[$0.id], computed)) }
  }

  private static let prefix = "audit-"

  /// Folders of audits whose process is gone: their lock is free.
  private func removeLeftOvers() {
    let files = FileManager.default
    let names = (try? files.contentsOfDirectory(atPath: book.project.store.path)) ?? []
    for name in names where name.hasPrefix(Self.prefix) {
      let folder = book.project.store.appending(path: name, directoryHint: .isDirectory)
      let lock = ProjectPaths(root: book.project.root, name: book.project.name, store: folder).lock
      if let held = try? StoreLock(at: lock) {
        held.release()
        try? files.removeItem(at: folder)
      }
    }
  }

  private func evaluate(_ reading: PlannedBook, in scratch: URL) throws -> Evaluation {
    report(.evaluating(cells: reading.cells.count))
    var book = book
    book.project = ProjectPaths(root: book.project.root, name: book.project.name, store: scratch)
    let store = try Store.writer(for: book.project)
    defer { store.endWriting() }
    var request = request
    if includesCostly { request.recompute = Set(reading.cells.filter(\.costsHours).map(\.id)) }
    var evaluator = try book.evaluator(
      of: reading.cells, request, store: store, interruption: interruption, report: report)
    let evaluation = try evaluator.evaluate()
    if interruption.isInterrupted { throw Interrupted() }
    return evaluation
  }

  private static func finding(_ cell: BookCell, _ stored: CellOutcome?, _ evaluation: Evaluation) -> Finding {
    guard let computed = evaluation[cell.id] else { return .notComputed(reason: "it has no outcome") }
    switch computed.state {
    case .failed(let diagnostics):
      return .failed(reason: diagnostics.map(\.message).joined(separator: "; "))
    case .notRun(let reason): return .notComputed(reason: cell.costsHours ? "it costs hours" : reason)
    case .stale: return .notComputed(reason: "it costs hours, and its committed value is of other code")
    // In an empty store nothing but a committed value can be used again.
    case .reused: return .frozen
    case .computed: break
    }
    guard let stored, stored.state == .reused, let old = stored.value?.digest,
      let new = computed.value?.digest
    else { return .notStored }
    if stored.key == computed.key, old == new { return .same }
    if computed.isMeasured { return .measuredAnew }
    guard stored.key == computed.key else { return .readsOther(results: cell.compiled.reads.sorted()) }
    return .differs(stored: old, computed: new)
  }
}
