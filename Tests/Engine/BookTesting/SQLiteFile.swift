import Foundation

/// Edits a database from outside, as another program would.
package enum SQLiteFile {
  struct Refused: Error { var statement: String }

  package static func execute(_ statement: String, _ file: URL) throws { _ = try lines(statement, file) }

  /// What a query answers, a line a row.
  package static func lines(_ query: String, _ file: URL) throws -> [String] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sqlite3", "-cmd", ".timeout 10000", file.path, query]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Refused(statement: query) }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
