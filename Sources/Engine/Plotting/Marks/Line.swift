/// A line through points, in their order.
public struct Line: DrawnMark {
  let kind = "Line"
  let label: String?
  let style: SeriesStyle
  let xs: [Double]
  let ys: [Double]
  let keyPart: KeyPart? = .line

  /// - Parameters:
  ///   - x: of the points; need not grow.
  ///   - y: as many.
  ///   - label: its name in the legend.
  ///   - style: its colour, dash and width.
  public init(
    x: [some PlotNumber], y: [some PlotNumber], label: String? = nil, style: SeriesStyle = .automatic
  ) {
    xs = x.plotValues
    ys = y.plotValues
    self.label = label
    self.style = style
  }

  var columns: [MarkColumn] { [.x(xs), .y(ys)] }

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
    let room = context.frame.rect.insetBy(-context.look.width)
    context.canvas.clipped(to: room) {
      let path = Clipping.thinned(context.frame.points(xs, ys), toWidth: room.width)
      for run in Clipping.polyline(path, to: room.insetBy(-100)) {
        context.canvas.stroke(
          run, context.color, width: context.look.width, dash: context.look.dashLengths,
          roundEnds: context.look.dash == .solid)
      }
    }
  }
}
