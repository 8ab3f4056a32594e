/// The region between two curves, such as a confidence band.
public struct Band: DrawnMark {
  let kind = "Band"
  let label: String?
  let style: SeriesStyle
  let xs: [Double]
  let lower: [Double]
  let upper: [Double]
  let keyPart: KeyPart? = .band

  /// - Parameters:
  ///   - x: from left to right, one place an interval.
  ///   - lower: the lower end at each `x`.
  ///   - upper: the upper end at each `x`, not below the lower one.
  ///   - label: its name in the legend; none if nil.
  ///   - style: its colour.
  public init(
    x: [some PlotNumber], lower: [some PlotNumber], upper: [some PlotNumber], label: String? = nil,
    style: SeriesStyle = .automatic
  ) {
    xs = x.plotValues
    self.lower = lower.plotValues
    self.upper = upper.plotValues
    self.label = label
    self.style = style
  }

  /// From the least to the largest value of `series` at each `x`.
  init(around series: PlotSeries) {
    (xs, lower, upper) = series.extremes
    (label, style) = (series.label, series.style)
  }

  var columns: [MarkColumn] { [.x(xs), .y(lower, name: "lower"), .y(upper, name: "upper")] }

  func checkShape() throws(PlotError) { try checkIntervals(lower, upper) }

  func draw(in context: MarkContext) {
    let frame = context.frame
    context.canvas.clipped(to: frame.rect) {
      let outline = frame.points(xs, upper) + frame.points(xs, lower).reversed()
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

  /// - Parameters:
  ///   - x: the corners in order; the last is joined to the first.
  ///   - y: as many.
  ///   - label: its name in the legend; none if nil.
  ///   - style: the colour of both, and the outline's dash and width.
  ///   - opacity: of the filling, from 0 to 1; the outline is opaque.
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
    context.canvas.clipped(to: context.frame.rect.insetBy(-context.look.width / 2)) {
      context.canvas.fill(corners, context.color, opacity: min(max(opacity, 0), 1))
      context.canvas.stroke(
        corners, context.color, width: 0.8 * context.look.width, dash: context.look.dashLengths, closed: true)
    }
  }
}
