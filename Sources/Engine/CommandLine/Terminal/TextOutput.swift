import Foundation
import Synchronization

/// A descriptor that words go to. What cannot be written, to a closed pipe or a full disk, is remembered and the words are
/// dropped: a command goes on, and nothing that it computes is lost.
package final class TextOutput: Sendable {
  static let standard = TextOutput(descriptor: STDOUT_FILENO)
  static let error = TextOutput(descriptor: STDERR_FILENO)

  private let descriptor: Int32
  private let failure: Mutex<Int32?>

  /// Files, pipes, terminals and sockets have a type. What has none is closed, or is the runtime's own, put there because
  /// its number was free: words would reach the wrong place, or block for ever.
  package init(descriptor: Int32) {
    var status = stat()
    let takesWords = fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT != 0
    self.descriptor = descriptor
    failure = Mutex(takesWords ? nil : EBADF)
  }

  package func write(_ text: String) {
    failure.withLock { failure in
      var rest = Array(text.utf8)[...]
      while failure == nil, !rest.isEmpty {
        let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno == EAGAIN {
          // Another program made the terminal non-blocking.
          var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          poll(&ready, 1, -1)
        } else if errno != EINTR {
          failure = errno
        }
      }
    }
  }

  /// What became of words that could not be written. Nil also where their reader has gone, such as `head`: it has what it
  /// wanted.
  package var problem: String? {
    failure.withLock { failure in
      failure.flatMap { $0 == EPIPE ? nil : String(cString: strerror($0)) }
    }
  }
}
