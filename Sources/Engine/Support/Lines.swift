import Foundation

/// Text that comes in pieces, line by line. A line that is longer than 64 KiB comes in parts.
package struct Lines {
  private static let longest = 1 << 16
  private var rest = Data()

  package init() {}

  /// Calls `heard` with each line that `data` ends, without its end.
  package mutating func take(_ data: Data, _ heard: (String) -> Void) {
    var start = data.startIndex
    while let end = data[start...].firstIndex(of: UInt8(ascii: "\n")) {
      rest += data[start..<end]
      flush(heard)
      start = end + 1
    }
    rest += data[start...]
    if rest.count > Self.longest { flush(heard) }
  }

  /// What came after the last end of a line.
  package mutating func end(_ heard: (String) -> Void) {
    if !rest.isEmpty { flush(heard) }
  }

  private mutating func flush(_ heard: (String) -> Void) {
    heard(String(decoding: rest, as: UTF8.self))
    rest = Data()
  }
}
