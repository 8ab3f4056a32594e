import Foundation
import Support
import Synchronization

/// One `build` as a process of its own: whatever becomes of it, whoever started it goes on.
final class BuildProcess: Sendable {
  /// How it ended.
  struct Ending: Sendable {
    var status: Int32
    /// Whether a signal ended it; `status` is its number then.
    var wasSignalled: Bool
    /// What it said; of a long text the beginning and the end.
    var output: String
  }

  private let process: Mutex<Process>
  private let input = Pipe()
  private let output = Pipe()
  private let words = Mutex(Data())
  private let ended = DispatchSemaphore(value: 0)
  private let isRead = DispatchSemaphore(value: 0)
  private let isReady = Latch()
  /// Called with each line as it comes.
  private let heard: @Sendable (String) -> Void

  /// - Parameter environment: beside the process's own; it should make the program end with its input.
  /// - Throws: the file system's error, where the program cannot be started.
  init(
    _ program: URL, _ arguments: [String], environment: [String: String], directory: URL,
    heard: @escaping @Sendable (String) -> Void
  ) throws {
    self.heard = heard
    let started = Process()
    started.executableURL = program
    started.arguments = arguments
    started.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    started.currentDirectoryURL = directory
    started.standardInput = input
    started.standardOutput = output
    started.standardError = output
    process = Mutex(started)
    started.terminationHandler = { [isReady, ended] _ in
      isReady.set()
      ended.signal()
    }
    let own = [input.fileHandleForWriting, output.fileHandleForReading]
    try ProcessStart.alone(keeping: own.map(\.fileDescriptor)) { try started.run() }
    // The other ends are the child's alone: ours would hide that it has ended.
    try? input.fileHandleForReading.close()
    try? output.fileHandleForWriting.close()
    do throws(POSIXError) { try SystemThread.start("words of a build") { [self] in read() } } catch {
      interrupt()
      throw error
    }
  }

  var hasEnded: Bool { isReady.isSet }

  /// Asks it to end in order.
  func interrupt() {
    process.withLock { $0.terminate() }
    // The program ends with its input, also where a script stands between, and has no choice after a while.
    try? input.fileHandleForWriting.close()
  }

  func wait() -> Ending {
    ended.wait()
    // What outlives it may hold its output open for ever.
    _ = isRead.wait(timeout: .now() + .seconds(2))
    let (status, reason) = process.withLock { ($0.terminationStatus, $0.terminationReason) }
    let text = String(decoding: words.withLock { $0 }, as: UTF8.self)
    let limit = 40_000
    return Ending(
      status: status, wasSignalled: reason == .uncaughtSignal,
      output: text.utf8.count <= limit
        ? text : "\(text.prefix(limit / 2))\n[...]\n\(text.suffix(limit / 2))")
  }

  private func read() {
    var lines = Lines()
    while case let data = output.fileHandleForReading.nextBytes(), !data.isEmpty {
      words.withLock { words in
        words += data
        // Of what never ends, the beginning and the end.
        if words.count > 1 << 20 { words = words.prefix(1 << 19) + words.suffix(1 << 18) }
      }
      lines.take(data, heard)
    }
    lines.end(heard)
    isRead.signal()
  }
}

/// Set once, seen by other threads.
final class Latch: Sendable {
  private let value = Mutex(false)

  var isSet: Bool { value.withLock { $0 } }

  func set() { value.withLock { $0 = true } }
}
