import Foundation
import ImageData
import Testing

struct GzipTests {
  private static let contents = (0..<70_000).map { UInt8(truncatingIfNeeded: $0 * $0) }

  @Test(arguments: [0, 1, 65_535, 65_536, 70_000])
  func contentsComeBack(length: Int) throws {
    let contents = Array(Self.contents.prefix(length))
    #expect(try Gzip.unpack(gzipped(contents), limit: length, path: "g") == contents)
  }

  @Test(arguments: [
    ([], DatasetError.truncatedGzip(path: "g")),
    (Array(gzipped([1, 2, 3]).dropLast()), .truncatedGzip(path: "g")),
    (Array(gzipped([1, 2, 3]).prefix(12)), .truncatedGzip(path: "g")),
    (gzipped([1, 2, 3]) + [0, 0], .bytesAfterGzip(path: "g", count: 2)),
    (gzipped([1, 2, 3, 4, 5]), .unpackedTooLarge(path: "g", limit: 4)),
    // A file that is not packed, and one whose checksum is of other contents (zlib's Z_DATA_ERROR is -3).
    ([0, 0, 8, 3, 0, 0, 0, 1], .damagedGzip(path: "g", code: -3)),
    (Array(gzipped([1, 2, 3]).dropLast(8)) + [1, 2, 3, 4, 3, 0, 0, 0], .damagedGzip(path: "g", code: -3)),
  ])
  func filesAreRefused(packed: [UInt8], error: DatasetError) {
    #expect(throws: error) { try Gzip.unpack(packed, limit: 4, path: "g") }
  }

  @Test func aFileTooLongForItsContentsIsNotRead() throws {
    try withTemporaryFolder { folder in
      let file = folder.appending(path: "x.gz")
      try Data(repeating: 0, count: 10_000).write(to: file)
      #expect(throws: DatasetError.fileTooLarge(path: file.path, bytes: 10_000, limit: 4096)) {
        try Gzip.unpack(file.path, limit: 0)
      }
    }
  }

  @Test func aFolderOrNothingIsNotAFile() throws {
    try withTemporaryFolder { folder in
      #expect(throws: DatasetError.unreadableFile(path: folder.path)) {
        try Gzip.unpack(folder.path, limit: 1 << 20)
      }
      let absent = folder.appending(path: "absent.gz").path
      #expect(throws: DatasetError.missingFile(path: absent)) { try Gzip.unpack(absent, limit: 1) }
    }
  }
}
