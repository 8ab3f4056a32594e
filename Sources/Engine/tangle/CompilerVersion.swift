import Foundation

/// The version that a Swift compiler gives itself.
struct CompilerVersion: Equatable {
  /// Such as `Swift 6.3.1`; development snapshots with what is in brackets behind it.
  var text: String

  /// Asks the compiler; nil if it cannot be run, or says nothing that is understood.
  init?(ofCompilerAt path: String) {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = ["--version"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    self.init(parsing: String(decoding: data, as: UTF8.self))
  }

  /// Reads `Swift version 6.3.1 (swift-6.3.1-RELEASE)`.
  init?(parsing output: String) {
    guard let match = output.firstMatch(of: #/Swift version ([0-9][^\s]*)( \([^)]*\))?/#) else { return nil }
    let version = String(match.1)
    text = "Swift " + version + (version.contains("dev") ? match.2.map(String.init) ?? "" : "")
  }
}
