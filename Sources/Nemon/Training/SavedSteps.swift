import Foundation
import Shards

extension ShardScope {
  /// What the checkpoint holds, if it can be read.
  /// - Throws: what the checkpoint throws.
  package func saved<Journal: Decodable>(_ type: Journal.Type) throws -> Journal? {
    try checkpoint.load().flatMap { try? PropertyListDecoder().decode(type, from: $0) }
  }

  /// Steps until all is done, and saves a journal now and then, and before it ends early.
  /// - Parameters:
  ///   - isUnfinished: asked before each step.
  ///   - interval: least time between two saves.
  ///   - journal: what is saved.
  /// - Throws: `CancellationError`, and what a step and the checkpoint throw.
  package func repeating<Journal: Encodable>(
    while isUnfinished: () -> Bool, savingEvery interval: Duration, _ step: () throws -> Void,
    saved journal: () -> Journal
  ) throws {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    var lastSave = ContinuousClock.now
    while isUnfinished() {
      if isCancelled {
        try checkpoint.save(encoder.encode(journal()))
        throw CancellationError()
      }
      try step()
      let now = ContinuousClock.now
      guard now - lastSave >= interval else { continue }
      try checkpoint.save(encoder.encode(journal()))
      lastSave = now
    }
  }
}
