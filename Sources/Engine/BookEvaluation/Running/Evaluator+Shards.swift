import BookStore
import CellKit
import Foundation

extension Evaluator {
  /// The cell as its code sees it: shards come from the store and go into it. A cell that is computed again on request
  /// computes its shards again, too.
  mutating func runningCell(for cell: CellPlan) -> RunningCell {
    let progress = progress(of: cell.id)
    guard let store = plan.store else { return RunningCell(progress: progress) }
    let (recipe, environment) = (plan.recipe, environment)
    let isRequested = cell.action == .run([.requested])
    let ingredients = { @Sendable (identity: ShardIdentity) in
      recipe.shardIngredients(of: cell, module: identity.module)
    }
    let storage = ShardStorage(
      load: { isRequested ? nil : try store.shard($0.key(ingredients($0)))?.bytes },
      save: { identity, bytes, duration in
        try store.record(
          ShardRecord(identity, of: cell.id, ingredients(identity), bytes, ShardTrace(duration, in: environment)))
      },
      checkpoint: { store.checkpoint(of: cell.id, forKey: $0.key(ingredients($0)), name: "shard") })
    return RunningCell(storage: storage, progress: progress)
  }
}

extension ShardTrace {
  init(_ duration: Duration, in environment: RunEnvironment) {
    self.init(
      wallSeconds: duration / .seconds(1), processor: environment.processor,
      kernelLevel: environment.kernelLevel, libraries: environment.libraries, commit: environment.commit,
      finishedAt: Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded()))
  }
}
