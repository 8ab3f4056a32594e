/// Why the store cannot be used, or a part of it.
package enum StoreError: Error, Codable, Equatable, Sendable {
  /// Another build is writing.
  case locked(holder: LockHolder)
  /// A later version of the program wrote the database.
  case newerSchema(path: String)
  /// The bytes stored under this digest have another one; they have been dropped.
  case damagedValue(digest: String)
  /// The file is no database, or is damaged as a whole. A build sets it aside.
  case damagedDatabase(path: String)
  /// Nothing more can be written: the disk or a quota is full. What was stored before is intact.
  case diskFull(path: String)
  /// The reason as SQLite or the system words it.
  case unusable(path: String, reason: String)
}

/// The process that holds the store's lock.
package struct LockHolder: Codable, Equatable, Sendable {
  package var pid: Int32
  package var command: String

  package init(pid: Int32, command: String) {
    self.pid = pid
    self.command = command
  }
}
