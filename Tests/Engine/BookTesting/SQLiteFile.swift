import Foundation

/// Edits a database from outside, as another program would.
package enum SQLiteFile {
  struct Refused: Error { var statement: String }

  package static func execute(_ statement: String, _ file: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["sqlite3", "-cmd", ".timeout 10000", file.path, statement]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Refused(statement: statement) }
  }
}
