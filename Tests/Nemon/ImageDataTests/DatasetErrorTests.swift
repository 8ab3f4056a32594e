import ImageData
import Testing

/// What a reader sees, a case a line.
struct DatasetErrorTests {
  @Test(arguments: [
    (DatasetError.missingFile(path: "a"), "a is missing"),
    (
      .missingFile(path: "x/t10k-labels-idx1-ubyte.gz"),
      "x/t10k-labels-idx1-ubyte.gz is missing; restore it with `git checkout -- Data/mnist`"
    ),
    (
      .truncated(path: "data_batch_3.bin", bytes: 5, expected: 30_730_000),
      "data_batch_3.bin holds 5 bytes of data where 30730000 are expected; "
        + "import it again with `./nemon-book data import DIR`"
    ),
    (.unreadableFile(path: "a"), "a cannot be read as a file"),
    (.fileTooLarge(path: "a", bytes: 9, limit: 8), "a has 9 bytes, and at most 8 are possible"),
    (.damagedGzip(path: "a", code: -3), "a is damaged: not a gzip file that zlib reads (code -3)"),
    (.truncatedGzip(path: "a"), "a ends before its gzip stream does"),
    (.bytesAfterGzip(path: "a", count: 2), "a has 2 bytes after the end of its gzip stream"),
    (.unpackedTooLarge(path: "a", limit: 8), "a unpacks to more than the 8 bytes expected"),
    (
      .wrongMagic(path: "a", found: 0x801, expected: 0x803),
      "a begins with 0x00000801 where 0x00000803 is expected"
    ),
    (.implausibleHeader(path: "a", dimensions: [5, 0, 28]), "a announces 5 x 0 x 28 pixels"),
    (.trailingBytes(path: "a", count: 3), "a has 3 bytes after its last image or label"),
    (.labelOutOfRange(path: "a", index: 2, label: 10), "a gives image 2 the label 10, above 9"),
    (.countMismatch(path: "a", images: 2, labels: 1), "a has 1 labels for 2 images"),
    (
      .wrongDigest(path: "a", found: "00", expected: "ff"),
      "a has other contents than it should: SHA-256 00, expected ff"
    ),
    (.unknownContents(path: "a"), "a holds no form of the data set that is known here"),
  ])
  func messagesName(error: DatasetError, message: String) {
    #expect(error.description == message)
  }
}
