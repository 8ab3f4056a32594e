import ImageData
import Testing

/// Small files written by hand from the format's definition.
struct IDXTests {
  @Test func imagesKeepTheirOrder() throws {
    let images = try IDX.images(bigEndian(0x803, 2, 1, 3) + [1, 2, 3, 4, 5, 6], path: "i")
    #expect(images.count == 2)
    #expect(images.rows == 1)
    #expect(images.columns == 3)
    #expect(images.pixels == [1, 2, 3, 4, 5, 6])
  }

  @Test func labelsKeepTheirOrder() throws {
    #expect(try IDX.labels(bigEndian(0x801, 3) + [9, 0, 4], path: "l") == [9, 0, 4])
    #expect(try IDX.labels(bigEndian(0x801, 0), path: "l") == [])
  }

  private static let huge = UInt32.max

  @Test(arguments: [
    ([], DatasetError.truncated(path: "i", bytes: 0, expected: 16)),
    ([0, 0, 8], .truncated(path: "i", bytes: 3, expected: 16)),
    (bigEndian(0x803, 2, 1), .truncated(path: "i", bytes: 12, expected: 16)),
    (bigEndian(0x801, 2, 1, 1) + [1, 2], .wrongMagic(path: "i", found: 0x801, expected: 0x803)),
    (bigEndian(0x1f8b_0800, 0, 0, 0), .wrongMagic(path: "i", found: 0x1f8b_0800, expected: 0x803)),
    (bigEndian(0x803, 2, 2, 2) + [1, 2, 3], .truncated(path: "i", bytes: 3, expected: 8)),
    (bigEndian(0x803, 1, 1, 2) + [1, 2, 3], .trailingBytes(path: "i", count: 1)),
    // A terabyte announced by a file of 17 bytes: refused by the numbers alone.
    (
      bigEndian(0x803, 1 << 20, 1 << 10, 1 << 10) + [1],
      .truncated(path: "i", bytes: 1, expected: 1 << 40)
    ),
    // The product of the sizes does not fit into 64 bits.
    (
      bigEndian(0x803, huge, huge, huge),
      .implausibleHeader(path: "i", dimensions: [Int(huge), Int(huge), Int(huge)])
    ),
    (bigEndian(0x803, 5, 0, 28), .implausibleHeader(path: "i", dimensions: [5, 0, 28])),
  ])
  func imagesAreRefused(bytes: [UInt8], error: DatasetError) {
    #expect(throws: error) { try IDX.images(bytes, path: "i") }
  }

  @Test(arguments: [
    ([], DatasetError.truncated(path: "l", bytes: 0, expected: 8)),
    (bigEndian(0x803, 1) + [1], .wrongMagic(path: "l", found: 0x803, expected: 0x801)),
    (bigEndian(0x801, 3) + [1], .truncated(path: "l", bytes: 1, expected: 3)),
    (bigEndian(0x801, huge) + [1], .truncated(path: "l", bytes: 1, expected: Int(huge))),
    (bigEndian(0x801, 1) + [1, 2], .trailingBytes(path: "l", count: 1)),
    (bigEndian(0x801, 3) + [1, 2, 10], .labelOutOfRange(path: "l", index: 2, label: 10)),
  ])
  func labelsAreRefused(bytes: [UInt8], error: DatasetError) {
    #expect(throws: error) { try IDX.labels(bytes, path: "l") }
  }
}
