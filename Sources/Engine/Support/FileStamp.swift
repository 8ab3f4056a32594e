import Foundation

/// What tells one state of a file from another without reading it.
package struct FileStamp: Sendable, CustomStringConvertible {
  private let path: String
  private let status: stat

  /// Nil where nothing is there.
  /// - Parameter followsLinks: whether a symbolic link stands for what it points to.
  package init?(_ path: String, followsLinks: Bool = true) {
    var status = stat()
    guard (followsLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
    (self.path, self.status) = (path, status)
  }

  package var isRegularFile: Bool { status.st_mode & S_IFMT == S_IFREG }
  package var isFolder: Bool { status.st_mode & S_IFMT == S_IFDIR }
  package var isLink: Bool { status.st_mode & S_IFMT == S_IFLNK }
  package var size: Int { Int(status.st_size) }

  /// The time of the last change, in seconds and nanoseconds.
  package var changed: (Int, Int) {
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return (time.tv_sec, time.tv_nsec)
  }

  /// Path, size and time of the last change.
  package var description: String { "\(path) \(size) \(changed.0).\(changed.1)" }
}
