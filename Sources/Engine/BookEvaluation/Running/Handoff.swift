import Foundation
import Synchronization

/// Gives a job to its thread, so that nothing of it, the store above all, is kept once it has run.
final class Handoff: Sendable {
  private let job: Mutex<CellJob?>

  init(_ job: CellJob) { self.job = Mutex(job) }

  func run(_ body: (CellJob) throws -> CellJob.Product) -> Result<CellJob.Product, any Error> {
    let taken = job.withLock { job in
      defer { job = nil }
      return job
    }
    guard let taken else { return .failure(CancellationError()) }
    return Result { try body(taken) }
  }
}
