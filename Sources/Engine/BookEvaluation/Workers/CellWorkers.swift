import BookStore
import CellKit
import Foundation
import Support
import Synchronization

/// The program whose processes run the cells of a build.
package struct CellWorkerProgram: Sendable {
  package var executable: URL

  private let stamp: String?

  package init(executable: URL) {
    self.executable = executable
    stamp = FileStamp(executable.resolvingSymlinksInPath().path)?.description
  }

  /// Whether it is still the one that this process was started from.
  var isUnchanged: Bool { FileStamp(executable.resolvingSymlinksInPath().path)?.description == stamp }
}

/// The processes that run the cells of one build: as many as cells run at a time, each started when it is first needed.
final class CellWorkers: Sendable {
  private let program: CellWorkerProgram
  private let timeout: Duration?
  private let idle = Mutex<[WorkerProcess]>([])

  init(_ program: CellWorkerProgram, timeout: Duration?) { (self.program, self.timeout) = (program, timeout) }

  /// Runs a cell to its end.
  /// - Parameter said: gets each line that it prints.
  /// - Throws: a `Diagnostic` where the cell fails, crashes or takes too long; ``StoreError``.
  func run(
    _ task: CellTask, _ values: [Data], of cell: BookCell, progress: (Double, String) -> Void,
    said: @escaping @Sendable (String) -> Void
  ) throws -> CellJob.Product {
    // A cell that measures its process gets one that nothing else has used.
    let former =
      cell.runsAlone
      ? nil
      : idle.withLock { idle in
        idle.removeAll { !$0.isUsable }
        return idle.popLast()
      }
    guard former != nil || program.isUnchanged else { throw ChangedProgram() }
    let worker = try former ?? WorkerProcess(program)
    let outcome = worker.run(task, values, timeout: timeout, progress: progress, said: said)
    switch outcome {
    case .message(.done(let run), let blobs):
      keep(worker, after: cell)
      return CellJob.Product(run: run, blobs: blobs)
    case .message(.storeFailed(let error), _): throw error
    case .message(.failed(let diagnostic), _):
      keep(worker, after: cell)
      throw diagnostic
    case .message(.started, _), .message(.progressed, _), .ended:
      throw CellCrash(status: worker.wait(), output: worker.crash, timeout: worker.timedOut ? timeout : nil)
        .diagnostic(of: cell)
    }
  }

  private func keep(_ worker: WorkerProcess, after cell: BookCell) {
    if cell.runsAlone || !worker.isUsable { worker.end() } else { idle.withLock { $0.append(worker) } }
  }

  deinit { for worker in idle.withLock({ $0 }) { worker.end() } }
}
