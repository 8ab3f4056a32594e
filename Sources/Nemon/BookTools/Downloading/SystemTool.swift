import Foundation

/// How a program of the system ended.
struct ToolOutcome {
  /// Its exit status, or ``killed``.
  var status: Int32
  /// The first line that it wrote to its standard error.
  var message: String

  /// The status of a program that a signal ended.
  static let killed: Int32 = -1
}

/// A program of the system that loads or unpacks a file.
struct SystemTool {
  private let path: URL

  /// - Throws: ``DownloadError/missingTool(_:package:)``.
  init(_ program: String, package: String) throws(DownloadError) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let candidates = folders.map { URL(filePath: String($0)).appending(path: program) }
    guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
    else { throw .missingTool(program, package: package) }
    path = found
  }

  /// Runs the program to its end. Its output goes through a pipe, so that it ends, at its next word, when this
  /// process does.
  /// - Parameters:
  ///   - isInterrupted: asked some times a second; the program is ended once it says so.
  ///   - receive: called with each part of the program's standard output; what it throws ends the program.
  /// - Throws: ``DownloadError/interrupted``; what `receive` throws; the system's error where the program does not
  ///   start.
  func run(
    _ arguments: [String], isInterrupted: () -> Bool = { false }, receive: (Data) throws -> Void = { _ in }
  ) throws -> ToolOutcome {
    let log = FileManager.default.temporaryDirectory.appending(path: "book-\(UUID().uuidString).log")
    try Data().write(to: log)
    defer { try? FileManager.default.removeItem(at: log) }
    let (process, output) = (Process(), Pipe())
    process.executableURL = path
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
    // Else the pipe would stay open, and its end unseen, as long as this process lives.
    try? output.fileHandleForWriting.close()
    do {
      try Self.pass(output.fileHandleForReading, isInterrupted, receive)
    } catch {
      // Not `terminate`: a program inherits the signals that the calling thread blocks, and this one cannot be blocked.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      throw error
    }
    process.waitUntilExit()
    let lines = String(decoding: try Data(contentsOf: log), as: UTF8.self).split(separator: "\n")
    return ToolOutcome(
      status: process.terminationReason == .exit ? process.terminationStatus : ToolOutcome.killed,
      message: lines.first.map(String.init) ?? "it ended without a word")
  }

  /// Passes on what comes, until the end.
  private static func pass(
    _ handle: FileHandle, _ isInterrupted: () -> Bool, _ receive: (Data) throws -> Void
  ) throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      if isInterrupted() { throw DownloadError.interrupted }
      var waiting = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 200) != 0 else { continue }
      let count = read(handle.fileDescriptor, &buffer, buffer.count)
      if count == 0 { return }
      if count > 0 { try receive(Data(buffer[..<count])) }
    }
  }
}
