import Dispatch
import Synchronization

/// Messages from running cells to the one thread that keeps the books.
final class Mailbox<Message: Sendable>: Sendable {
  private let messages = Mutex<[Message]>([])
  private let arrived = DispatchSemaphore(value: 0)

  func post(_ message: Message) {
    messages.withLock { $0.append(message) }
    arrived.signal()
  }

  /// The oldest message; waits for one.
  func next() -> Message {
    while true {
      arrived.wait()
      if let message = messages.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { return message }
    }
  }
}
