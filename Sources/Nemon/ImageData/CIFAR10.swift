import Digests
import Foundation

/// Photographs of ten classes, 32 by 32, red, green and blue.
/// - Source: Krizhevsky, *Learning multiple layers of features from tiny images*, 2009.
public enum CIFAR10 {
  /// Of the training pixels by channel, in units where white is 1, as the released code uses them.
  public static let means = [0.4914, 0.4822, 0.4465]
  /// Standard deviations of the training pixels by channel, in the same units and from the same source.
  public static let deviations = [0.2470, 0.2435, 0.2616]

  package static let recordBytes = 1 + 3 * 32 * 32

  /// Both splits of whichever known form of the set is in `directory`.
  /// - Throws: ``DatasetError``; nothing is returned unless every digest is the one expected.
  public static func load(from directory: URL) throws(DatasetError) -> (
    train: LabeledImages, test: LabeledImages
  ) {
    (try load(.train, from: directory), try load(.test, from: directory))
  }

  /// One split: reads only its files.
  /// - Parameter directory: holds one of ``DataSetDescription/cifar10Forms``; see ``description(in:)``.
  /// - Throws: ``DatasetError``; nothing is returned unless every digest is the one expected.
  public static func load(_ split: Split, from directory: URL) throws(DatasetError) -> LabeledImages {
    try read(description(in: directory), split, from: directory)
  }

  /// The form of the set that `directory` holds: the first whose digest one of the files has, else the
  /// first that shares a file name with it, so that reading it names what is wrong.
  /// - Throws: ``DatasetError/unknownContents(path:)``.
  public static func description(in directory: URL) throws(DatasetError) -> DataSetDescription {
    let candidates = DataSetDescription.cifar10Forms.filter {
      $0.missingFiles(in: directory).count < $0.files.count
    }
    guard let first = candidates.first else { throw .unknownContents(path: directory.path) }
    if candidates.count == 1 { return first }
    for file in candidates.flatMap(\.files) {
      guard let contents = try? file.contents(in: directory) else { continue }
      let digest = SHA256.hex(contents)
      let form = candidates.first { $0.files.contains { $0.name == file.name && $0.sha256 == digest } }
      if let form { return form }
    }
    return first
  }

  /// Reads the files of `split` in order; the names of test files begin with `test`.
  package static func read(
    _ form: DataSetDescription, _ split: Split, from directory: URL
  ) throws(DatasetError) -> LabeledImages {
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for file in form.files where file.name.hasPrefix("test") == (split == .test) {
      let contents = try file.contents(in: directory)
      let part = try records(contents, bytes: file.bytes, path: directory.appending(path: file.name).path)
      try file.check(contents, in: directory)
      pixels += part.pixels
      labels += part.labels
    }
    return LabeledImages(rows: 32, columns: 32, channels: 3, pixels: pixels, labels: labels)
  }

  /// Splits records of a label and 3072 pixels (planes of red, green, blue).
  /// - Parameters:
  ///   - bytes: the length that the file must have.
  ///   - path: for errors only.
  package static func records(
    _ contents: [UInt8], bytes: Int, path: String
  ) throws(DatasetError) -> (pixels: [UInt8], labels: [UInt8]) {
    if contents.count < bytes { throw .truncated(path: path, bytes: contents.count, expected: bytes) }
    if contents.count > bytes { throw .trailingBytes(path: path, count: contents.count - bytes) }
    let count = bytes / recordBytes
    if bytes % recordBytes > 0 { throw .trailingBytes(path: path, count: bytes % recordBytes) }
    let labels = (0..<count).map { contents[$0 * recordBytes] }
    if let index = labels.firstIndex(where: { $0 > 9 }) {
      throw .labelOutOfRange(path: path, index: index, label: labels[index])
    }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * (recordBytes - 1))
    for record in 0..<count {
      pixels += contents[record * recordBytes + 1..<(record + 1) * recordBytes]
    }
    return (pixels, labels)
  }
}
