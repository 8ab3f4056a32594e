import Foundation
import Synchronization

/// Something that is worked out on a thread of its own.
package final class Background<Value: Sendable>: Sendable {
  private let outcome = Mutex<Result<Value, any Error>?>(nil)
  private let group = DispatchGroup()

  package init(_ body: @escaping @Sendable () throws -> Value) {
    group.enter()
    do throws(POSIXError) {
      try SystemThread.start("background", stackSize: 8 << 20) { [self] in end(Result { try body() }) }
    } catch {
      end(.failure(error))
    }
  }

  private func end(_ result: Result<Value, any Error>) {
    outcome.withLock { $0 = result }
    group.leave()
  }

  /// Returns when it has ended.
  package func wait() { group.wait() }

  /// - Throws: what the body threw.
  package func value() throws -> Value {
    wait()
    guard let result = outcome.withLock({ $0 }) else { throw CancellationError() }
    return try result.get()
  }
}
