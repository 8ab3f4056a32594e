import Foundation

/// Writes gzip files without compressing, from RFC 1951 and RFC 1952 alone, as input to the reader.
func gzipped(_ contents: [UInt8]) -> [UInt8] {
  var file: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
  var rest = contents[...]
  repeat {
    let block = rest.prefix(0xffff)
    rest = rest.dropFirst(block.count)
    let length = UInt16(block.count)
    file += [rest.isEmpty ? 1 : 0] + littleEndian(length) + littleEndian(~length) + block
  } while !rest.isEmpty
  return file + littleEndian(checksum(contents)) + littleEndian(UInt32(contents.count))
}

/// The numbers of an IDX header.
func bigEndian(_ words: UInt32...) -> [UInt8] {
  words.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) } }
}

private func littleEndian<Word: FixedWidthInteger>(_ word: Word) -> [UInt8] {
  withUnsafeBytes(of: word.littleEndian) { Array($0) }
}

private func checksum(_ contents: [UInt8]) -> UInt32 {
  ~contents.reduce(UInt32.max) { sum, byte in
    (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in value >> 1 ^ (value & 1 == 1 ? 0xedb8_8320 : 0) }
  }
}

/// A folder of its own for the duration of `body`.
@discardableResult
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "ImageDataTests-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// The project's folder, found from this file.
let projectFolder = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
