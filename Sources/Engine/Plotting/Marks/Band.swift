/// The region between the least and the largest values of a series.
struct Band: DrawnMark {
  let kind = "Band"
  let label: String?
  let style: SeriesStyle
  let xs: [Double]
  let lower: [Double]
  let upper: [Double]
  let keyPart: KeyPart? = .band

  /// From the least to the largest value of `series` at each `x`.
  init(around series: PlotSeries) {
    (xs, lower, upper) = series.extremes
    (label, style) = (series.label, series.style)
  }

  var columns: [MarkColumn] { [.x(xs), .y(lower, name: "lower"), .y(upper, name: "upper")] }

  func draw(in context: MarkContext) {
    let frame = context.frame
    context.canvas.clipped(to: frame.rect) {
      var outline = frame.points(xs, upper) + frame.points(xs, lower).reversed()
      if let x = outline.first?.x, outline.allSatisfy({ $0.x == x }) {
        // A band at one place is as wide as a marker.
        let (top, bottom) = (outline.map(\.y).min() ?? 0, outline.map(\.y).max() ?? 0)
        let corners = [(-1.0, top), (1, top), (1, bottom), (-1, bottom)]
        outline = corners.map { Point(x: x + $0 * Measure.markerRadius, y: $1) }
      }
      context.canvas.fill(
        Clipping.polygon(outline, to: frame.rect.insetBy(-100)), context.color, opacity: Measure.bandOpacity)
    }
  }
}

/// A filled polygon with an outline.
public struct FilledRegion: DrawnMark {
  let kind = "FilledRegion"
  let label: String?
  let style: SeriesStyle
  let xs: [Double]
  let ys: [Double]
  let opacity: Double
  let keyPart: KeyPart? = .region

  /// The polygon with these corners, the last joined to the first; `opacity` is that of the filling.
  public init(
    x: [some PlotNumber], y: [some PlotNumber], label: String? = nil, style: SeriesStyle = .automatic,
    opacity: Double = 0.18
  ) {
    xs = x.plotValues
    ys = y.plotValues
    self.label = label
    self.style = style
    self.opacity = opacity
  }

  var columns: [MarkColumn] { [.x(xs), .y(ys)] }

  func draw(in context: MarkContext) {
    let corners = Clipping.polygon(
      context.frame.points(xs, ys), to: context.frame.rect.insetBy(-100))
    if let only = corners.first, corners.allSatisfy({ $0 == only }) {
      context.canvas.drawDot(at: only, in: context)
    }
    context.canvas.clipped(to: context.frame.rect.insetBy(-context.look.width / 2)) {
      context.canvas.fill(corners, context.color, opacity: min(max(opacity, 0), 1))
      context.canvas.stroke(
        corners, context.color, width: 0.8 * context.look.width, dash: context.look.dashLengths, closed: true)
    }
  }
}
