import Foundation

package enum RunningProcess {
  /// Not for one that has ended and is not yet waited for by its new parent: it has no command line, where the system shows any.
  package static func isThere(_ id: pid_t) -> Bool {
    guard kill(id, 0) == 0 else { return false }
    guard FileManager.default.fileExists(atPath: "/proc/self/cmdline") else { return true }
    return (try? Data(contentsOf: URL(filePath: "/proc/\(id)/cmdline")))?.isEmpty == false
  }
}
