import CellKit
import Diagnostics
import Foundation
import Synchronization

extension Evaluator {
  /// Starts queued cells up to the number of jobs.
  mutating func startReady() {
    guard case .run(let jobs) = execution else { return }
    while fatal == nil, let (keyed, reasons) = takeReady(jobs: jobs) {
      do {
        let job = try job(for: keyed)
        let last = appraiser.runs.latestRun(of: keyed.cell.id, scale: appraiser.recipe.scale)
        report(.started(id: keyed.cell.id, reasons: reasons, lastSeconds: last?.trace.wallSeconds))
        start(job)
      } catch let missing as DataSetUnavailable {
        settle(
          keyed.cell, .notRun(reason: "needs the data set \(missing.name): \(missing.remedy)"), key: keyed.key
        )
      } catch {
        settleFailure(of: keyed, error)
      }
      // What became known may settle further cells, or free them to run.
      do { try settleWaiting() } catch { fatal = error }
    }
    if fatal != nil { ready = [] }
  }

  /// The next cell to start, if one may start now. A cell that runs alone waits until nothing else is ready or runs.
  private mutating func takeReady(jobs: Int) -> (keyed: KeyedCell, reasons: [RerunReason])? {
    guard running.count < max(1, jobs), !hasLoneCell else { return nil }
    if let next = ready.firstIndex(where: { !$0.keyed.cell.runsAlone }) { return ready.remove(at: next) }
    return running.isEmpty && !ready.isEmpty ? ready.removeFirst() : nil
  }

  private func job(for keyed: KeyedCell) throws -> CellJob {
    let cell = keyed.cell
    let needed = try cell.compiled.dataSets.map { name in
      guard let source = dataSets.first(where: { $0.name == name }) else {
        throw UndeclaredInput.dataSet(name)
      }
      return try source.locate()
    }
    return CellJob(
      keyed: keyed, inputs: inputs(of: cell), scale: appraiser.recipe.scale,
      seed: appraiser.recipe.seed(of: cell.id), dataSets: needed,
      checkpoint: appraiser.store?.checkpoint(of: cell.id, forKey: keyed.checkpointKey) ?? .none,
      cell: runningCell(for: keyed), progress: progress(of: cell.id), environment: environment.value)
  }

  /// A cell may report as often as it likes; ten times a second is passed on.
  func progress(of id: String) -> CellProgress {
    let last = LastReport()
    return CellProgress { [mailbox] fraction, what in
      if last.isOlderThan(.milliseconds(100)) {
        mailbox.post(.progressed(id: id, fraction: fraction, what: what))
      }
    }
  }

  private mutating func start(_ job: CellJob) {
    running.insert(job.keyed.cell.id)
    hasLoneCell = job.keyed.cell.runsAlone
    let handoff = Handoff(job)
    let thread = Thread { [mailbox, keyed = job.keyed] in
      mailbox.post(.finished(keyed, handoff.run()))
    }
    thread.name = job.keyed.cell.id
    thread.stackSize = 64 << 20
    thread.start()
  }

  /// - Throws: ``EvaluationError``, ``StoreError``.
  mutating func handle(_ message: EvaluationMessage) throws {
    switch message {
    case .interrupted:
      throw EvaluationError.interrupted
    case .progressed(let id, let fraction, let what):
      if running.contains(id) { report(.progressed(id: id, fraction: fraction, what: what)) }
    case .finished(let keyed, .success(let product)):
      end(keyed)
      try keep(product, of: keyed)
    case .finished(let keyed, .failure(let error)):
      end(keyed)
      if let error = error as? StoreError { fatal = error } else { settleFailure(of: keyed, error) }
    }
  }

  private mutating func end(_ keyed: KeyedCell) {
    running.remove(keyed.cell.id)
    hasLoneCell = false
  }

  private mutating func keep(_ product: CellJob.Product, of keyed: KeyedCell) throws {
    if let store = appraiser.store {
      try store.record(
        product.run, keyed.ingredients, blobs: product.blobs, endingCheckpoints: keyed.checkpointKey,
        sources: appraiser.recipe.sources(of: keyed.cell.compiled))
    }
    appraiser.runs.insert(product.run)
    settle(outcome(of: keyed, product.run, .computed))
  }

  private mutating func settleFailure(of keyed: KeyedCell, _ error: any Error) {
    settle(keyed.cell, .failed([CellFailure.diagnostic(error, in: keyed.cell)]), key: keyed.key)
  }
}

/// Gives a job to its thread, so that nothing of it, the store above all, is kept once it has run.
private final class Handoff: Sendable {
  private let job: Mutex<CellJob?>

  init(_ job: CellJob) { self.job = Mutex(job) }

  func run() -> Result<CellJob.Product, any Error> {
    let taken = job.withLock { job in
      defer { job = nil }
      return job
    }
    guard let taken else { return .failure(CancellationError()) }
    return Result { try taken.run() }
  }
}

/// When something was last passed on.
private final class LastReport: Sendable {
  private let time = Mutex<ContinuousClock.Instant?>(nil)

  /// True, and counts from now, if the last time this was true is longer ago than `interval`.
  func isOlderThan(_ interval: Duration) -> Bool {
    let now = ContinuousClock.now
    return time.withLock { last in
      if let last, now - last < interval { return false }
      last = now
      return true
    }
  }
}

/// The environment that traces name, asked for once, and only if a cell runs.
package final class RunEnvironmentSource: Sendable {
  private let known = Mutex<RunEnvironment?>(nil)
  private let ask: @Sendable () -> RunEnvironment

  package init(_ ask: @escaping @Sendable () -> RunEnvironment) { self.ask = ask }

  package var value: RunEnvironment {
    known.withLock { known in
      if let known { return known }
      let answer = ask()
      known = answer
      return answer
    }
  }
}
