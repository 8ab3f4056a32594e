import Foundation

extension DatasetError: CustomStringConvertible, LocalizedError {
  /// The sentence for the reader, with what repairs the file where that is known.
  public var description: String {
    guard let repair else { return sentence }
    return sentence + "; " + repair
  }

  /// The same sentence, for `localizedDescription`.
  public var errorDescription: String? { description }

  private var sentence: String {
    switch self {
    case .missingFile(let path): "\(path) is missing"
    case .unreadableFile(let path): "\(path) cannot be read as a file"
    case .fileTooLarge(let path, let bytes, let limit):
      "\(path) has \(bytes) bytes, and at most \(limit) are possible"
    case .damagedGzip(let path, let code):
      "\(path) is damaged: not a gzip file that zlib reads (code \(code))"
    case .truncatedGzip(let path): "\(path) ends before its gzip stream does"
    case .bytesAfterGzip(let path, let count): "\(path) has \(count) bytes after the end of its gzip stream"
    case .unpackedTooLarge(let path, let limit): "\(path) unpacks to more than the \(limit) bytes expected"
    case .wrongMagic(let path, let found, let expected):
      "\(path) begins with \(hex(found)) where \(hex(expected)) is expected"
    case .implausibleHeader(let path, let dimensions):
      "\(path) announces \(dimensions.map(String.init).joined(separator: " x ")) pixels"
    case .truncated(let path, let bytes, let expected):
      "\(path) holds \(bytes) bytes of data where \(expected) are expected"
    case .trailingBytes(let path, let count): "\(path) has \(count) bytes after its last image or label"
    case .labelOutOfRange(let path, let index, let label):
      "\(path) gives image \(index) the label \(label), above 9"
    case .countMismatch(let path, let images, let labels):
      "\(path) has \(labels) labels for \(images) images"
    case .wrongDigest(let path, let found, let expected):
      "\(path) has other contents than it should: SHA-256 \(found), expected \(expected)"
    case .unknownContents(let path): "\(path) holds no form of the data set that is known here"
    }
  }

  private var repair: String? {
    let name = URL(filePath: path).lastPathComponent
    return DataSetDescription.all.first { $0.files.contains { $0.name == name } }?.repair
  }

  private var path: String {
    switch self {
    case .missingFile(let path), .unreadableFile(let path), .fileTooLarge(let path, _, _),
      .damagedGzip(let path, _), .truncatedGzip(let path), .bytesAfterGzip(let path, _),
      .unpackedTooLarge(let path, _), .wrongMagic(let path, _, _), .implausibleHeader(let path, _),
      .truncated(let path, _, _), .trailingBytes(let path, _), .labelOutOfRange(let path, _, _),
      .countMismatch(let path, _, _), .wrongDigest(let path, _, _), .unknownContents(let path):
      path
    }
  }

  private func hex(_ word: UInt32) -> String {
    let digits = String(word, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
