import CPNG
import Foundation
import Plotting

/// The pixels of a decoded PNG file: RGBA, four bytes a pixel, rows from the top.
struct PNGPixels: Sendable, Equatable {
  /// In pixels, at least 1.
  var width: Int
  /// In pixels, at least 1.
  var height: Int
  /// `4 * width * height` bytes.
  var bytes: [UInt8]

  /// The colour of the pixel in column `x` and row `y`, both from 0, as `0xrrggbb`; its opacity is left out.
  subscript(x: Int, y: Int) -> UInt32 {
    let start = 4 * (y * width + x)
    return UInt32(bytes[start]) << 16 | UInt32(bytes[start + 1]) << 8 | UInt32(bytes[start + 2])
  }

  /// Decodes a PNG file, of which nothing is trusted.
  /// - Parameters:
  ///   - sideLimit: the largest width and height that are accepted, in pixels.
  ///   - byteLimit: the largest number of decoded bytes that are accepted.
  /// - Throws: ``PNGError/libpng(_:)``.
  init(
    decoding file: Data, sideLimit: Int = 16_384, byteLimit: Int = 1 << 28
  ) throws(PNGError) {
    var output = cpng_output()
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_CAPACITY))
    let decoded = Array(file).withUnsafeBufferPointer { bytes in
      cpng_decode(
        bytes.baseAddress, bytes.count, UInt32(clamping: sideLimit), max(0, byteLimit), &output, &message)
    }
    defer { cpng_free(&output) }
    guard decoded == 1 else { throw .libpng(text(of: message)) }
    width = Int(output.width)
    height = Int(output.height)
    bytes = Array(UnsafeBufferPointer(start: output.bytes, count: output.count))
  }
}

private func text(of message: [CChar]) -> String {
  String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
