import GRDB

extension StoreError {
  init(_ error: DatabaseError, path: String) {
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: self = .damagedDatabase(path: path)
    // Our own statements break no rule of our own tables: these are others.
    case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH: self = .damagedDatabase(path: path)
    case .SQLITE_ERROR where Self.isAboutTables(error.message ?? ""): self = .damagedDatabase(path: path)
    case .SQLITE_FULL: self = .diskFull(path: path)
    default:
      switch error.extendedResultCode {
      // A write that the system cut short: a full quota, or a limit on the size of files.
      case .SQLITE_IOERR_WRITE: self = .diskFull(path: path)
      case .SQLITE_IOERR_SHORT_READ: self = .damagedDatabase(path: path)
      default: self = .unusable(path: path, reason: error.message ?? "\(error.resultCode)")
      }
    }
  }

  /// Whether SQLite did not find what our statements name, or something in its way.
  private static func isAboutTables(_ message: String) -> Bool {
    [
      "no such ", "malformed", "already exists", "has no column", "may not be modified", "cannot modify",
      "error in ",
    ]
    .contains { message.contains($0) }
  }
}
