import Foundation

/// Why a program that the renderer needs did not do its work.
package enum ToolError: Error, Equatable, Sendable {
  /// - Parameter package: the Debian package that has it.
  case missing(program: String, package: String)
  case timedOut(program: String, seconds: Int)
  /// It ended with `status`; `message` is what it wrote to its standard error.
  case failed(program: String, status: Int32, message: String)
  case notStarted(program: String, reason: String)
}

/// A program that reads all of its standard input and answers on its standard output.
package struct Tool: Sendable {
  package var program: String
  package var path: URL
  /// Changes when the program's file does.
  package var identity: String

  /// Where programs are looked for.
  package static var searchPath: String {
    ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
  }

  /// Looks `program` up in the search path.
  package init(
    _ program: String, package: String, searchPath: String = Self.searchPath
  ) throws(ToolError) {
    for folder in searchPath.split(separator: ":") {
      let candidate = URL(filePath: String(folder)).appending(path: program)
      guard FileManager.default.isExecutableFile(atPath: candidate.path) else { continue }
      self.program = program
      path = candidate
      identity = FileStamp(candidate.resolvingSymlinksInPath().path)?.description ?? ""
      return
    }
    throw .missing(program: program, package: package)
  }

  /// What the program writes to its standard output.
  ///
  /// Input and output go through files, so that neither side ever waits for the other to read.
  /// - Parameter messages: gets what it writes to its standard error, if it ends well.
  package func run(
    _ arguments: [String], input: Data = Data(), environment: [String: String] = [:], timeout: Int = 120,
    messages: (String) -> Void = { _ in }
  ) throws(ToolError) -> Data {
    do {
      let folder = FileManager.default.temporaryDirectory
        .appending(path: "book-\(UUID().uuidString)", directoryHint: .isDirectory)
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      let output = try run(arguments, input, environment, timeout, in: folder)
      messages((try? String(contentsOf: folder.appending(path: "message"), encoding: .utf8)) ?? "")
      return output
    } catch let error as ToolError {
      throw error
    } catch {
      throw .notStarted(program: program, reason: error.localizedDescription)
    }
  }

  private func run(
    _ arguments: [String], _ input: Data, _ environment: [String: String], _ timeout: Int, in folder: URL
  ) throws -> Data {
    let files = ["input", "output", "message"].map { folder.appending(path: $0) }
    try input.write(to: files[0])
    try Data().write(to: files[1])
    try Data().write(to: files[2])
    let process = Process()
    // The shell takes away what it may compute for, also after this process was killed, and becomes the program.
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "ulimit -t \(timeout); exec \"$0\" \"$@\"", path.path] + arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    guard ended.wait(timeout: .now() + .seconds(timeout)) == .success else {
      kill(process.processIdentifier, SIGKILL)
      throw ToolError.timedOut(program: program, seconds: timeout)
    }
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      let message = String(decoding: try Data(contentsOf: files[2]), as: UTF8.self)
      throw ToolError.failed(program: program, status: process.terminationStatus, message: message)
    }
    return try Data(contentsOf: files[1])
  }
}

extension ToolError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let program, let package):
      "`\(program)` is not installed: install the package \(package) (sudo apt-get install \(package))"
    case .timedOut(let program, let seconds): "`\(program)` did not end within \(seconds) s"
    case .failed(let program, let status, let message):
      "`\(program)` ended with status \(status): \(message.trimmingCharacters(in: .whitespacesAndNewlines))"
    case .notStarted(let program, let reason): "`\(program)` did not start: \(reason)"
    }
  }
}
