import Digests
import Foundation
import ImageData
import Testing

/// Folders in which one thing is wrong.
struct HostileDataSetTests {
  private let images = bigEndian(0x803, 2, 1, 1) + [7, 8]
  private let labels = bigEndian(0x801, 2) + [3, 4]

  private func file(_ name: String, _ contents: [UInt8]) -> DataSetDescription.File {
    DataSetDescription.File(name: name, packing: .gzip, bytes: contents.count, sha256: SHA256.hex(contents))
  }

  private func read(
    _ folder: URL, images written: [UInt8]?, labels writtenLabels: [UInt8]
  ) throws -> LabeledImages {
    if let written { try Data(gzipped(written)).write(to: folder.appending(path: "i.gz")) }
    try Data(gzipped(writtenLabels)).write(to: folder.appending(path: "l.gz"))
    return try MNIST.read(images: file("i.gz", images), labels: file("l.gz", labels), from: folder)
  }

  @Test func aSoundPairIsRead() throws {
    try withTemporaryFolder { folder in
      let set = try read(folder, images: images, labels: labels)
      #expect(
        set == LabeledImages(rows: 1, columns: 1, channels: 1, pixels: [7, 8], labels: [3, 4]))
    }
  }

  @Test func labelsMustMatchImages() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "l.gz").path
      #expect(throws: DatasetError.countMismatch(path: path, images: 2, labels: 1)) {
        try read(folder, images: images, labels: bigEndian(0x801, 1) + [3])
      }
    }
  }

  @Test func oneChangedPixelIsNoticed() throws {
    try withTemporaryFolder { folder in
      let changed = bigEndian(0x803, 2, 1, 1) + [7, 9]
      let error = DatasetError.wrongDigest(
        path: folder.appending(path: "i.gz").path, found: SHA256.hex(changed), expected: SHA256.hex(images))
      #expect(throws: error) { try read(folder, images: changed, labels: labels) }
    }
  }

  @Test func aMissingFileIsNamed() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "i.gz").path
      #expect(throws: DatasetError.missingFile(path: path)) {
        try read(folder, images: nil, labels: labels)
      }
    }
  }

  @Test func moreThanTheDataSetHoldsIsNotUnpacked() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "i.gz").path
      #expect(throws: DatasetError.unpackedTooLarge(path: path, limit: images.count)) {
        try read(folder, images: images + [0], labels: labels)
      }
    }
  }

  @Test func theRealSetTruncatedAsksForACheckout() throws {
    try withTemporaryFolder { folder in
      for file in DataSetDescription.mnist.files {
        try FileManager.default.copyItem(
          at: projectFolder.appending(path: "Data/mnist").appending(path: file.name),
          to: folder.appending(path: file.name))
      }
      let path = folder.appending(path: "t10k-images-idx3-ubyte.gz").path
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      try handle.truncate(atOffset: 1000)
      try handle.close()
      let error = DatasetError.truncatedGzip(path: path)
      #expect(throws: error) { try MNIST.load(.test, from: folder) }
      #expect(error.description.hasSuffix("restore it with `git checkout -- Data/mnist`"))
    }
  }
}
