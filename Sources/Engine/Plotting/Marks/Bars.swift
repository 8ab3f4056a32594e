/// Bars from zero to the mean of `y` at each `x`; where several values have one `x`, an error bar reaches from the least
/// to the largest. Several series stand side by side. Categories are at 0, 1, 2 and so on.
public struct Bars: SeriesMark {
  /// The bars of a series together.
  public let elements: [MarkElement]

  /// The bars of each of `series`.
  public init(_ series: [PlotSeries]) {
    elements = series.flatMap { $0.elements { [DrawnBars($0)] } }
  }
}

struct DrawnBars: DrawnMark {
  /// The width of a group, in units of the axis.
  private static let groupWidth = 0.76

  let kind = "Bars"
  let label: String?
  let style: SeriesStyle
  let xs: [Double]
  let values: [Double]
  let lower: [Double]
  let upper: [Double]
  let keyPart: KeyPart? = .swatch
  let standsOnZero = true

  init(_ series: PlotSeries) {
    (xs, lower, upper) = series.extremes
    values = series.columns.map { $0.ys.reduce(0, +) / Double($0.ys.count) }
    (label, style) = (series.label, series.style)
  }

  /// Whether some place has several values.
  private var hasErrors: Bool { lower != upper }

  var columns: [MarkColumn] {
    let columns: [MarkColumn] = [.x(xs), .y(values)]
    return hasErrors ? columns + [.y(lower, name: "lower"), .y(upper, name: "upper")] : columns
  }

  /// The outer ends of the first and the last group on the horizontal axis.
  var edges: [Double] { xs.flatMap { [$0 - Self.groupWidth / 2, $0 + Self.groupWidth / 2] } }

  /// - Throws: ``PlotError`` for an end that the axis cannot show.
  func checkEdges(on scale: AxisScale) throws(PlotError) {
    for (index, edge) in edges.enumerated() where scale == .log && edge <= 0 {
      throw .notPositive(mark: name, column: "end", index: index, value: edge)
    }
  }

  /// The rectangle of each bar, and where the zero line is.
  func bars(in frame: PlotFrame, _ group: BarGroup) -> [Rect] {
    let width = Self.groupWidth / Double(group.count)
    func shown(_ y: Double) -> Double { min(max(y, frame.rect.y - 100), frame.rect.maxY + 100) }
    return zip(xs, values).map { x, value in
      let start = frame.x(x - Self.groupWidth / 2 + width * Double(group.index))
      let end = frame.x(x - Self.groupWidth / 2 + width * Double(group.index + 1))
      let (base, top) = (frame.baseline, shown(frame.y(value)))
      return Rect(x: min(start, end), y: min(base, top), width: abs(end - start), height: abs(base - top))
    }
  }

  func footprint(in frame: PlotFrame, barGroup: BarGroup) -> [Point] {
    bars(in: frame, barGroup).enumerated().flatMap { index, bar in
      let top = hasErrors ? min(bar.y, frame.y(upper[index])) : bar.y
      return stride(from: top, through: bar.maxY, by: 6).flatMap { y in
        [bar.x, bar.midX, bar.maxX].map { Point(x: $0, y: y) }
      }
    }
  }

  func draw(in context: MarkContext) {
    let (frame, canvas) = (context.frame, context.canvas)
    let gap = context.barGroup.count > 1 ? 1.0 : 0
    canvas.clipped(to: frame.rect.insetBy(-1)) {
      for (index, bar) in bars(in: frame, context.barGroup).enumerated() {
        let shown = Rect(x: bar.x + gap / 2, y: bar.y, width: max(bar.width - gap, 0.5), height: bar.height)
        canvas.fill(shown, context.color.over(context.theme.background, opacity: 0.78))
        canvas.strokeRect(shown, context.color, width: 0.8)
        guard hasErrors else { continue }
        canvas.drawWhisker(
          x: bar.midX, from: frame.y(lower[index]), to: frame.y(upper[index]), cap: min(4, bar.width / 4),
          context.theme.ink, width: 1.1)
      }
    }
  }
}

/// Vertical intervals with caps, from the least to the largest `y` at each `x`.
public struct ErrorBars: SeriesMark {
  /// The intervals of a series together.
  public let elements: [MarkElement]

  /// The intervals of each of `series`.
  public init(_ series: [PlotSeries]) {
    elements = series.flatMap { $0.elements { [DrawnErrorBars($0)] } }
  }
}

struct DrawnErrorBars: DrawnMark {
  let kind = "ErrorBars"
  let label: String?
  let style: SeriesStyle
  let xs: [Double]
  let lower: [Double]
  let upper: [Double]
  let keyPart: KeyPart? = .whiskers

  init(_ series: PlotSeries) {
    (xs, lower, upper) = series.extremes
    (label, style) = (series.label, series.style)
  }

  var columns: [MarkColumn] { [.x(xs), .y(lower, name: "lower"), .y(upper, name: "upper")] }

  func draw(in context: MarkContext) {
    let frame = context.frame
    context.canvas.clipped(to: frame.rect.insetBy(-4)) {
      for (index, x) in xs.enumerated() {
        context.canvas.drawWhisker(
          x: frame.x(x), from: frame.y(lower[index]), to: frame.y(upper[index]), cap: 3.5, context.color,
          width: 1.2)
      }
    }
  }
}

extension Canvas {
  /// A vertical line with caps at both ends.
  func drawWhisker(x: Double, from a: Double, to b: Double, cap: Double, _ color: Color, width: Double) {
    let ends = [a, b].map { min(max($0, -1e5), 1e5) }
    stroke(ends.map { Point(x: x, y: $0) }, color, width: width)
    for y in ends { stroke([Point(x: x - cap, y: y), Point(x: x + cap, y: y)], color, width: width) }
  }
}
