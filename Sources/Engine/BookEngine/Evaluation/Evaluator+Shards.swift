import CellKit
import Foundation

extension Evaluator {
  /// The cell as its code sees it: shards come from the store and go into it. A cell that is computed again on request
  /// computes its shards again, too.
  func runningCell(for keyed: KeyedCell) -> RunningCell {
    let progress = progress(of: keyed.cell.id)
    guard let store = appraiser.store else { return RunningCell(progress: progress) }
    let (recipe, environment) = (appraiser.recipe, environment)
    let isRequested = appraiser.requested.contains(keyed.cell.id)
    let ingredients = { @Sendable (identity: ShardIdentity) in
      recipe.shardIngredients(of: keyed, module: identity.module)
    }
    let storage = ShardStorage(
      load: { isRequested ? nil : try store.shard($0.key(ingredients($0))) },
      save: { identity, bytes, duration in
        try store.record(
          identity, of: keyed.cell.id, ingredients(identity), bytes,
          ShardTrace(duration, in: environment.value))
      },
      checkpoint: {
        store.checkpoint(of: keyed.cell.id, forKey: $0.key(ingredients($0)), name: "shard")
      })
    return RunningCell(storage: storage, progress: progress)
  }
}

/// How the value of a shard was computed.
package struct ShardTrace: Codable, Sendable, Equatable {
  package var wallSeconds: Double
  package var processor: String
  package var kernelLevel: String
  package var libraries: [String]
  package var commit: String?
  package var finishedAt: Date

  init(_ duration: Duration, in environment: RunEnvironment) {
    wallSeconds = duration / .seconds(1)
    (processor, kernelLevel) = (environment.processor, environment.kernelLevel)
    (libraries, commit) = (environment.libraries, environment.commit)
    finishedAt = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded())
  }
}
