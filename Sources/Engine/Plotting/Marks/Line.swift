import CCairo

/// A line: of numbers through their points, of a collection through the mean of `y` at each `x`, in the order in which
/// these first appear.
public struct Line: SeriesMark {
  /// A line a series.
  public let elements: [MarkElement]

  /// A line for each of `series`.
  public init(_ series: [PlotSeries]) {
    elements = series.flatMap { $0.elements { [DrawnLine(series: $0.means)] } }
  }

  /// A dashed line where `x` and `y` are equal.
  public static func diagonal(
    _ range: ClosedRange<Double>, style: SeriesStyle = .muted.dash(.dashed)
  ) -> Line {
    let ends = [range.lowerBound, range.upperBound]
    return Line(x: ends, y: ends, style: style)
  }
}

/// A mark that draws the points of a series as they are.
protocol PointwiseMark: DrawnMark {
  var series: PlotSeries { get }
}

extension PointwiseMark {
  var label: String? { series.label }
  var style: SeriesStyle { series.style }
  var xs: [Double] { series.xs }
  var ys: [Double] { series.ys }
  var columns: [MarkColumn] { [.x(xs), .y(ys)] }
}

struct DrawnLine: PointwiseMark {
  let kind = "Line"
  let series: PlotSeries
  let keyPart: KeyPart? = .line

  func footprint(in frame: PlotFrame, barGroup: BarGroup) -> [Point] {
    let points = Clipping.thinned(frame.points(xs, ys), toWidth: frame.rect.width)
    return zip(points, points.dropFirst()).flatMap { a, b in
      let count = min(max(1, (a.distance(to: b) / 6).rounded(.up)), 500)
      return stride(from: 0, to: 1, by: 1 / count).map { t in
        Point(x: a.x + t * (b.x - a.x), y: a.y + t * (b.y - a.y))
      }
    } + points.suffix(1)
  }

  func draw(in context: MarkContext) {
    let points = context.frame.points(xs, ys)
    if let only = points.first, points.allSatisfy({ $0 == only }) {
      context.canvas.drawDot(at: only, in: context)
      return
    }
    let room = context.frame.rect.insetBy(-context.look.width)
    context.canvas.clipped(to: room) {
      let path = Clipping.thinned(points, toWidth: room.width)
      for run in Clipping.polyline(path, to: room.insetBy(-100)) {
        context.canvas.stroke(
          run, context.color, width: context.look.width, dash: context.look.dashLengths,
          roundEnds: context.look.dash == .solid)
      }
    }
  }
}

extension Canvas {
  /// What is left of a line or a region that is one point.
  func drawDot(at point: Point, in context: MarkContext) {
    guard context.frame.rect.insetBy(-0.01).contains(point) else { return }
    disc(point, radius: max(1.5 * context.look.width, 2))
    setColor(context.color)
    cairo_fill(self.context)
  }
}
