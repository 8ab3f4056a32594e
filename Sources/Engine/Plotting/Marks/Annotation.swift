import Foundation

/// A note at a point of the data, or beside it with an arrow.
public struct Annotation: DrawnMark {
  /// The side of the point on which the note stands.
  public enum Side: Sendable, Equatable {
    case center, above, below, leading, trailing
    case aboveLeading, aboveTrailing, belowLeading, belowTrailing

    var direction: (x: Double, y: Double) {
      switch self {
      case .center: (0, 0)
      case .above: (0, -1)
      case .below: (0, 1)
      case .leading: (-1, 0)
      case .trailing: (1, 0)
      case .aboveLeading: (-0.8, -0.8)
      case .aboveTrailing: (0.8, -0.8)
      case .belowLeading: (-0.8, 0.8)
      case .belowTrailing: (0.8, 0.8)
      }
    }
  }

  let kind = "Annotation"
  let label: String? = nil
  let text: String
  let x: Double
  let y: Double
  let side: Side
  let arrow: Bool
  let style: SeriesStyle
  let keyPart: KeyPart? = nil

  /// A note beside a point, to which the axes reach; with an arrow it stands further off.
  public init(
    _ text: String, x: some PlotNumber, y: some PlotNumber, side: Side = .aboveTrailing, arrow: Bool = false,
    style: SeriesStyle = .ink
  ) {
    self.text = text
    self.x = x.plotValue
    self.y = y.plotValue
    self.side = side
    self.arrow = arrow
    self.style = style
  }

  var name: String { "Annotation '\(text)'" }
  var columns: [MarkColumn] { [.x([x]), .y([y])] }

  /// The sign of a direction, as an anchor on the far side.
  private var anchor: Anchor {
    let (dx, dy) = side.direction
    return Anchor(dx > 0 ? .left : dx < 0 ? .right : .center, dy > 0 ? .top : dy < 0 ? .bottom : .middle)
  }

  func footprint(in frame: PlotFrame, barGroup: BarGroup) -> [Point] {
    let point = frame.point(x, y)
    let (dx, dy) = side.direction
    let width = 6.0 * Double(text.count)
    return stride(from: 0, through: 1, by: 0.1).map { t in
      Point(x: point.x + dx * (arrow ? 30 : 6) + t * width * dx, y: point.y + dy * (arrow ? 30 : 6))
    } + [point]
  }

  func draw(in context: MarkContext) throws(PlotError) {
    let point = context.frame.point(x, y)
    guard context.frame.rect.insetBy(-1).contains(point) else { return }
    let (dx, dy) = side.direction
    let distance = side == .center ? 0 : arrow ? 34.0 : 7.0
    let place = Point(x: point.x + dx * distance, y: point.y + dy * distance)
    if arrow && side != .center { drawArrow(from: place, to: point, context) }
    let layout = try context.typesetter.layout(text, size: Measure.captionSize + 0.5)
    context.canvas.draw(layout, at: place, anchor, context.color, halo: context.theme.background)
  }

  /// An arrow that begins near `start` and stops short of `end`.
  private func drawArrow(from start: Point, to end: Point, _ context: MarkContext) {
    let length = start.distance(to: end)
    let (ux, uy) = ((end.x - start.x) / length, (end.y - start.y) / length)
    let tip = Point(x: end.x - 6 * ux, y: end.y - 6 * uy)
    let tail = Point(x: start.x + 2 * ux, y: start.y + 2 * uy)
    let neck = Point(x: tip.x - 5 * ux, y: tip.y - 5 * uy)
    context.canvas.stroke([tail, neck], context.theme.muted, width: 0.9)
    let barbs = [
      tip, Point(x: tip.x - 6.5 * ux + 2.4 * uy, y: tip.y - 6.5 * uy - 2.4 * ux),
      Point(x: tip.x - 6.5 * ux - 2.4 * uy, y: tip.y - 6.5 * uy + 2.4 * ux),
    ]
    context.canvas.fill(barbs, context.theme.muted)
  }

  func rows() -> [DataRow] { [["x": .number(x), "y": .number(y), "text": .text(text)]] }
}
