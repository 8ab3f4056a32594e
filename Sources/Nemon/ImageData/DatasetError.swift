/// Why a data set cannot be used. Each case names the file, with the numbers that were found.
public enum DatasetError: Error, Equatable, Sendable {
  case missingFile(path: String)
  /// Not a regular file, or not readable.
  case unreadableFile(path: String)
  /// The file on disk is larger than any packing of the data can be; it was not read.
  case fileTooLarge(path: String, bytes: Int, limit: Int)
  /// zlib refuses the stream, with its return code.
  case damagedGzip(path: String, code: Int)
  case truncatedGzip(path: String)
  case bytesAfterGzip(path: String, count: Int)
  /// Unpacking stopped at `limit` bytes with more to come.
  case unpackedTooLarge(path: String, limit: Int)
  case wrongMagic(path: String, found: UInt32, expected: UInt32)
  /// The header announces images that no memory can hold, or that have no pixels.
  case implausibleHeader(path: String, dimensions: [Int])
  case truncated(path: String, bytes: Int, expected: Int)
  case trailingBytes(path: String, count: Int)
  case labelOutOfRange(path: String, index: Int, label: UInt8)
  case countMismatch(path: String, images: Int, labels: Int)
  case wrongDigest(path: String, found: String, expected: String)
  /// None of the known forms of the data set is in the folder.
  case unknownContents(path: String)
}
