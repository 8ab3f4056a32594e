import Foundation
import Synchronization

/// The right to write to the store, held by one process at a time.
///
/// The kernel holds the lock and releases it when the process ends, however it ends: there are no stale
/// locks. The file's text, pid and command, is only for messages.
package final class StoreLock: Sendable {
  /// Nil once released.
  private let held: Mutex<Int32?>

  /// - Throws: ``StoreError/locked(holder:)``, or ``StoreError/unusable(path:reason:)``.
  package init(at url: URL) throws(StoreError) {
    // Not inherited by the programs that a build starts: they would hold the lock after it.
    let descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unusable(path: url.path, reason: Self.systemReason) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let isHeld = errno == EWOULDBLOCK
      let reason = Self.systemReason
      let holder = Self.holder(in: descriptor)
      close(descriptor)
      throw isHeld ? .locked(holder: holder) : .unusable(path: url.path, reason: reason)
    }
    let text = "\(getpid())\n\(CommandLine.arguments.joined(separator: " "))\n"
    ftruncate(descriptor, 0)
    _ = Array(text.utf8).withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    held = Mutex(descriptor)
  }

  deinit { release() }

  package func release() {
    held.withLock { descriptor in
      if let descriptor {
        // Closing would not do: a program that is just being started has the descriptor for a moment, too.
        flock(descriptor, LOCK_UN)
        close(descriptor)
      }
      descriptor = nil
    }
  }

  private static var systemReason: String { String(cString: strerror(errno)) }

  private static func holder(in descriptor: Int32) -> LockHolder {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n")
    return LockHolder(
      pid: lines.first.flatMap { Int32($0) } ?? 0,
      command: lines.dropFirst().first.map(String.init) ?? "")
  }
}
