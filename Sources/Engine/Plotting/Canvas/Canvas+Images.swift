import CCairo

extension Canvas {
  /// Draws an image into a rectangle, each of its pixels a sharp rectangle.
  func drawImage(_ colors: [Color], columns: Int, rows: Int, in r: Rect) {
    guard columns > 0, rows > 0, colors.count == columns * rows,
      let image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(columns), Int32(rows))
    else { return }
    defer { cairo_surface_destroy(image) }
    let stride = Int(cairo_image_surface_get_stride(image))
    guard let bytes = cairo_image_surface_get_data(image) else { return }
    for y in 0..<rows {
      let row = UnsafeMutableRawPointer(bytes + y * stride).assumingMemoryBound(to: UInt32.self)
      for x in 0..<columns { row[x] = colors[y * columns + x].hex }
    }
    cairo_surface_mark_dirty(image)
    cairo_save(context)
    cairo_translate(context, r.x, r.y)
    cairo_scale(context, r.width / Double(columns), r.height / Double(rows))
    cairo_set_source_surface(context, image, 0, 0)
    cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_NEAREST)
    cairo_rectangle(context, 0, 0, Double(columns), Double(rows))
    cairo_fill(context)
    cairo_restore(context)
  }
}
