import Synchronization

/// Wall time, in seconds, of earlier runs that a run makes use of: shards that were kept, and checkpoints that it goes
/// on from.
package final class EarlierTime: Sendable {
  private let times = Mutex<[String: Double]>([:])

  package init() {}

  /// Nil where the run made use of none.
  package var seconds: Double? { times.withLock { $0.isEmpty ? nil : $0.values.reduce(0, +) } }

  /// Of the value with this key.
  package subscript(key: String) -> Double? {
    get { times.withLock { $0[key] } }
    set { times.withLock { $0[key] = newValue } }
  }
}
