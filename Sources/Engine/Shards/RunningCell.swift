import Foundation
import Synchronization

/// The cell that runs, in scope as `cell`: computes shards, and keeps their values.
///
///     let networks = try cell.values(of: runs, on: images)
public struct RunningCell: Sendable {
  /// What is wanted of the cell.
  public enum Mode: Hashable, Sendable {
    /// Its value, for which it needs those of all shards.
    case all
    /// The names of its shards: ``RunningCell/values(of:on:threads:)`` throws ``ShardsListed``.
    case list
    /// The values of some of its shards, to be kept: ``RunningCell/values(of:on:threads:)`` throws ``ShardsDone``.
    case only(ShardSelection)
  }

  private let mode: Mode
  private let cores: Int
  private let storage: ShardStorage
  private let progress: CellProgress
  private let isCancelled: @Sendable () -> Bool

  /// - Parameters:
  ///   - mode: what is wanted.
  ///   - cores: threads that all shards together may use; those of the machine by default.
  ///   - storage: keeps nothing by default.
  ///   - progress: receives the share of all shards that is done.
  ///   - isCancelled: whether the cell's value is no longer wanted.
  public init(
    mode: Mode = .all, cores: Int = ProcessInfo.processInfo.activeProcessorCount,
    storage: ShardStorage = .none, progress: CellProgress = CellProgress { _, _ in },
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    (self.mode, self.cores, self.storage) = (mode, max(1, cores), storage)
    (self.progress, self.isCancelled) = (progress, isCancelled)
  }

  /// The values of `shards`, in their order: those that are kept already, and the others computed, each kept as soon as
  /// it is there. Neither the number of threads nor what was kept before changes a bit.
  /// - Parameters:
  ///   - shards: equal ones are computed once.
  ///   - input: what they work on; not asked for where nothing needs it.
  ///   - threads: shards at a time, as many as there are cores by default. Each may use its share of the cores.
  /// - Throws: what the earliest shard that fails throws, and what the storage throws; ``ShardsListed`` and
  ///   ``ShardsDone`` in the other modes.
  public func values<S: Shard>(
    of shards: [S], on input: @autoclosure () throws -> S.Input, threads: Int? = nil
  ) throws -> [S.Value] {
    if mode == .list { throw try listed(shards, on: input()) }
    let input = try input()
    let identities = try shards.map { try ShardIdentity($0, on: input) }
    let chosen = shards.indices.filter { index in
      if case .only(let selection) = mode { return selection.matches(shards[index].label) }
      return true
    }
    let run = ShardRun<S>(progress: progress, isCancelled: isCancelled)
    var firsts: [ShardIdentity: Int] = [:]
    var missing: [Int] = []
    for index in chosen where firsts[identities[index]] == nil {
      firsts[identities[index]] = index
      if let value: S.Value = try storage.value(of: identities[index]) {
        run.finish(index, value)
      } else {
        missing.append(index)
      }
    }
    run.begin(of: firsts.count)
    let workers = min(max(1, threads ?? cores), max(1, missing.count))
    run.forEach(missing, workers: workers) { index in
      let identity = identities[index]
      let scope = ShardScope(
        threads: max(1, cores / workers), progress: run.progress(of: index, identity.label),
        checkpoint: storage.checkpoint(identity), isCancelled: { run.isCancelled })
      let start = ContinuousClock.now
      let value = try S.value(of: shards[index], on: input, in: scope)
      let bytes = try shardEncoder.encode(value)
      try storage.save(identity, bytes, ContinuousClock.now - start)
      return try JSONDecoder().decode(S.Value.self, from: bytes)
    }
    let values = try run.values()
    if case .only = mode {
      throw ShardsDone(computed: missing.map { shards[$0].label }, chosen: chosen.map { shards[$0].label })
    }
    return identities.compactMap { identity in firsts[identity].flatMap { values[$0] } }
  }

  private func listed<S: Shard>(
    _ shards: [S], on input: @autoclosure () throws -> S.Input
  ) throws -> ShardsListed {
    guard let input = try? input() else {
      return ShardsListed(shards: shards.map { .init(label: $0.label, isKept: nil) })
    }
    return ShardsListed(
      shards: try shards.map { shard in
        let kept: S.Value? = try storage.value(of: ShardIdentity(shard, on: input))
        return .init(label: shard.label, isKept: kept != nil)
      })
  }
}

/// Where the values of shards are kept: closures that the engine gives.
public struct ShardStorage: Sendable {
  let load: @Sendable (ShardIdentity) throws -> Data?
  let save: @Sendable (ShardIdentity, Data, Duration) throws -> Void
  let checkpoint: @Sendable (ShardIdentity) -> CellCheckpoint

  /// - Parameters:
  ///   - load: the JSON of the shard's value; nil where it is not kept.
  ///   - save: keeps the JSON, with how long it took to compute; ends the shard's checkpoint.
  ///   - checkpoint: the shard's own.
  public init(
    load: @escaping @Sendable (ShardIdentity) throws -> Data?,
    save: @escaping @Sendable (ShardIdentity, Data, Duration) throws -> Void,
    checkpoint: @escaping @Sendable (ShardIdentity) -> CellCheckpoint
  ) {
    (self.load, self.save, self.checkpoint) = (load, save, checkpoint)
  }

  /// Keeps nothing.
  public static let none = ShardStorage(load: { _ in nil }, save: { _, _, _ in }, checkpoint: { _ in .none })

  /// Nil also where the JSON is that of another type: the shard is computed again.
  func value<Value: Decodable>(of identity: ShardIdentity) throws -> Value? {
    try load(identity).flatMap { try? JSONDecoder().decode(Value.self, from: $0) }
  }
}

/// The shards of a cell that was asked for their names.
package struct ShardsListed: Error, Equatable {
  package struct Item: Equatable, Sendable {
    package var label: String
    /// Nil where the input could not be read.
    package var isKept: Bool?
  }

  package var shards: [Item]
}

/// Some shards of a cell that was asked for these alone are kept now.
package struct ShardsDone: Error, Equatable {
  /// The labels of those that had to be computed.
  package var computed: [String]
  /// The labels of all that were asked for; empty where no shard matches.
  package var chosen: [String]

  package init(computed: [String], chosen: [String]) { (self.computed, self.chosen) = (computed, chosen) }
}
