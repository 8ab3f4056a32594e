import Foundation
import Synchronization

/// What the threads of one call share: the values that are there, how far the others are, and what failed.
final class ShardRun<S: Shard>: Sendable {
  private struct State {
    var values: [Int: S.Value] = [:]
    var shares: [Int: Double] = [:]
    var failure: (index: Int, error: any Error)?
    var count = 0
  }

  private let state = Mutex(State())
  private let report: CellProgress
  private let cancelled: @Sendable () -> Bool

  init(progress: CellProgress, isCancelled: @escaping @Sendable () -> Bool) {
    (report, cancelled) = (progress, isCancelled)
  }

  /// Whether no further value is wanted.
  var isCancelled: Bool { cancelled() || state.withLock { $0.failure != nil } }

  func begin(of count: Int) { state.withLock { $0.count = count } }

  func finish(_ index: Int, _ value: S.Value) {
    state.withLock { ($0.values[index], $0.shares[index]) = (value, 1) }
  }

  /// Tells the share of all shards, with the label before what a shard says.
  func progress(of index: Int, _ label: String) -> CellProgress {
    CellProgress { [self] share, what in
      let all = state.withLock { state in
        state.shares[index] = share
        return state.shares.values.reduce(0, +) / Double(max(state.count, 1))
      }
      report(all, what.isEmpty ? label : "\(label): \(what)")
    }
  }

  /// Computes `indices` in order, `workers` at a time, until one fails; returns when all threads are idle.
  func forEach(_ indices: [Int], workers: Int, _ compute: @escaping @Sendable (Int) throws -> S.Value) {
    let next = Mutex(indices[...])
    let group = DispatchGroup()
    withExtendedLifetime(next) {
      for _ in 0..<workers {
        group.enter()
        let thread = Thread { [self] in
          while !isCancelled, let index = next.withLock({ $0.popFirst() }) {
            do {
              finish(index, try compute(index))
            } catch {
              // Of several failures that of the earliest shard, whichever thread saw its own first.
              state.withLock { if index < $0.failure?.index ?? .max { $0.failure = (index, error) } }
            }
          }
          group.leave()
        }
        thread.stackSize = 64 << 20
        thread.start()
      }
      group.wait()
    }
  }

  /// By the index of the shard.
  func values() throws -> [Int: S.Value] {
    try state.withLock { state in
      if let failure = state.failure { throw failure.error }
      if cancelled() { throw CancellationError() }
      return state.values
    }
  }
}
