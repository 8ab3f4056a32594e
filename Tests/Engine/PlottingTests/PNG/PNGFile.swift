import Foundation

/// Builds PNG files by hand, sound and broken, independently of the code under test.
enum PNGFile {
  static let magic: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func word(_ value: UInt32) -> [UInt8] {
    [UInt8(value >> 24), UInt8(value >> 16 & 0xff), UInt8(value >> 8 & 0xff), UInt8(value & 0xff)]
  }

  /// Bit by bit, as the PNG specification's appendix defines it.
  static func crc(_ bytes: [UInt8]) -> UInt32 {
    var register = UInt32.max
    for byte in bytes {
      register ^= UInt32(byte)
      for _ in 0..<8 { register = register & 1 == 1 ? 0xEDB8_8320 ^ (register >> 1) : register >> 1 }
    }
    return ~register
  }

  static func chunk(_ type: String, _ body: [UInt8] = []) -> [UInt8] {
    let named = Array(type.utf8) + body
    return word(UInt32(body.count)) + named + word(crc(named))
  }

  /// A gray image of 8 bits and one pixel.
  static func header() -> [UInt8] { chunk("IHDR", word(1) + word(1) + [8, 0, 0, 0, 0]) }

  static func recipe(
    _ text: [UInt8], keyword: String = "recipe", compression: UInt8 = 0
  ) -> [UInt8] {
    chunk("iTXt", Array(keyword.utf8) + [0, compression, 0, 0, 0] + text)
  }

  /// One black pixel: a stored deflate block of a filter byte and a sample.
  static let pixel = chunk(
    "IDAT", [0x78, 0x01, 0x01, 0x02, 0x00, 0xFD, 0xFF, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01])
  static let end = chunk("IEND")

  static func data(_ parts: [UInt8]...) -> Data { Data(magic + parts.flatMap { $0 }) }

  /// The types and bodies of a file's chunks, trusting it.
  static func chunks(of file: Data) -> [(type: String, body: [UInt8])] {
    let bytes = Array(file)
    var chunks: [(String, [UInt8])] = []
    var offset = 8
    while offset + 12 <= bytes.count {
      let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      let type = String(decoding: bytes[offset + 4..<offset + 8], as: UTF8.self)
      chunks.append((type, Array(bytes[offset + 8..<offset + 8 + length])))
      offset += 12 + length
    }
    return chunks
  }
}
