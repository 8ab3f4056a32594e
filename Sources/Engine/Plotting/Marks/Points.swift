import CCairo

/// Separate points, each a marker with a thin edge in the colour of the background.
public struct Points: SeriesMark {
  /// The points of a series together.
  public let elements: [MarkElement]

  /// Every point of `series`.
  public init(_ series: [PlotSeries]) {
    elements = series.flatMap { $0.elements { [DrawnPoints(series: $0)] } }
  }
}

struct DrawnPoints: PointwiseMark {
  let kind = "Points"
  let series: PlotSeries
  let keyPart: KeyPart? = .marker

  /// Markers on the frame are drawn whole, markers outside not at all.
  func draw(in context: MarkContext) {
    let room = context.frame.rect.insetBy(-0.01)
    for point in context.frame.points(xs, ys) where room.contains(point) {
      context.canvas.drawMarker(
        context.look.marker, at: point, radius: context.look.markerRadius, color: context.color,
        edge: context.theme.background)
    }
  }
}

extension Canvas {
  /// Draws a marker; shapes of the same radius look equally large.
  func drawMarker(_ marker: Marker, at center: Point, radius: Double, color: Color, edge: Color) {
    switch marker {
    case .circle:
      disc(center, radius: radius)
      fillMarker(color, edge: edge, radius: radius)
    case .dot:
      disc(center, radius: 0.45 * radius)
      setColor(color)
      cairo_fill(context)
    case .square: polygon(center, [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)], radius, color, edge)
    case .triangle: polygon(center, [(0, -1.25), (1.13, 0.8), (-1.13, 0.8)], radius, color, edge)
    case .invertedTriangle: polygon(center, [(0, 1.25), (1.13, -0.8), (-1.13, -0.8)], radius, color, edge)
    case .diamond: polygon(center, [(0, -1.3), (1.15, 0), (0, 1.3), (-1.15, 0)], radius, color, edge)
    case .plus: strokes(center, [((-1.15, 0), (1.15, 0)), ((0, -1.15), (0, 1.15))], radius, color)
    case .cross: strokes(center, [((-0.9, -0.9), (0.9, 0.9)), ((-0.9, 0.9), (0.9, -0.9))], radius, color)
    }
  }

  private func polygon(
    _ center: Point, _ corners: [(Double, Double)], _ radius: Double, _ color: Color, _ edge: Color
  ) {
    path(corners.map { center + Point(x: $0.0 * radius, y: $0.1 * radius) }, closed: true)
    fillMarker(color, edge: edge, radius: radius)
  }

  /// Fills the path, with the edge around and not over it.
  private func fillMarker(_ color: Color, edge: Color, radius: Double) {
    setColor(edge)
    cairo_set_line_width(context, min(1.6, 0.6 * radius))
    cairo_set_dash(context, [], 0, 0)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_stroke_preserve(context)
    setColor(color)
    cairo_fill(context)
  }

  private func strokes(
    _ center: Point, _ lines: [((Double, Double), (Double, Double))], _ radius: Double, _ color: Color
  ) {
    for (a, b) in lines {
      stroke(
        [
          center + Point(x: a.0 * radius, y: a.1 * radius), center + Point(x: b.0 * radius, y: b.1 * radius),
        ], color, width: 1.6)
    }
  }
}
