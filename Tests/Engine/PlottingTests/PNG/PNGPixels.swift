import CCairo
import Foundation
import Plotting

extension Figure {
  /// The page's drawing.
  func png(appearance: Appearance, recipe: String) throws(PlotError) -> Data {
    try drawn(as: FigureOutput(.png), appearance: appearance, recipe: recipe)
  }
}

/// The pixels of a PNG file without opacity, as Cairo decodes it.
struct PNGPixels: Sendable, Equatable {
  enum Failure: Error {
    /// Cairo's own words on what is wrong.
    case cairo(String)
    /// The file has opacity, by which Cairo multiplies the colours, or more than eight bits a colour.
    case format
  }

  /// In pixels, at least 1.
  var width: Int
  /// In pixels, at least 1.
  var height: Int
  /// Row by row from the top, as `0xrrggbb`.
  var colors: [UInt32]

  /// The colour of the pixel in column `x` and row `y`, both from 0, as `0xrrggbb`.
  subscript(x: Int, y: Int) -> UInt32 { colors[y * width + x] }

  init(decoding file: Data) throws(Failure) {
    let source = Source(file)
    let read: cairo_read_func_t = { source, bytes, count in
      guard let source, let bytes else { return CAIRO_STATUS_READ_ERROR }
      let isRead = Unmanaged<Source>.fromOpaque(source).takeUnretainedValue().read(Int(count), to: bytes)
      return isRead ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_READ_ERROR
    }
    let image: OpaquePointer? = withExtendedLifetime(source) {
      cairo_image_surface_create_from_png_stream(read, Unmanaged.passUnretained(source).toOpaque())
    }
    defer { cairo_surface_destroy(image) }
    let status = cairo_surface_status(image)
    guard status == CAIRO_STATUS_SUCCESS, let start = cairo_image_surface_get_data(image) else {
      throw .cairo(cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown")
    }
    guard cairo_image_surface_get_format(image) == CAIRO_FORMAT_RGB24 else { throw .format }
    width = Int(cairo_image_surface_get_width(image))
    height = Int(cairo_image_surface_get_height(image))
    colors = []
    let stride = Int(cairo_image_surface_get_stride(image))
    for y in 0..<height {
      // A pixel is a number of 32 bits in the machine's order; its upper eight bits say nothing.
      let row = UnsafeRawPointer(start + y * stride).assumingMemoryBound(to: UInt32.self)
      for x in 0..<width { colors.append(row[x] & 0xffffff) }
    }
  }
}

/// A file that is read from its beginning on.
private final class Source {
  private var rest: Data

  init(_ file: Data) { rest = file }

  /// The next bytes; false where the file has fewer.
  func read(_ count: Int, to bytes: UnsafeMutablePointer<UInt8>) -> Bool {
    guard count <= rest.count else { return false }
    rest.copyBytes(to: bytes, count: count)
    rest = rest.dropFirst(count)
    return true
  }
}
