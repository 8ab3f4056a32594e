import BookStore
import CellKit
import Foundation
import Support

extension Evaluator {
  /// What a cell's error says of its shards; nil for any other error.
  mutating func shardAnswer(_ error: any Error, of cell: CellPlan) throws -> ShardAnswer? {
    switch error {
    case let done as ShardsDone:
      let keys = done.chosen.compactMap { shardAccess.keys[$0]?.key }
      return .done(ComputedShards(computed: done.computed, chosen: done.chosen, keys: Set(keys)))
    case let listed as ShardsListed:
      let shards = try listed.shards.map { item in
        guard let isKept = item.isKept, let key = shardAccess.keys[item.label] else {
          throw UnreadableShards(cell: cell.id)
        }
        return ShardState(label: item.label, isKept: isKept, expected: key)
      }
      if let key = cell.key { try plan.store?.remember(shards, ofKey: key) }
      return .listed(shards)
    default: return nil
    }
  }

  /// Why a cell that costs hours has no value: how many of its shards are here, where that is known.
  func reasonToLeave(_ cell: CellPlan) -> String {
    let advice = "run `\(plan.project.command) run \(cell.id)`"
    let shards = cell.key.flatMap { try? plan.store?.rememberedShards(ofKey: $0) } ?? []
    guard !shards.isEmpty else { return "takes hours: \(advice)" }
    let kept = (try? plan.store?.keptShards(shards.map(\.expected.key)).count) ?? 0
    if kept == shards.count { return "all \(kept) shards are here: \(advice)" }
    return "\(kept) of \(shards.count) shards are here, and the others take hours: \(advice)"
  }
}

/// The shards of a cell cannot be told apart before the input that they work on can be read.
package struct UnreadableShards: Error, Sendable, Equatable {
  package var cell: String
}

extension ShardTrace {
  init(seconds: Double, in environment: RunEnvironment) {
    self.init(
      wallSeconds: seconds, processor: environment.processor,
      kernelLevel: environment.kernelLevel, libraries: environment.libraries, commit: environment.commit,
      finishedAt: Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded()))
  }
}
