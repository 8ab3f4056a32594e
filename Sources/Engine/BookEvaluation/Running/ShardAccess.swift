import BookStore
import CellKit
import Foundation
import Synchronization

/// The cell as its code sees it: shards come from the store and go into it. A cell that is computed again on request
/// computes its shards again, too.
struct ShardAccess: Sendable {
  var store: Store?
  /// Asked for where a cell has shards.
  var recipe: @Sendable () -> KeyRecipe
  var environment: RunEnvironment
  /// That all shards may use together; nil: as many as there are cores.
  var threads: Int?
  /// What is wanted of the cell instead of its value.
  var request: ShardRequest?
  var keys = ShardKeys()

  /// - Parameter kept: learns how long the shards took that are not computed now.
  func runningCell(for cell: CellPlan, kept: KeptShards, progress: CellProgress) -> RunningCell {
    let request = request.flatMap { $0.cell == cell.id ? $0 : nil }
    let mode = request?.mode ?? .all
    let cores = threads ?? ProcessInfo.processInfo.activeProcessorCount
    guard let store else { return RunningCell(mode: mode, cores: cores, progress: progress) }
    let (recipe, environment, keys) = (recipe, environment, keys)
    let isRequested = cell.action == .run([.requested]) && mode == .all
    let ingredients = { @Sendable (identity: ShardIdentity) in
      recipe().shardIngredients(of: cell, identity)
    }
    let storage = ShardStorage(
      load: { identity in
        let made = ingredients(identity)
        let own = ExpectedShard(key: identity.key(made), ingredients: made)
        keys.insert(identity.label, own)
        if let expected = request?.expected[identity.label], expected.key != own.key {
          throw ShardMismatch(
            label: identity.label,
            reasons: RerunReason.differences(from: expected.ingredients, to: own.ingredients))
        }
        guard !isRequested, let shard = try store.shard(own.key) else { return nil }
        kept.add(shard)
        return shard.bytes
      },
      save: { identity, bytes, duration in
        try store.record(
          ShardRecord(
            identity, of: cell.id, ingredients(identity), bytes, ShardTrace(duration, in: environment)))
      },
      checkpoint: { store.checkpoint(of: cell.id, forKey: $0.key(ingredients($0)), name: "shard") })
    return RunningCell(mode: mode, cores: cores, storage: storage, progress: progress)
  }
}

/// How long the shards took, when they were computed, that a run found in the store.
final class KeptShards: Sendable {
  private let total = Mutex<Double?>(nil)

  /// Wall time; nil where no shard was found.
  var seconds: Double? { total.withLock { $0 } }

  func add(_ shard: ShardRecord) {
    total.withLock { $0 = ($0 ?? 0) + (shard.run?.wallSeconds ?? 0) }
  }
}
