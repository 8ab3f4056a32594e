import Digests
import Foundation
import ImageData
import Testing

/// Small files in the binary format, and the real set where the environment names its folder.
struct CIFAR10Tests {
  /// A record whose red, green and blue planes have one value each.
  private static func record(_ label: UInt8, _ red: UInt8, _ green: UInt8, _ blue: UInt8) -> [UInt8] {
    [label] + [red, green, blue].flatMap { [UInt8](repeating: $0, count: 1024) }
  }

  private static func form(_ files: [(String, [UInt8])]) -> DataSetDescription {
    DataSetDescription(
      name: "set",
      files: files.map { name, contents in
        .init(name: name, packing: .none, bytes: contents.count, sha256: SHA256.hex(contents))
      },
      repair: "")
  }

  @Test func planesAndOrderAreKept() throws {
    try withTemporaryFolder { folder in
      let files = [
        ("a.bin", Self.record(3, 10, 20, 30) + Self.record(9, 11, 21, 31)),
        ("b.bin", Self.record(0, 12, 22, 32)), ("test.bin", Self.record(5, 13, 23, 33)),
      ]
      for (name, contents) in files { try Data(contents).write(to: folder.appending(path: name)) }
      let train = try CIFAR10.read(Self.form(files), .train, from: folder)
      #expect(train.labels == [3, 9, 0])
      #expect((train.channels, train.rows, train.columns) == (3, 32, 32))
      #expect(train.image(1).first == 11)
      #expect(Array(train.image(2)) == Array(Self.record(0, 12, 22, 32).dropFirst()))
      let test = try CIFAR10.read(Self.form(files), .test, from: folder)
      #expect(test.labels == [5])
      #expect(test.pixels == Array(Self.record(5, 13, 23, 33).dropFirst()))
    }
  }

  @Test func otherContentsOfTheSameLengthAreNoticed() throws {
    try withTemporaryFolder { folder in
      let expected = Self.record(3, 10, 20, 30)
      let written = Self.record(3, 10, 20, 31)
      try Data(written).write(to: folder.appending(path: "a.bin"))
      let error = DatasetError.wrongDigest(
        path: folder.appending(path: "a.bin").path, found: SHA256.hex(written), expected: SHA256.hex(expected)
      )
      #expect(throws: error) { try CIFAR10.read(Self.form([("a.bin", expected)]), .train, from: folder) }
    }
  }

  @Test(arguments: [
    ([], 3073, DatasetError.truncated(path: "c", bytes: 0, expected: 3073)),
    (Array(record(1, 2, 3, 4).dropLast()), 3073, .truncated(path: "c", bytes: 3072, expected: 3073)),
    (record(1, 2, 3, 4) + [0], 3073, .trailingBytes(path: "c", count: 1)),
    (record(1, 2, 3, 4) + [0], 3074, .trailingBytes(path: "c", count: 1)),
    (
      record(1, 2, 3, 4) + record(10, 2, 3, 4), 2 * 3073,
      .labelOutOfRange(path: "c", index: 1, label: 10)
    ),
  ])
  func recordsAreRefused(contents: [UInt8], bytes: Int, error: DatasetError) {
    #expect(throws: error) { try CIFAR10.records(contents, bytes: bytes, path: "c") }
  }

  @Test func aFolderWithoutTheSetIsNamed() throws {
    try withTemporaryFolder { folder in
      #expect(throws: DatasetError.unknownContents(path: folder.path)) { try CIFAR10.load(from: folder) }
    }
  }

  @Test func aPartialFolderNamesTheFirstMissingFile() throws {
    try withTemporaryFolder { folder in
      try Data("not CIFAR".utf8).write(to: folder.appending(path: "test_batch.bin"))
      let path = folder.appending(path: "data_batch_1.bin").path
      #expect(throws: DatasetError.missingFile(path: path)) { try CIFAR10.load(from: folder) }
      let test = DatasetError.truncated(
        path: folder.appending(path: "test_batch.bin").path, bytes: 9, expected: 30_730_000)
      #expect(throws: test) { try CIFAR10.load(.test, from: folder) }
    }
  }

  @Test func theSubsetIsBalanced() throws {
    let folder = projectFolder.appending(path: "Data/cifar10-subset")
    #expect(try CIFAR10.description(in: folder) == .cifar10Subset)
    let (train, test) = try CIFAR10.load(from: folder)
    #expect(train.classCounts == Array(repeating: 50, count: 10))
    #expect(test.classCounts == Array(repeating: 20, count: 10))
  }

  /// Means over all of CIFAR-10 are published. Means of single images deviate by at most 0.16, so that of 500
  /// by 0.007: four of those are allowed, and red and blue differ by more.
  @Test func theSubsetsChannelsAreInTheRightOrder() throws {
    let train = try CIFAR10.load(.train, from: projectFolder.appending(path: "Data/cifar10-subset"))
    for channel in 0..<3 {
      let sum = (0..<train.count).reduce(0) { sum, index in
        train.image(index).dropFirst(1024 * channel).prefix(1024).reduce(sum) { $0 + Int($1) }
      }
      let mean = Double(sum) / Double(train.count * 1024) / 255
      #expect(abs(mean - CIFAR10.means[channel]) < 0.03, "channel \(channel): \(mean)")
    }
  }

  /// Both forms have files of the same names; the digest of one file decides.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["NEMON_BOOK_CIFAR10"] != nil))
  func theWholeSetIsTheNamedForm() throws {
    let folder = URL(filePath: try #require(ProcessInfo.processInfo.environment["NEMON_BOOK_CIFAR10"]))
    let form = try CIFAR10.description(in: folder)
    #expect(form.verify(folder).allSatisfy { $0.state == .present })
    let (train, test) = try CIFAR10.load(from: folder)
    #expect(train.classCounts == Array(repeating: 5000, count: 10))
    #expect(test.classCounts == Array(repeating: 1000, count: 10))
  }
}
