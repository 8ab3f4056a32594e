import Foundation
import Synchronization

/// One start of a process at a time: a process that is just being started must not inherit the ends of another's pipes, of
/// which neither would see the end then.
package enum ProcessStart {
  private static let lock = Mutex(())

  /// - Parameter own: descriptors that stay with this process.
  package static func alone<Value: Sendable, Failure: Error>(
    keeping own: [Int32] = [], _ start: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    try lock.withLock { _ throws(Failure) in
      for descriptor in own { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
      return try start()
    }
  }
}
