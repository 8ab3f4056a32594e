import Foundation

/// A program of the system that loads or unpacks a file.
struct DownloadTool {
  private let path: URL

  /// - Throws: ``DownloadError/missingTool(_:package:)``.
  init(_ program: String, package: String) throws(DownloadError) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let candidates = folders.map { URL(filePath: String($0)).appending(path: program) }
    guard let found = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
    else {
      throw .missingTool(program, package: package)
    }
    path = found
  }

  /// Runs the program to its end.
  /// - Parameters:
  ///   - isInterrupted: asked five times a second; the program is ended once it says so.
  ///   - tick: called as often.
  /// - Returns: its exit status, and the last line of what it wrote to its standard error.
  /// - Throws: ``DownloadError/interrupted``; the system's error where the program does not start.
  func run(_ arguments: [String], isInterrupted: () -> Bool = { false }, tick: () -> Void = {}) throws
    -> (status: Int32, message: String)
  {
    let log = FileManager.default.temporaryDirectory.appending(path: "nemon-book-\(UUID().uuidString).log")
    try Data().write(to: log)
    defer { try? FileManager.default.removeItem(at: log) }
    let process = Process()
    process.executableURL = path
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: log)
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    while ended.wait(timeout: .now() + .milliseconds(200)) == .timedOut {
      if isInterrupted() {
        process.terminate()
        ended.wait()
        throw DownloadError.interrupted
      }
      tick()
    }
    let lines = String(decoding: try Data(contentsOf: log), as: UTF8.self).split(separator: "\n")
    return (process.terminationStatus, lines.last.map(String.init) ?? "")
  }
}
