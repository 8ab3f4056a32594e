import CPNG
import Foundation

/// An opaque image before it is encoded: RGB, three bytes a pixel, rows from the top.
struct Raster {
  var width: Int
  var height: Int
  var rgb: [UInt8]

  /// Encodes the image with its resolution, colour space and recipe; the same input gives the same bytes.
  /// Of the ways to filter rows, the one that gives the smaller file is taken.
  func encoded(recipe: String, keyword: String, pixelsPerInch: Double) throws(PNGError) -> Data {
    if recipe.utf8.contains(0) { throw .zeroInRecipe }
    let indexed = IndexedPixels(rgb: rgb)
    var smallest: Data?
    for filtered in [false, true] where indexed == nil || !filtered {
      let file = try encoded(
        indexed, recipe: recipe, keyword: keyword, pixelsPerInch: pixelsPerInch, filtered: filtered)
      if file.count < smallest?.count ?? .max { smallest = file }
    }
    return smallest ?? Data()
  }

  private func encoded(
    _ indexed: IndexedPixels?, recipe: String, keyword: String, pixelsPerInch: Double, filtered: Bool
  ) throws(PNGError) -> Data {
    var output = cpng_output()
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_CAPACITY))
    var source = cpng_source()
    source.width = UInt32(width)
    source.height = UInt32(height)
    source.pixels_per_metre = UInt32((pixelsPerInch / 0.0254).rounded())
    source.filtered = filtered ? 1 : 0
    source.palette_count = Int32((indexed?.palette.count ?? 0) / 3)
    let done = (indexed?.indices ?? rgb).withUnsafeBufferPointer { pixels in
      (indexed?.palette ?? []).withUnsafeBufferPointer { palette in
        keyword.withCString { keyword in
          recipe.withCString { text in
            source.pixels = pixels.baseAddress
            source.palette = indexed == nil ? nil : palette.baseAddress
            source.keyword = keyword
            source.text = text
            return cpng_encode(&source, &output, &message)
          }
        }
      }
    }
    defer { cpng_free(&output) }
    guard done == 1 else { throw .libpng(text(of: message)) }
    return Data(UnsafeBufferPointer(start: output.bytes, count: output.count))
  }
}

/// An image of at most 256 colours as a palette and one index a pixel.
private struct IndexedPixels {
  /// RGB triples in the order of their first use.
  var palette: [UInt8] = []
  var indices: [UInt8] = []

  /// Nil when the image has more than 256 colours.
  init?(rgb: [UInt8]) {
    var known: [UInt32: UInt8] = [:]
    indices.reserveCapacity(rgb.count / 3)
    for start in stride(from: 0, to: rgb.count, by: 3) {
      let color = UInt32(rgb[start]) << 16 | UInt32(rgb[start + 1]) << 8 | UInt32(rgb[start + 2])
      if let index = known[color] {
        indices.append(index)
        continue
      }
      if known.count == 256 { return nil }
      let index = UInt8(known.count)
      known[color] = index
      palette += rgb[start..<start + 3]
      indices.append(index)
    }
  }
}

private func text(of message: [CChar]) -> String {
  String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
