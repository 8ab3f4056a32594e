import BookStore
import CellKit
import Foundation

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
  /// Whether the shards are to save what they have, and end.
  var isCancelled: @Sendable () -> Bool = { false }
  var keys = ShardKeys()

  /// - Parameter earlier: learns how long the kept shards took, and the earlier runs of those that go on from a checkpoint.
  func runningCell(for cell: CellPlan, earlier: EarlierTime, progress: CellProgress) -> RunningCell {
    let request = request.flatMap { $0.cell == cell.id ? $0 : nil }
    let mode = request?.mode ?? .all
    let cores = threads ?? ProcessInfo.processInfo.activeProcessorCount
    guard let store else {
      return RunningCell(mode: mode, cores: cores, progress: progress, isCancelled: isCancelled)
    }
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
        earlier[own.key] = shard.run?.wallSeconds
        return shard.bytes
      },
      save: { identity, bytes, duration in
        let made = ingredients(identity)
        let seconds = duration / .seconds(1) + (earlier[identity.key(made)] ?? 0)
        try store.record(
          ShardRecord(identity, of: cell.id, made, bytes, ShardTrace(seconds: seconds, in: environment)))
      },
      checkpoint: {
        store.checkpoint(of: cell.id, forKey: $0.key(ingredients($0)), name: "shard", earlier: earlier)
      })
    return RunningCell(
      mode: mode, cores: cores, storage: storage, progress: progress, isCancelled: isCancelled)
  }
}
