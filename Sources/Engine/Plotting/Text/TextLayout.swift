/// A label that has been set: pieces at places relative to the start of its baseline, in CSS pixels.
struct TextLayout {
  enum Piece {
    case glyphs(String, FontFace, size: Double, at: Point)
    case line([Point], width: Double)
  }

  var pieces: [Piece] = []
  var width = 0.0
  /// How far the label reaches above and below its baseline, both positive.
  var ascent = 0.0
  var descent = 0.0

  /// How far the last of several lines is below the first.
  private(set) var lastBaseline = 0.0

  var height: Double { ascent + descent }

  /// An empty layout of some width.
  init(width: Double = 0) { self.width = width }

  /// Lines below each other.
  init(_ lines: [TextLayout], _ alignment: Anchor.Horizontal, gap: Double) {
    width = lines.map(\.width).max() ?? 0
    for (index, line) in lines.enumerated() {
      if index > 0 { lastBaseline += lines[index - 1].descent + gap + line.ascent }
      let room = width - line.width
      let x = alignment == .left ? 0 : alignment == .right ? room : room / 2
      place(line, at: Point(x: x, y: lastBaseline))
    }
  }

  /// Puts another layout after this one, raised by `lift`.
  mutating func append(_ other: TextLayout, lift: Double = 0) {
    place(other, at: Point(x: width, y: -lift))
    width += other.width
  }

  /// Puts another layout anywhere; the width stays.
  mutating func place(_ other: TextLayout, at origin: Point) {
    for piece in other.pieces {
      switch piece {
      case .glyphs(let text, let face, let size, let p):
        pieces.append(.glyphs(text, face, size: size, at: p + origin))
      case .line(let points, let width): pieces.append(.line(points.map { $0 + origin }, width: width))
      }
    }
    ascent = max(ascent, other.ascent - origin.y)
    descent = max(descent, other.descent + origin.y)
  }
}

/// Where a label is held: its horizontal and vertical anchor.
struct Anchor {
  enum Horizontal { case left, center, right }
  enum Vertical { case top, middle, baseline, bottom }
  var horizontal: Horizontal
  var vertical: Vertical

  init(_ horizontal: Horizontal, _ vertical: Vertical) {
    self.horizontal = horizontal
    self.vertical = vertical
  }

  /// The start of the baseline of a layout held at the origin.
  func origin(of layout: TextLayout) -> Point {
    let x =
      switch horizontal {
      case .left: 0.0
      case .center: -layout.width / 2
      case .right: -layout.width
      }
    let y =
      switch vertical {
      case .top: layout.ascent
      case .middle: (layout.ascent - layout.descent) / 2
      case .baseline: 0.0
      case .bottom: -layout.descent
      }
    return Point(x: x, y: y)
  }
}
