import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support
import Synchronization

/// How an evaluation treats cells whose stored value is not current.
package enum Execution: Sendable, Equatable {
  /// Runs them, at most `jobs` at a time.
  case run(jobs: Int)
  /// Runs nothing; shows the latest value as stale.
  case never
}

/// Brings every cell up to date, running only those whose inputs changed.
///
/// One thread keeps the books: it follows the plan, stores results and reports. Cells run on threads of
/// their own and send it messages, so that nothing here is shared. Values do not depend on the order in
/// which cells end, nor on how many run at a time.
package struct Evaluator {
  private(set) var plan: RunPlan
  private let dataSets: [DataSetSource]
  private let execution: Execution
  private let mailbox: Mailbox<EvaluationMessage>
  private let report: (BuildEvent) -> Void
  /// Asked for once, and only if a cell runs.
  lazy var environment: RunEnvironment = currentEnvironment()
  private let currentEnvironment: () -> RunEnvironment

  /// How the cells that run come to their shards, without what is asked for once.
  private let shardRequest: ShardRequest?
  private let isInterrupted: @Sendable () -> Bool
  private let threads: Int?
  lazy var shardAccess = ShardAccess(
    store: plan.store, recipe: { [recipe = plan.recipe] in recipe }, environment: environment,
    threads: threads, request: shardRequest, isCancelled: isInterrupted)
  /// The processes that run the cells; nil: this one does.
  private let workers: CellWorkers?
  private var shardAnswer: ShardAnswer?

  private var outcomes: [String: CellOutcome] = [:]
  private var ready: [CellPlan] = []
  private var running: Set<String> = []
  /// Whether the one that runs must run alone.
  private var hasLoneCell = false
  /// Ends the evaluation once the running cells have ended.
  private var fatal: (any Error)?
  /// Whether a shard was told to end.
  private var isEnding = false
  /// How long that may take: a cluster kills what has not ended within half a minute or so.
  private static let patience = DispatchTimeInterval.seconds(10)

  init(
    _ plan: RunPlan, dataSets: [DataSetSource], execution: Execution, shards: ShardRequest? = nil,
    threads: Int? = nil, workers: CellWorkers? = nil,
    interruption: Interruption, environment: @escaping () -> RunEnvironment,
    report: @escaping (BuildEvent) -> Void
  ) {
    (self.plan, self.dataSets, self.execution) = (plan, dataSets, execution)
    (shardRequest, self.threads, self.workers) = (shards, threads, workers)
    (mailbox, currentEnvironment, self.report) = (interruption.mailbox, environment, report)
    isInterrupted = { interruption.isInterrupted }
  }

  /// - Throws: ``Interrupted``, ``StoreError``, ``FrozenValueError``. A cell's own failure is an outcome.
  package mutating func evaluate() throws -> Evaluation {
    for key in plan.runs.unreadable { report(.droppedDamagedValue(digest: key)) }
    try follow(plan.cells)
    while true {
      startReady()
      if running.isEmpty { break }
      try handle(mailbox.next())
    }
    if let fatal { throw fatal }
    if isEnding { throw Interrupted() }
    for cell in plan.cells where outcomes[cell.id] == nil {
      let missing = cell.cell.compiled.reads.filter { plan.values[$0] == nil }
      settle(cell, .notRun(reason: "needs \(missing.sorted().joined(separator: ", "))"))
    }
    return Evaluation(scale: plan.recipe.scale, outcomes: outcomes, shards: shardAnswer)
  }

  // MARK: - Settling

  /// Settles the cells that need not run, and queues those that do.
  private mutating func follow(_ cells: [CellPlan]) throws {
    // A chain of cells may be as long as the book.
    var pending = Array(cells.reversed())
    while let cell = pending.popLast() {
      switch cell.action {
      case .reuse: settle(cell, .reused, cell.value)
      case .leave: settleFormer(cell, reasonToLeave(cell))
      case .run where execution != .never: ready.append(cell)
      case .run:
        settleFormer(cell, "not run yet")
        // Only a plan that runs nothing goes on with former values.
        if let value = cell.value { pending += try plan.know(value, of: cell.id).reversed() }
      case .wait: break
      }
    }
  }

  private mutating func settleFormer(_ cell: CellPlan, _ reason: String) {
    if let value = cell.value { settle(cell, .stale, value) } else { settle(cell, .notRun(reason: reason)) }
  }

  private mutating func settle(_ cell: CellPlan, _ state: CellOutcome.State, _ value: CellValue? = nil) {
    let outcome = CellOutcome(id: cell.id, kind: cell.cell.kind, state: state, key: cell.key, value: value)
    outcomes[cell.id] = outcome
    report(.finished(outcome))
  }

  private mutating func settleFailure(of cell: CellPlan, _ error: any Error) {
    settle(cell, .failed([CellFailure.diagnostic(error, in: cell.cell.planned.cell)]))
  }

  // MARK: - Running

  /// Starts queued cells up to the number of jobs.
  private mutating func startReady() {
    guard case .run(let jobs) = execution else { return }
    while fatal == nil, !isEnding, let cell = takeReady(jobs: jobs) {
      // The next run of what they rest on may change the shards' keys: they would be of use to nobody.
      if shardRequest?.cell == cell.id, let stale = cell.marks.staleInputs.first {
        let advice = "run `\(plan.project.command) run \(stale)` first"
        settle(cell, .notRun(reason: "rests on an outdated value, \(stale): \(advice)"))
        continue
      }
      do {
        let job = try job(for: cell)
        if case .run(let reasons) = cell.action {
          report(.started(id: cell.id, reasons: reasons, lastSeconds: cell.lastRun?.trace.totalSeconds))
        }
        start(job)
      } catch let missing as DataSetUnavailable {
        settle(cell, .notRun(reason: "needs the data set \(missing.name): \(missing.remedy)"))
      } catch {
        settleFailure(of: cell, error)
      }
    }
  }

  /// The next cell to start, if one may start now. A cell that runs alone waits until nothing else is ready or runs.
  private mutating func takeReady(jobs: Int) -> CellPlan? {
    guard running.count < max(1, jobs), !hasLoneCell else { return nil }
    if let next = ready.firstIndex(where: { !$0.cell.runsAlone }) { return ready.remove(at: next) }
    return running.isEmpty && !ready.isEmpty ? ready.removeFirst() : nil
  }

  mutating func job(for plan: CellPlan) throws -> CellJob {
    let cell = plan.cell
    let needed = try cell.compiled.dataSets.map { name in
      guard let source = dataSets.first(where: { $0.name == name }) else {
        throw UndeclaredInput.dataSet(name)
      }
      return try source.locate()
    }
    let progress = progress(of: cell.id)
    let earlier = EarlierTime()
    return CellJob(
      plan: plan, inputs: self.plan.inputs(of: cell), scale: self.plan.recipe.scale,
      seed: self.plan.recipe.seed(of: cell.id), dataSets: needed,
      checkpoint: plan.checkpointKey.flatMap {
        self.plan.store?.checkpoint(of: cell.id, forKey: $0, earlier: earlier)
      }
        ?? .none,
      cell: shardAccess.runningCell(for: plan, earlier: earlier, progress: progress), earlier: earlier,
      progress: progress,
      environment: environment,
      bookName: self.plan.project.name)
  }

  private func progress(of id: String) -> CellProgress {
    CellProgress.sparing { [mailbox] fraction, what in
      mailbox.post(.progressed(id: id, fraction: fraction, what: what))
    }
  }

  private mutating func start(_ job: CellJob) {
    let cell = job.plan
    running.insert(cell.id)
    hasLoneCell = cell.cell.runsAlone
    let handoff = Handoff(job)
    let run = { @Sendable [mailbox, workers, store = plan.project.store, threads] in
      let outcome = handoff.run { job in
        guard let workers else { return try job.run() }
        return try job.run(by: workers, store: store, threads: threads) {
          mailbox.post(.said(id: cell.id, line: $0))
        }
      }
      mailbox.post(.finished(cell, outcome))
    }
    do throws(POSIXError) {
      try SystemThread.start(cell.id, stackSize: CellJob.stackSize, run)
    } catch {
      mailbox.post(.finished(cell, .failure(error)))
    }
  }

  /// - Throws: ``Interrupted``, ``StoreError``.
  private mutating func handle(_ message: EvaluationMessage) throws {
    switch message {
    case .interrupted:
      guard shardRequest != nil, !running.isEmpty, !isEnding else { throw Interrupted() }
      // A shard ends at its next step, which it saves. Not every one has steps.
      isEnding = true
      DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) { [mailbox] in
        mailbox.post(.interrupted)
      }
    case .progressed(let id, let fraction, let what):
      if running.contains(id) { report(.progressed(id: id, fraction: fraction, what: what)) }
    case .said(let id, let line):
      report(.said(id: id, line: line))
    case .finished(let cell, let result):
      running.remove(cell.id)
      hasLoneCell = false
      switch result {
      case .success(let product): try keep(product, of: cell)
      case .failure(let error as StoreError): fatal = error
      case .failure(let error as ShardMismatch): fatal = error
      case .failure(let error):
        if isEnding { return }
        guard let answer = try shardAnswer(error, of: cell) else { return settleFailure(of: cell, error) }
        shardAnswer = answer
        let reason = "only shards were asked for"
        outcomes[cell.id] = CellOutcome(
          id: cell.id, kind: cell.cell.kind, state: .notRun(reason: reason), key: cell.key)
      }
    }
  }

  private mutating func keep(_ product: CellJob.Product, of cell: CellPlan) throws {
    try plan.store?.record(
      product.run, blobs: product.blobs, endingCheckpoints: cell.checkpointKey ?? "",
      sources: plan.recipe.sources(of: cell.cell.compiled))
    try plan.store?.setOutput(product.output, ofRun: product.run.key)
    let value = plan.value(of: product.run, cell.marks)
    settle(cell, .computed, value)
    try follow(plan.know(value, of: cell.id))
  }
}
