import Foundation
import Testing

/// Edits a database from outside, as another program would.
enum SQLiteFile {
  static func execute(_ statement: String, _ file: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sqlite3", "-cmd", ".timeout 10000", file.path, statement]
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }
}
