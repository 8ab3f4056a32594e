import CCairo
import Foundation

/// A drawing surface of CSS pixels, with the few operations that figures need.
///
/// Drawing is deterministic: gray antialiasing, no hinting, no rounding of glyph widths.
final class Canvas {
  let context: OpaquePointer
  let surface: OpaquePointer
  /// In CSS pixels.
  let bounds: Rect
  /// What the surface writes to, also when it is destroyed.
  private let file: VectorFile?
  /// Every label drawn so far.
  var labels: [PlacedLabel] = []
  /// Those of an image; else zero.
  private let pixels: (width: Int, height: Int)

  /// An image of so many pixels.
  convenience init(width: Int, height: Int, pixels: (width: Int, height: Int)) throws(PlotError) {
    let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(pixels.width), Int32(pixels.height))
    try self.init(
      surface, bounds: Rect(x: 0, y: 0, width: Double(width), height: Double(height)),
      scale: (Double(pixels.width) / Double(width), Double(pixels.height) / Double(height)), pixels: pixels)
  }

  /// Takes over a surface, on which a CSS pixel measures `scale`.
  init(
    _ surface: OpaquePointer?, bounds: Rect, scale: (x: Double, y: Double),
    pixels: (width: Int, height: Int) = (0, 0), writingTo file: VectorFile? = nil
  ) throws(PlotError) {
    guard let surface, let context = cairo_create(surface) else { throw .cairo("no surface") }
    self.surface = surface
    self.file = file
    self.context = context
    self.bounds = bounds
    self.pixels = pixels
    cairo_scale(context, scale.x, scale.y)
    cairo_set_antialias(context, CAIRO_ANTIALIAS_GRAY)
    let options = cairo_font_options_create()
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
    try check()
  }

  deinit {
    cairo_destroy(context)
    cairo_surface_destroy(surface)
  }

  /// - Throws: ``PlotError/cairo(_:)`` when an operation so far has failed.
  func check() throws(PlotError) { try check(cairo_status(context)) }

  func check(_ status: cairo_status_t) throws(PlotError) {
    if status != CAIRO_STATUS_SUCCESS {
      throw .cairo(cairo_status_to_string(status).map { String(cString: $0) } ?? "unknown")
    }
  }

  func setColor(_ color: Color, opacity: Double = 1) {
    cairo_set_source_rgba(context, color.red, color.green, color.blue, opacity)
  }

  func fillBackground(_ color: Color) {
    setColor(color)
    cairo_paint(context)
  }

  /// The path through the points.
  func path(_ points: [Point], closed: Bool = false) {
    cairo_new_path(context)
    for p in points { cairo_line_to(context, p.x, p.y) }
    if closed { cairo_close_path(context) }
  }

  func fill(_ points: [Point], _ color: Color, opacity: Double = 1) {
    path(points, closed: true)
    setColor(color, opacity: opacity)
    cairo_fill(context)
  }

  func fill(_ rect: Rect, _ color: Color, opacity: Double = 1) {
    cairo_new_path(context)
    cairo_rectangle(context, rect.x, rect.y, rect.width, rect.height)
    setColor(color, opacity: opacity)
    cairo_fill(context)
  }

  /// Strokes the path through the points.
  func stroke(
    _ points: [Point], _ color: Color, width: Double, dash: [Double] = [], closed: Bool = false,
    roundEnds: Bool = false
  ) {
    path(points, closed: closed)
    setColor(color)
    cairo_set_line_width(context, width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_line_cap(context, roundEnds ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT)
    cairo_set_dash(context, dash, Int32(dash.count), 0)
    cairo_stroke(context)
  }

  func strokeRect(_ r: Rect, _ color: Color, width: Double, dash: [Double] = []) {
    let corners = [
      Point(x: r.x, y: r.y), Point(x: r.maxX, y: r.y), Point(x: r.maxX, y: r.maxY), Point(x: r.x, y: r.maxY),
    ]
    stroke(corners, color, width: width, dash: dash, closed: true)
  }

  func disc(_ center: Point, radius: Double) {
    cairo_new_path(context)
    cairo_arc(context, center.x, center.y, radius, 0, 2 * .pi)
  }

  /// Draws inside the rectangle only.
  func clipped<Failure: Error>(to r: Rect, _ draw: () throws(Failure) -> Void) throws(Failure) {
    cairo_save(context)
    defer { cairo_restore(context) }
    cairo_new_path(context)
    cairo_rectangle(context, r.x, r.y, r.width, r.height)
    cairo_clip(context)
    try draw()
  }

  /// Draws with the origin moved to `origin` and the axes turned by `angle` (radians, clockwise).
  func turned(at origin: Point, by angle: Double, _ draw: () -> Void) {
    cairo_save(context)
    defer { cairo_restore(context) }
    cairo_translate(context, origin.x, origin.y)
    cairo_rotate(context, angle)
    draw()
  }

  /// The pixels drawn so far.
  func raster() throws(PlotError) -> Raster {
    try check()
    cairo_surface_flush(surface)
    guard let bytes = cairo_image_surface_get_data(surface) else { throw .cairo("no pixels") }
    let stride = Int(cairo_image_surface_get_stride(surface))
    var rgb: [UInt8] = []
    rgb.reserveCapacity(3 * pixels.width * pixels.height)
    for y in 0..<pixels.height {
      let row = UnsafeRawPointer(bytes + y * stride).assumingMemoryBound(to: UInt32.self)
      for x in 0..<pixels.width {
        rgb.append(UInt8(row[x] >> 16 & 0xff))
        rgb.append(UInt8(row[x] >> 8 & 0xff))
        rgb.append(UInt8(row[x] & 0xff))
      }
    }
    return Raster(width: pixels.width, height: pixels.height, rgb: rgb)
  }
}
