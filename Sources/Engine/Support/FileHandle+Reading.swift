import Foundation

extension FileHandle {
  /// What has come, as soon as anything has; empty at the end, or where nothing can be read. `read(upToCount:)` would wait for
  /// all that was asked for.
  package func nextBytes() -> Data {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { Foundation.read(fileDescriptor, $0.baseAddress, $0.count) }
      if count >= 0 || errno != EINTR { return Data(buffer.prefix(max(0, count))) }
    }
  }
}
