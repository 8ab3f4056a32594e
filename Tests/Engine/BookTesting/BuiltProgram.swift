import Foundation

/// A program that was built with the tests, run as a process.
package struct BuiltProgram {
  package struct NotBuilt: Error { package var name: String }

  /// How a process ended.
  package struct Ending: Sendable, CustomStringConvertible {
    /// The exit code; the negative number of the signal that ended it.
    package var status: Int32
    package var output: String
    package var errors: String

    package var description: String { "status \(status)\n\(output)\n\(errors)" }
  }

  package let url: URL

  /// In the folder of the test bundle, or beside the bundle.
  package init(_ name: String) throws {
    var folders = CommandLine.arguments.filter { $0.contains(".xctest") || $0.hasPrefix("/") }
      .map { URL(filePath: $0).deletingLastPathComponent() }
    folders += [Bundle.main.bundleURL, Bundle.main.bundleURL.deletingLastPathComponent()]
    folders += Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    let programs = folders.map { $0.appending(path: name) }
    guard let found = programs.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) }) else {
      throw NotBuilt(name: name)
    }
    url = found
  }

  /// Runs it to its end.
  /// - Parameter prefix: a command that runs it, such as `timeout 60`.
  package func run(
    _ arguments: [String], in folder: URL? = nil, prefix: [String] = ["timeout", "120"]
  ) throws -> Ending {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = prefix + [url.path] + arguments
    if let folder { process.currentDirectoryURL = folder }
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let words = Words()
    let reading = Thread { words.set(errors.fileHandleForReading.readDataToEndOfFile()) }
    reading.start()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let status = process.terminationStatus
    return Ending(
      status: process.terminationReason == .exit ? status : -status,
      output: String(decoding: said, as: UTF8.self), errors: String(decoding: words.wait(), as: UTF8.self))
  }
}

/// What another thread reads.
private final class Words: @unchecked Sendable {
  private let ready = DispatchSemaphore(value: 0)
  private var data = Data()

  func set(_ data: Data) {
    self.data = data
    ready.signal()
  }

  func wait() -> Data {
    ready.wait()
    return data
  }
}
