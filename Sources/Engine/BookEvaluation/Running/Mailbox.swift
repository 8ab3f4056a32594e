import Dispatch
import Synchronization

/// Messages from running cells to the one thread that keeps the books.
final class Mailbox<Message: Sendable>: Sendable {
  /// What arrived, and what is handed out, the oldest last.
  private let messages = Mutex<(arrived: [Message], leaving: [Message])>(([], []))
  private let arrived = DispatchSemaphore(value: 0)

  func post(_ message: Message) {
    messages.withLock { $0.arrived.append(message) }
    arrived.signal()
  }

  /// The oldest message; waits for one.
  func next() -> Message {
    while true {
      arrived.wait()
      let message = messages.withLock { messages in
        if messages.leaving.isEmpty {
          messages = ([], messages.arrived.reversed())
        }
        return messages.leaving.popLast()
      }
      if let message { return message }
    }
  }
}
