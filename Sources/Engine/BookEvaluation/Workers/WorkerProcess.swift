import Foundation
import Support
import Synchronization

/// One process that runs cells, as its build sees it.
final class WorkerProcess: Sendable {
  enum Outcome {
    case message(WorkerMessage, [Data])
    /// The process has gone before it answered.
    case ended
  }

  private struct Listening: Sendable {
    var said: (@Sendable (String) -> Void)?
    /// What the runtime says of a crash, which is not the cell's.
    var crash = ""
    var isCrashing = false
    /// Empty lines that came last: the runtime puts one before its words.
    var emptyLines = 0
  }

  private let process: Mutex<Process>
  private let input = Pipe()
  private let output = Pipe()
  private let errors = Pipe()
  private let channel: WorkerChannel
  private let listening = Mutex(Listening())
  private let heardAll = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  /// A watch on the cell that runs: it no longer kills once the cell has answered.
  private enum Watch { case armed, disarmed, fired }
  private let watch = Mutex(Watch.disarmed)

  /// - Throws: ``ToolError/notStarted(program:reason:)``.
  init(_ program: CellWorkerProgram) throws {
    let started = Process()
    started.executableURL = program.executable
    started.arguments = [CellWorker.argument]
    // What the runtime says of a trap: where, and why, and nothing else.
    started.environment = ProcessInfo.processInfo.environment.merging([
      "SWIFT_BACKTRACE":
        "enable=yes,color=no,interactive=no,threads=crashed,registers=none,images=none,limit=64,timeout=60s"
    ]) { $1 }
    started.standardInput = input
    started.standardOutput = output
    started.standardError = errors
    channel = WorkerChannel(
      input: output.fileHandleForReading.fileDescriptor, output: input.fileHandleForWriting.fileDescriptor)
    process = Mutex(started)
    started.terminationHandler = { [ended] _ in ended.signal() }
    do {
      let own = [input.fileHandleForWriting, output.fileHandleForReading, errors.fileHandleForReading]
      try ProcessStart.alone(keeping: own.map(\.fileDescriptor)) { try started.run() }
      try SystemThread.start("words of cells") { [self] in listen() }
    } catch {
      end()
      throw ToolError.notStarted(program: program.executable.path, reason: error.systemReason)
    }
  }

  var crash: String { listening.withLock { $0.crash } }
  var timedOut: Bool { watch.withLock { $0 == .fired } }
  /// Whether it can run another cell.
  var isUsable: Bool { !timedOut && process.withLock { $0.isRunning } }

  /// What a process may take to begin with a cell, beside the cell's own time: it may have to be loaded first.
  private static let startLimit = Duration.seconds(60)

  /// - Parameter timeout: from the moment on at which the cell's own code begins.
  func run(
    _ task: CellTask, _ values: [Data], timeout: Duration?, progress: (Double, String) -> Void,
    said: @escaping @Sendable (String) -> Void
  ) -> Outcome {
    listening.withLock { $0 = Listening(said: said) }
    defer { listening.withLock { $0.said = nil } }
    let timer = timeout.map { limit in
      watch.withLock { $0 = .armed }
      let source = DispatchSource.makeTimerSource(queue: .global())
      source.schedule(deadline: .now() + (limit + Self.startLimit) / .seconds(1))
      source.setEventHandler { [self] in
        watch.withLock { watch in
          guard watch == .armed else { return }
          watch = .fired
          kill()
        }
      }
      source.resume()
      return source
    }
    defer {
      timer?.cancel()
      watch.withLock { if $0 == .armed { $0 = .disarmed } }
    }
    guard channel.send(task, values) else { return .ended }
    while let (message, blobs) = channel.next(WorkerMessage.self) {
      switch message {
      case .started:
        if let timeout { timer?.schedule(deadline: .now() + timeout / .seconds(1)) }
        continue
      case .progressed(let fraction, let what):
        progress(fraction, what)
        continue
      case .done, .failed, .storeFailed: break
      }
      heardAll.wait()
      // The cell survived: what looked like a crash was its own text.
      let text = listening.withLock { $0.crash }
      if !text.isEmpty { text.split(separator: "\n").forEach { said(String($0)) } }
      return .message(message, blobs)
    }
    return .ended
  }

  /// How it ended: an exit code, or the negative number of a signal.
  func wait() -> Int32 {
    // One that goes on without its channel is of no use.
    if ended.wait(timeout: .now() + .seconds(5)) == .timedOut {
      kill()
      ended.wait()
    }
    // All that it said is in the pipe by now.
    _ = heardAll.wait(timeout: .now() + .seconds(5))
    return process.withLock { $0.terminationReason == .exit ? $0.terminationStatus : -$0.terminationStatus }
  }

  func end() { try? input.fileHandleForWriting.close() }

  private func kill() { Foundation.kill(process.withLock { $0.processIdentifier }, SIGKILL) }

  private func listen() {
    var lines = Lines()
    while case let data = errors.fileHandleForReading.nextBytes(), !data.isEmpty { lines.take(data, hear) }
    lines.end(hear)
    heardAll.signal()
  }

  private func hear(_ text: String) {
    if text.hasSuffix(endOfOutput) {
      let rest = text.dropLast(endOfOutput.count)
      if !rest.isEmpty { hear(String(rest)) }
      sayEmptyLines()
      heardAll.signal()
      return
    }
    let isOfACrash = listening.withLock { listening in
      if CellCrash.isBeginning(text) { (listening.isCrashing, listening.emptyLines) = (true, 0) }
      guard listening.isCrashing || CellCrash.isCause(text) else { return false }
      if listening.crash.utf8.count < 1 << 18 { listening.crash += text + "\n" }
      return true
    }
    if isOfACrash { return }
    if text.isEmpty { return listening.withLock { $0.emptyLines += 1 } }
    sayEmptyLines()
    listening.withLock { $0.said }?(text)
  }

  private func sayEmptyLines() {
    let (said, count) = listening.withLock { listening in
      defer { listening.emptyLines = 0 }
      return (listening.said, listening.emptyLines)
    }
    for _ in 0..<count { said?("") }
  }
}
