import CCairo

/// Sets labels in the STIX fonts.
package final class Typesetter {
  /// The family as Debian's fonts-stix and macOS name it.
  package static let family = "STIXGeneral"

  private let canvas: Canvas

  /// - Throws: ``PlotError/missingFont(family:)`` when fontconfig answers with another font.
  package init(family: String = Typesetter.family) throws(PlotError) {
    canvas = try Canvas(width: 1, height: 1, pixels: (2, 2))
    guard Self.isSTIX(family, on: canvas) else { throw .missingFont(family: family) }
  }

  /// Whether a family has the glyph widths of STIX: fontconfig silently takes another font for a missing one.
  /// The widths are those of the font's own tables, in thousandths of an em.
  private static func isSTIX(_ family: String, on canvas: Canvas) -> Bool {
    let widths = [("κ", 500.0), ("∞", 926), ("≤", 685), ("∈", 685), ("ℓ", 579), ("‖", 523)]
    cairo_select_font_face(canvas.context, family, CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(canvas.context, 1000)
    return widths.allSatisfy { text, width in
      var extents = cairo_text_extents_t()
      cairo_text_extents(canvas.context, text, &extents)
      return abs(extents.x_advance - width) <= 1
    }
  }

  /// Sets a label at a size in CSS pixels.
  /// - Throws: what ``LabelParser`` throws, and ``PlotError/missingGlyph(_:label:)``.
  func layout(_ label: String, size: Double, bold: Bool = false) throws(PlotError) -> TextLayout {
    var line = TextLayout()
    line.ascent = 0.69 * size
    line.descent = 0.22 * size
    for part in try LabelParser.parts(of: label) {
      switch part {
      case .text(let text):
        try append(text, bold ? .bold : .regular, size: size, label: label, to: &line)
      case .mathematics(let nodes):
        let setter = MathSetter(typesetter: self, label: label)
        line.append(try setter.layout(nodes, size: size, scriptLevel: 0))
      }
    }
    return line
  }

  /// Sets a label at a size, or as much smaller as its width must not exceed a limit; what would need less than 10.5
  /// pixels goes on up to three lines if it can, and else is no smaller than 8.
  func layout(
    _ label: String, size: Double, within limit: Double, lines alignment: Anchor.Horizontal? = nil
  ) throws(PlotError) -> TextLayout {
    let natural = try layout(label, size: size)
    if natural.width <= limit { return natural }
    let smaller = size * limit / natural.width
    if smaller < 10.5, let alignment, let lines = try lines(of: label, size: size, width: limit) {
      return TextLayout(lines, alignment, gap: 2)
    }
    return try layout(label, size: max(8, smaller))
  }

  /// The words of a text in lines of at most `width`, or nil if they need more than three lines.
  func lines(of text: String, size: Double, width: Double) throws(PlotError) -> [TextLayout]? {
    var lines: [(text: String, layout: TextLayout)] = []
    for word in Self.words(of: text) {
      let longer = lines.last.map { $0.text + " " + word } ?? word
      let layout = try layout(longer, size: size)
      if !lines.isEmpty && layout.width <= width {
        lines[lines.count - 1] = (longer, layout)
        continue
      }
      lines.append((word, try self.layout(word, size: size)))
    }
    let fits = lines.count <= 3 && lines.allSatisfy { $0.layout.width <= width }
    return fits ? lines.map(\.layout) : nil
  }

  /// The parts of a text between spaces outside mathematics.
  private static func words(of text: String) -> [String] {
    var words = [""]
    var isMathematics = false
    for character in text {
      if character == "$" { isMathematics.toggle() }
      if character == " " && !isMathematics {
        words.append("")
      } else {
        words[words.count - 1].append(character)
      }
    }
    return words.filter { !$0.isEmpty }
  }

  /// Appends running text; a thin space, which the fonts lack, is a sixth of an em.
  private func append(
    _ text: String, _ face: FontFace, size: Double, label: String, to line: inout TextLayout
  ) throws(PlotError) {
    for (index, part) in text.split(separator: "\u{2009}", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { line.width += size / 6 }
      line.append(try glyphs(String(part), face, size: size, label: label))
    }
  }

  /// Sets characters in one face.
  func glyphs(
    _ text: String, _ face: FontFace, size: Double, label: String
  ) throws(PlotError) -> TextLayout {
    if text.isEmpty { return TextLayout() }
    canvas.select(face, size: size)
    if let missing = missingCharacter(of: text) { throw .missingGlyph(missing, label: label) }
    var extents = cairo_text_extents_t()
    cairo_text_extents(canvas.context, text, &extents)
    var layout = TextLayout()
    layout.pieces = [.glyphs(text, face, size: size, at: Point(x: 0, y: 0))]
    layout.width = extents.x_advance
    layout.ascent = max(0, -extents.y_bearing)
    layout.descent = max(0, extents.y_bearing + extents.height)
    return layout
  }

  /// How far the ink of a text reaches beyond its advance (an italic letter's overhang).
  func overhang(of text: String, _ face: FontFace, size: Double) -> Double {
    canvas.select(face, size: size)
    var extents = cairo_text_extents_t()
    cairo_text_extents(canvas.context, text, &extents)
    return max(0, extents.x_bearing + extents.width - extents.x_advance)
  }

  /// The first character that the selected font shows as its empty box.
  private func missingCharacter(of text: String) -> Character? {
    text.first { character in
      var glyphs: UnsafeMutablePointer<cairo_glyph_t>?
      var count: Int32 = 0
      let font = cairo_get_scaled_font(canvas.context)
      let status = cairo_scaled_font_text_to_glyphs(
        font, 0, 0, String(character), -1, &glyphs, &count, nil, nil, nil)
      defer { cairo_glyph_free(glyphs) }
      guard status == CAIRO_STATUS_SUCCESS, let glyphs else { return true }
      return (0..<Int(count)).contains { glyphs[$0].index == 0 }
    }
  }
}

extension Canvas {
  func select(_ face: FontFace, size: Double) {
    cairo_select_font_face(
      context, Typesetter.family, face == .italic ? CAIRO_FONT_SLANT_ITALIC : CAIRO_FONT_SLANT_NORMAL,
      face == .bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL)
    cairo_set_font_size(context, size)
  }

  /// Draws a label held at a point, turned clockwise by `angle` (radians).
  func draw(
    _ layout: TextLayout, at point: Point, _ anchor: Anchor, _ color: Color, angle: Double = 0,
    halo: Color? = nil
  ) {
    if !layout.pieces.isEmpty { labels.append(PlacedLabel(layout, at: point, anchor, angle: angle)) }
    turned(at: point, by: angle) {
      let origin = anchor.origin(of: layout)
      if let halo { for piece in layout.pieces { drawHalo(piece, from: origin, halo) } }
      for piece in layout.pieces {
        switch piece {
        case .glyphs(let text, let face, let size, let place):
          select(face, size: size)
          setColor(color)
          cairo_move_to(context, origin.x + place.x, origin.y + place.y)
          cairo_show_text(context, text)
        case .line(let points, let width): stroke(points.map { $0 + origin }, color, width: width)
        }
      }
    }
  }

  private func drawHalo(_ piece: TextLayout.Piece, from origin: Point, _ color: Color) {
    guard case .glyphs(let text, let face, let size, let place) = piece else { return }
    select(face, size: size)
    cairo_new_path(context)
    cairo_move_to(context, origin.x + place.x, origin.y + place.y)
    cairo_text_path(context, text)
    setColor(color, opacity: 0.85)
    cairo_set_line_width(context, 3)
    cairo_set_dash(context, [], 0, 0)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_stroke(context)
  }
}
