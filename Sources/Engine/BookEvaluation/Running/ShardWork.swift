import BookStore
import CellKit
import Foundation
import Synchronization

/// What is wanted of one cell's shards instead of its value.
package struct ShardRequest: Sendable {
  package var cell: String
  package var mode: RunningCell.Mode
  /// By label, the keys that the shards have on the machine that will merge, where that is known.
  package var expected: [String: ExpectedShard]

  package init(_ mode: RunningCell.Mode, of cell: String, expected: [String: ExpectedShard] = [:]) {
    (self.mode, self.cell, self.expected) = (mode, cell, expected)
  }
}

/// A shard as the machine that will merge knows it.
package struct ExpectedShard: Codable, Sendable, Equatable {
  package var key: String
  /// What its value depends on there, beside its settings.
  package var ingredients: [Ingredient]
}

/// A shard would have another key here than on the machine that will merge: its value would be of no use there.
package struct ShardMismatch: Error, Sendable, Equatable {
  package var label: String
  /// What differs, from there to here; empty where it is the shard's own settings or images.
  package var reasons: [RerunReason]
}

/// A cell's shards are not known, since something that it rests on is to be had first: another cell's value, or a data set.
package struct ShardsUnavailable: Error, Sendable, Equatable {
  package var cell: String
  package var reason: String
}

/// One shard of a cell, and whether its value is kept.
package struct ShardState: Codable, Sendable, Equatable {
  package var label: String
  package var isKept: Bool
  package var expected: ExpectedShard
}

/// The keys of shards as they become known while a cell runs.
final class ShardKeys: Sendable {
  private let known = Mutex<[String: ExpectedShard]>([:])

  func insert(_ label: String, _ shard: ExpectedShard) { known.withLock { $0[label] = shard } }

  subscript(label: String) -> ExpectedShard? { known.withLock { $0[label] } }
}

extension BookBuild {
  /// The shards of the cell `id`, in its order; empty for a cell without shards. Computes what the cell rests on.
  /// - Returns: nil where the cell, or what it rests on, failed: the report said why.
  /// - Throws: as ``run(only:)``; ``UnreadableShards`` where their input is missing; ``ShardsUnavailable``.
  package func shards(of id: String) throws -> [ShardState]? {
    try answer(ShardRequest(.list, of: id)) { answer in
      if case .listed(let shards)? = answer { shards } else { [] }
    }
  }

  /// Computes those shards of the cell `id` that are selected and not kept, and keeps them.
  /// - Returns: nil as for ``shards(of:)``.
  /// - Throws: as ``run(only:)``; ``ShardMismatch``; ``ShardsUnavailable``.
  package func compute(
    _ selection: ShardSelection, of id: String, expected: [String: ExpectedShard] = [:]
  ) throws -> ComputedShards? {
    try answer(ShardRequest(.only(selection), of: id, expected: expected)) { answer in
      if case .done(let done)? = answer { done } else { ComputedShards(computed: [], chosen: [], keys: []) }
    }
  }

  private func answer<Value>(_ request: ShardRequest, _ value: (ShardAnswer?) -> Value) throws -> Value? {
    var build = self
    build.request.shards = request
    let evaluation = try build.run(only: request.cell)
    let outcome = evaluation[request.cell]
    if evaluation.shards != nil || outcome?.isFinished == true { return value(evaluation.shards) }
    if !evaluation.failures.isEmpty { return nil }
    guard case .notRun(let reason) = outcome?.state else {
      throw ShardsUnavailable(cell: request.cell, reason: "not run")
    }
    throw ShardsUnavailable(cell: request.cell, reason: reason)
  }
}

/// What a cell said of its shards instead of giving its value.
package enum ShardAnswer: Sendable {
  case listed([ShardState])
  case done(ComputedShards)
}

/// The selected shards of a cell, all of which are kept now.
package struct ComputedShards: Sendable, Equatable {
  /// The labels of those that were not kept before.
  package var computed: [String]
  package var chosen: [String]
  /// Of the chosen ones, in the store.
  package var keys: Set<String>
}

extension Store {
  /// The shards that the cell had when it was last asked, if its key was the same then.
  func rememberedShards(ofKey key: String) throws -> [ShardState] {
    try page(Self.shardsPage(ofKey: key)).flatMap { try? JSONDecoder().decode([ShardState].self, from: $0) }
      ?? []
  }

  func remember(_ shards: [ShardState], ofKey key: String) throws {
    try setPage(Self.shardsPage(ofKey: key), JSONEncoder().encode(shards))
  }
}
