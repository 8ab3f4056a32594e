import CCairo
import Foundation

/// Collects what Cairo writes of an SVG or a PDF file.
final class VectorFile {
  private(set) var bytes = Data()

  fileprivate func append(_ start: UnsafePointer<UInt8>, count: Int) { bytes.append(start, count: count) }

  /// The SVG with the recipe as its metadata. Cairo numbers images and groups through the whole process: here they
  /// are numbered through the file. Pixels of images stay sharp.
  func svg(recipe: String) -> Data {
    var numbers: [Substring: Int] = [:]
    let text = String(decoding: bytes, as: UTF8.self)
      .replacing(/(id="|#)(image|surface)(\d+)/) { match in
        let number = numbers[match.3] ?? numbers.count
        numbers[match.3] = number
        return "\(match.1)\(match.2)\(number)"
      }
      .replacing("<image ", with: "<image style=\"image-rendering:pixelated\" ")
    let escaped = recipe.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(
      ">", with: "&gt;")
    guard let tag = text.range(of: "<svg "), let end = text[tag.upperBound...].firstIndex(of: ">") else {
      return Data(text.utf8)
    }
    return Data((text[...end] + "\n<metadata>\(escaped)</metadata>" + text[text.index(after: end)...]).utf8)
  }
}

extension Canvas {
  /// A page of `size` CSS pixels, on which a drawing of `width` by `height` is made.
  convenience init(
    width: Int, height: Int, size: PageSize, output: FigureOutput, recipe: String, creator: String,
    to file: VectorFile
  ) throws(PlotError) {
    let write: cairo_write_func_t = { file, bytes, count in
      guard let file, let bytes else { return CAIRO_STATUS_WRITE_ERROR }
      Unmanaged<VectorFile>.fromOpaque(file).takeUnretainedValue().append(bytes, count: Int(count))
      return CAIRO_STATUS_SUCCESS
    }
    let pointsPerPixel = 0.75
    let sink = Unmanaged.passUnretained(file).toOpaque()
    let (across, down) = (size.width * pointsPerPixel, size.height * pointsPerPixel)
    let surface: OpaquePointer?
    if output.format == .pdf {
      surface = cairo_pdf_surface_create_for_stream(write, sink, across, down)
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, nil)
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, creator)
      cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, recipe)
    } else {
      surface = cairo_svg_surface_create_for_stream(write, sink, across, down)
    }
    cairo_surface_set_fallback_resolution(surface, output.pixelsPerInch, output.pixelsPerInch)
    try self.init(
      surface, bounds: Rect(x: 0, y: 0, width: Double(width), height: Double(height)),
      scale: (across / Double(width), down / Double(height)), writingTo: file)
  }

  /// Writes the page.
  func finish() throws(PlotError) {
    try check()
    cairo_surface_finish(surface)
    try check(cairo_surface_status(surface))
  }
}
