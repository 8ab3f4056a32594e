/// The format of the MNIST files: a magic number, sizes, then bytes; numbers are big-endian.
package enum IDX {
  package struct Images: Equatable {
    package var count: Int
    package var rows: Int
    package var columns: Int
    /// Shape `[count, rows, columns]`.
    package var pixels: [UInt8]
  }

  package static let imagesMagic: UInt32 = 0x0000_0803
  package static let labelsMagic: UInt32 = 0x0000_0801

  /// - Parameter path: for errors only.
  package static func images(_ bytes: [UInt8], path: String) throws(DatasetError) -> Images {
    let sizes = try header(bytes, magic: imagesMagic, sizes: 3, path: path)
    let (perImage, overflow) = sizes[1].multipliedReportingOverflow(by: sizes[2])
    let (total, overflowed) = sizes[0].multipliedReportingOverflow(by: perImage)
    guard !overflow, !overflowed, total > 0 else {
      throw .implausibleHeader(path: path, dimensions: sizes)
    }
    let pixels = try payload(bytes, after: 16, length: total, path: path)
    return Images(count: sizes[0], rows: sizes[1], columns: sizes[2], pixels: pixels)
  }

  /// - Parameter path: for errors only.
  package static func labels(_ bytes: [UInt8], path: String) throws(DatasetError) -> [UInt8] {
    let sizes = try header(bytes, magic: labelsMagic, sizes: 1, path: path)
    let labels = try payload(bytes, after: 8, length: sizes[0], path: path)
    if let index = labels.firstIndex(where: { $0 > 9 }) {
      throw .labelOutOfRange(path: path, index: index, label: labels[index])
    }
    return labels
  }

  private static func header(
    _ bytes: [UInt8], magic: UInt32, sizes: Int, path: String
  ) throws(DatasetError) -> [Int] {
    let length = 4 * (1 + sizes)
    if bytes.count >= 4, word(bytes, 0) != magic {
      throw .wrongMagic(path: path, found: word(bytes, 0), expected: magic)
    }
    guard bytes.count >= length else { throw .truncated(path: path, bytes: bytes.count, expected: length) }
    return (1...sizes).map { Int(word(bytes, 4 * $0)) }
  }

  /// The bytes after the header, once their number is what the header says: nothing is allocated before.
  private static func payload(
    _ bytes: [UInt8], after header: Int, length: Int, path: String
  ) throws(DatasetError) -> [UInt8] {
    let found = bytes.count - header
    if found < length { throw .truncated(path: path, bytes: found, expected: length) }
    if found > length { throw .trailingBytes(path: path, count: found - length) }
    return Array(bytes[header...])
  }

  private static func word(_ bytes: [UInt8], _ offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
