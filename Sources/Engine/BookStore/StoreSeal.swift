import Foundation
import Support

/// Says that the database is as its last writer left it.
///
/// A file beside the database, which holds the database's stamp. A writer breaks the seal when it begins and sets it when it
/// ends: after a killed build, and after another program's change, there is none, and the next writer reads and checks
/// everything. Readers that find damage break it, too.
struct StoreSeal: Sendable {
  private let database: String
  private var file: String { database + ".seal" }

  init(of database: String) { self.database = database }

  /// What a sealed database looks like; nil where some of it is still in the log beside it.
  private var stamp: String? {
    guard (FileStamp(database + "-wal")?.size ?? 0) == 0 else { return nil }
    return FileStamp(database)?.description
  }

  var holds: Bool {
    guard let stamp, FileStamp(file)?.isRegularFile == true else { return false }
    return (try? String(contentsOfFile: file, encoding: .utf8)) == stamp
  }

  func set() {
    // A seal that is not there costs the next writer time and nothing else.
    if let stamp { try? Data(stamp.utf8).write(to: URL(fileURLWithPath: file), options: .atomic) }
  }

  func remove() { unlink(file) }
}
