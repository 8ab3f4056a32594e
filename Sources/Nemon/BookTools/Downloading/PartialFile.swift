import Digests
import Foundation
import Support

/// A file that grows from call to call, and that one process at a time may write: the kernel holds the lock and
/// releases it when the process ends.
final class PartialFile {
  let url: URL
  private(set) var length: Int
  private let handle: FileHandle

  /// - Throws: ``DownloadError/busy(path:)``, ``DownloadError/unwritable(path:reason:)``.
  init(_ url: URL) throws(DownloadError) {
    let descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .unwritable(path: url.path, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .busy(path: url.path)
    }
    self.url = url
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    length = Int((try? handle.seekToEnd()) ?? 0)
  }

  // Closing is not enough: a process that is being started may still hold a copy of the descriptor, and the lock with it.
  deinit { flock(handle.fileDescriptor, LOCK_UN) }

  func append(_ bytes: Data) throws(DownloadError) {
    do {
      try handle.write(contentsOf: bytes)
    } catch {
      throw .unwritable(path: url.path, reason: error.systemReason)
    }
    length += bytes.count
  }

  func empty() throws {
    try handle.truncate(atOffset: 0)
    length = 0
  }

  func remove() throws { try FileManager.default.removeItem(at: url) }

  /// SHA-256 (hex) of what is there.
  func digest() throws -> String { SHA256.hex(try Data(contentsOf: url, options: .mappedIfSafe)) }
}
