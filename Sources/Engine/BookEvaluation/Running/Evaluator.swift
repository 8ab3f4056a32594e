import BookStore
import CellKit
import ChapterSyntax
import Foundation

/// How an evaluation treats cells whose stored value is not current.
package enum Execution: Sendable, Equatable {
  /// Runs them, at most `jobs` at a time.
  case run(jobs: Int)
  /// Runs nothing; shows the latest value as stale.
  case never
}

/// Brings every cell up to date, running only those whose inputs changed.
///
/// One thread keeps the books: it appraises cells, stores results and reports. Cells run on threads of
/// their own and send it messages, so that nothing here is shared. Values do not depend on the order in
/// which cells end, nor on how many run at a time.
package struct Evaluator {
  private let ids: Set<String>
  var appraiser: Appraiser
  let dataSets: [DataSetSource]
  let execution: Execution
  let mailbox: Mailbox<EvaluationMessage>
  let report: (EvaluationEvent) -> Void
  let environment: RunEnvironmentSource

  var outcomes: [String: CellOutcome] = [:]
  var waiting: [BookCell]
  var ready: [(keyed: KeyedCell, reasons: [RerunReason])] = []
  var running: Set<String> = []
  /// Whether the one that runs must run alone.
  var hasLoneCell = false
  /// Ends the evaluation once the running cells have ended.
  var fatal: (any Error)?

  /// - Parameter cells: in an order in which each comes after the results that it reads.
  package init(
    cells: [BookCell], appraiser: Appraiser, dataSets: [DataSetSource], execution: Execution,
    interruption: Interruption = Interruption(), environment: RunEnvironmentSource,
    report: @escaping (EvaluationEvent) -> Void = { _ in }
  ) {
    self.ids = Set(cells.map(\.id))
    self.waiting = cells
    self.appraiser = appraiser
    self.dataSets = dataSets
    self.execution = execution
    self.mailbox = interruption.mailbox
    self.environment = environment
    self.report = report
  }

  /// - Throws: ``EvaluationError``, ``StoreError``, ``FrozenValueError``. A cell's own failure is an outcome.
  package mutating func evaluate() throws -> Evaluation {
    while true {
      try settleWaiting()
      startReady()
      if running.isEmpty { break }
      try handle(mailbox.next())
    }
    if let fatal { throw fatal }
    return Evaluation(scale: appraiser.recipe.scale, outcomes: outcomes)
  }

  /// Settles every cell whose inputs are known and that need not run, until none is left; queues the rest.
  mutating func settleWaiting() throws {
    var unsettled: [BookCell] = []
    for cell in waiting {
      let reads = cell.compiled.reads
      guard reads.allSatisfy({ outcomes[$0] != nil || !ids.contains($0) }) else {
        unsettled.append(cell)
        continue
      }
      let missing = reads.filter { outcomes[$0]?.inputValue == nil }
      if missing.isEmpty {
        try settleOrQueue(cell)
      } else {
        settle(cell, .notRun(reason: "needs \(missing.sorted().joined(separator: ", "))"))
      }
    }
    waiting = unsettled
  }

  private mutating func settleOrQueue(_ cell: BookCell) throws {
    let keyed = appraiser.keyed(cell, inputs: inputs(of: cell))
    switch try appraiser.appraise(keyed) {
    case .current(let run):
      settle(outcome(of: keyed, run, .reused))
    case .frozen(let frozen):
      var outcome = outcome(of: keyed, FormerValue(frozen), .reused)
      outcome.restsOnProbe = keyed.cell.probe != nil && frozen.record.key != keyed.key
      settle(outcome)
    case .tooCostly(_, let former):
      settleWithoutRunning(
        keyed, former, reason: "takes hours: run `nemon-book run \(cell.id)`")
    case .mustRun(let reasons):
      if execution == .never {
        settleWithoutRunning(keyed, appraiser.formerValue(of: cell), reason: "not run yet")
      } else {
        ready.append((keyed, reasons))
      }
    }
  }

  func inputs(of cell: BookCell) -> [String: InputValue] {
    let pairs = cell.compiled.reads.compactMap { id in outcomes[id]?.inputValue.map { (id, $0) } }
    return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
  }

  private mutating func settleWithoutRunning(_ keyed: KeyedCell, _ former: FormerValue?, reason: String) {
    guard let former else { return settle(keyed.cell, .notRun(reason: reason), key: keyed.key) }
    var stale = outcome(of: keyed, former, .stale)
    stale.staleInputs = Set(stale.staleInputs + [keyed.cell.id]).sorted()
    settle(stale)
  }

  mutating func settle(_ cell: BookCell, _ state: CellOutcome.State, key: String? = nil) {
    settle(CellOutcome(id: cell.id, kind: cell.kind, state: state, key: key))
  }

  mutating func settle(_ outcome: CellOutcome) {
    outcomes[outcome.id] = outcome
    report(.finished(outcome))
  }
}
