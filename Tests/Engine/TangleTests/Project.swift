import BookTesting
import Foundation
import Testing

/// What a run of the tool leaves.
struct Run: Equatable {
  var exitCode: Int32
  var errors: String
}

/// A project in a temporary folder, removed with the value.
final class Project: Sendable {
  let root: String

  init() {
    root = FileManager.default.temporaryDirectory.appending(path: "tangle-\(UUID().uuidString)").path
    for folder in ["chapters", "out", "Sources/M", "Sources/C"] {
      try? FileManager.default.createDirectory(atPath: root + "/" + folder, withIntermediateDirectories: true)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func write(_ path: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(filePath: root + "/" + path))
  }

  func read(_ path: String) throws -> String {
    try String(contentsOfFile: root + "/" + path, encoding: .utf8)
  }

  func move(_ path: String, to other: String) throws {
    try FileManager.default.moveItem(atPath: root + "/" + path, toPath: root + "/" + other)
  }

  func names(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: root + "/" + folder).sorted()
  }

  /// The file numbers in a folder: a file that is written anew gets another.
  func identities(in folder: String) throws -> [String: Int] {
    var numbers: [String: Int] = [:]
    for name in try names(in: folder) {
      let attributes = try FileManager.default.attributesOfItem(atPath: root + "/\(folder)/\(name)")
      numbers[name] = attributes[.systemFileNumber] as? Int
    }
    return numbers
  }

  /// Tangles both parts of all chapters.
  func tangle(_ options: [String] = []) throws -> Run {
    let runs = try ["results", "presentation"].map { part in
      try run(["--cells", part, "--root", root, "--output", root + "/out"] + options + chapters())
    }
    #expect(runs[0] == runs[1])
    return runs[0]
  }

  /// Writes the index for modules `M`, which depends on `C`, and `Alone`.
  /// - Returns: the digests in it, by path below the root.
  func index() throws -> [String: String] {
    let output = root + "/out/index.swift"
    var arguments = ["--index", "--root", root, "--output", output, "--module", "M", "--depends", "C"]
    for name in try names(in: "Sources/M") { arguments += ["--source", "\(root)/Sources/M/\(name)"] }
    arguments += ["--module", "C"]
    for name in try names(in: "Sources/C") { arguments += ["--source", "\(root)/Sources/C/\(name)"] }
    let run = try run(arguments + ["--module", "Alone"] + chapters())
    #expect(run == Run(exitCode: 0, errors: ""))
    return try indexedDigests()
  }

  /// The digests in the index, by path below the root.
  func indexedDigests() throws -> [String: String] {
    let pairs = try read("out/index.swift").matches(of: #/(?m)^    ([0-9a-f]{64}) (.+)$/#)
    return Dictionary(pairs.map { (String($0.2), String($0.1)) }, uniquingKeysWith: { first, _ in first })
  }

  private func chapters() throws -> [String] { try names(in: "chapters").map { root + "/chapters/" + $0 } }

  func run(_ arguments: [String]) throws -> Run {
    let process = Process()
    process.executableURL = try BuiltProgram("tangle").url
    process.arguments = arguments
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let data = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Run(exitCode: process.terminationStatus, errors: String(decoding: data, as: UTF8.self))
  }
}
