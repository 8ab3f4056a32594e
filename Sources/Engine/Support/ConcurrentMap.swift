import Foundation
import Synchronization

extension RandomAccessCollection where Self: Sendable, Index == Int {
  /// What `transform` makes of each element, in order; at most `limit` of them at a time.
  package func concurrentMap<Value: Sendable>(
    limit: Int = .max, _ transform: @Sendable (Element) -> Value
  ) -> [Value] {
    let values = Mutex<[Int: Value]>([:])
    let workers = Swift.min(limit, count)
    DispatchQueue.concurrentPerform(iterations: workers) { worker in
      for index in stride(from: startIndex + worker, to: endIndex, by: workers) {
        let value = transform(self[index])
        values.withLock { $0[index] = value }
      }
    }
    return values.withLock { values in indices.compactMap { values[$0] } }
  }
}
