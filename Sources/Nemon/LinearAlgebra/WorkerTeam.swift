import CKernels

/// Threads that stay up and share the tasks of one parallel part after another.
///
/// A task may depend on its number only, never on the thread that takes it; then results are the same bits
/// for any number of threads. One thread at a time may call `run`.
public final class WorkerTeam: @unchecked Sendable {
  /// Threads that take tasks, the one that calls `run` included.
  public let threads: Int
  private let team: OpaquePointer

  /// - Parameter threads: at least 1; the thread that calls `run` counts as one of them.
  public init(threads: Int) {
    precondition(threads >= 1, "a team has at least one thread, not \(threads)")
    self.threads = threads
    guard let team = worker_team_start(Int32(threads)) else {
      fatalError("no memory for a team of \(threads) threads")
    }
    self.team = team
  }

  deinit { worker_team_stop(team) }

  /// Calls `body` once for each task in `0..<tasks` and returns when all calls have returned.
  public func run(tasks: Int, _ body: (Int) -> Void) {
    withoutActuallyEscaping(body) { escaping in
      var box = Box(body: escaping)
      withUnsafeMutablePointer(to: &box) { context in
        worker_team_run(
          team, Int32(tasks),
          { context, task in
            context?.assumingMemoryBound(to: Box.self).pointee.body(Int(task))
          }, context)
      }
    }
  }

  private struct Box {
    let body: (Int) -> Void
  }
}
