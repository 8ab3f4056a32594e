import Foundation

/// Why a program that the book needs did not do its work.
package enum ToolError: Error, Equatable, Sendable {
  /// - Parameter package: the Debian package that has it.
  case missing(program: String, package: String)
  case timedOut(program: String, seconds: Int)
  /// A signal ended it: usually it took more memory than it may.
  case killed(program: String, message: String)
  /// It ended with `status`; `message` is what it wrote to its standard error.
  case failed(program: String, status: Int32, message: String)
  case notStarted(program: String, reason: String)
}

/// A program of the system. It ends with this process, however that ends.
package struct Tool: Sendable {
  package var program: String
  package var path: URL
  /// Changes when the program's file does.
  package var identity: String

  /// How a program ended, whatever that means.
  package struct Outcome: Equatable, Sendable {
    /// Nil where a signal ended it.
    package var status: Int32?
    /// What it wrote to its standard error.
    package var message: String
  }

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

  /// What the program writes to its standard output, if it ends well.
  /// - Parameters:
  ///   - files: what it finds in the folder in which it runs, by name.
  ///   - timeout: in seconds, by the clock and of the processor.
  ///   - megabytes: what it may write to in memory; the system's limit where nil.
  ///   - messages: gets what it writes to its standard error.
  package func run(
    _ arguments: [String], input: Data = Data(), files: [String: Data] = [:],
    environment: [String: String] = [:], timeout: Int = 120, megabytes: Int? = nil,
    messages: (String) -> Void = { _ in }
  ) throws(ToolError) -> Data {
    do {
      let deadline = ContinuousClock.now + .seconds(timeout)
      var output = Data()
      let outcome = try start(
        arguments, input: input, files: files, environment: environment, seconds: timeout,
        megabytes: megabytes,
        shouldStop: {
          if ContinuousClock.now > deadline {
            throw ToolError.timedOut(program: program, seconds: timeout)
          }
        }, receive: { output += $0 })
      guard let status = outcome.status else {
        throw ToolError.killed(program: program, message: outcome.message)
      }
      guard status == 0 else {
        throw ToolError.failed(program: program, status: status, message: outcome.message)
      }
      messages(outcome.message)
      return output
    } catch let error as ToolError {
      throw error
    } catch {
      throw .notStarted(program: program, reason: error.systemReason)
    }
  }

  /// Runs the program to its end, for as long as that takes.
  /// - Parameters:
  ///   - shouldStop: asked some times a second; what it throws ends the program.
  ///   - receive: called with each part of the program's standard output; likewise.
  /// - Throws: what `shouldStop` and `receive` throw; the system's error where the program does not start.
  package func stream(
    _ arguments: [String], shouldStop: () throws -> Void = {}, receive: (Data) throws -> Void = { _ in }
  ) throws -> Outcome {
    try start(arguments, shouldStop: shouldStop, receive: receive)
  }

  /// Input and messages go through files, so that neither side ever waits for the other to read.
  private func start(
    _ arguments: [String], input: Data = Data(), files: [String: Data] = [:],
    environment: [String: String] = [:], seconds: Int? = nil, megabytes: Int? = nil,
    shouldStop: () throws -> Void, receive: (Data) throws -> Void
  ) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "book-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, data) in files { try data.write(to: folder.appending(path: name)) }
    try input.write(to: folder.appending(path: "input"))
    let process = try GuardedProcess(
      path.path, arguments,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 }, in: folder.path,
      seconds: seconds, megabytes: megabytes)
    let ending = try process.finish(shouldStop: shouldStop, receive: receive)
    let message = (try? Data(contentsOf: folder.appending(path: "message"))) ?? Data()
    let status: Int32? = if case .exited(let status) = ending { status } else { nil }
    return Outcome(status: status, message: String(decoding: message, as: UTF8.self))
  }
}

extension ToolError {
  /// Whether another input might have ended well: the program was there, and ran.
  package var isOfItsInput: Bool {
    switch self {
    case .timedOut, .killed, .failed: true
    case .missing, .notStarted: false
    }
  }
}

extension ToolError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let program, let package):
      "`\(program)` is not installed: install the package \(package) (sudo apt-get install \(package))"
    case .timedOut(let program, let seconds): "`\(program)` did not end within \(seconds) s"
    case .killed(let program, let message): "`\(program)` was ended by a signal\(Self.behind(message))"
    case .failed(let program, let status, let message):
      "`\(program)` ended with status \(status)\(Self.behind(message))"
    case .notStarted(let program, let reason): "`\(program)` did not start: \(reason)"
    }
  }

  private static func behind(_ message: String) -> String {
    let words = message.trimmingCharacters(in: .whitespacesAndNewlines)
    return words.isEmpty ? "" : ": " + words
  }
}
