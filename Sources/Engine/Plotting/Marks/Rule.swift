/// A reference line across the whole panel.
public struct Rule: DrawnMark {
  let kind = "Rule"
  let label: String? = nil
  /// The text at the line's end.
  let caption: String?
  let style: SeriesStyle
  let position: Double
  let isHorizontal: Bool
  let keyPart: KeyPart? = nil

  /// A horizontal line, to which the axis reaches; its label stands above its right end.
  public init(y: some PlotNumber, label: String? = nil, style: SeriesStyle = .muted.dash(.dashed)) {
    self.init(position: y.plotValue, isHorizontal: true, caption: label, style: style)
  }

  /// A vertical line, to which the axis reaches; its label stands beside its upper end.
  public init(x: some PlotNumber, label: String? = nil, style: SeriesStyle = .muted.dash(.dashed)) {
    self.init(position: x.plotValue, isHorizontal: false, caption: label, style: style)
  }

  private init(position: Double, isHorizontal: Bool, caption: String?, style: SeriesStyle) {
    self.position = position
    self.isHorizontal = isHorizontal
    self.caption = caption
    self.style = style
  }

  var name: String { caption.map { "Rule '\($0)'" } ?? "Rule" }

  var columns: [MarkColumn] { [isHorizontal ? .y([position]) : .x([position])] }

  private func ends(in frame: PlotFrame) -> [Point] {
    if isHorizontal {
      let y = frame.y(position)
      return [Point(x: frame.rect.x, y: y), Point(x: frame.rect.maxX, y: y)]
    }
    let x = frame.x(position)
    return [Point(x: x, y: frame.rect.maxY), Point(x: x, y: frame.rect.y)]
  }

  func footprint(in frame: PlotFrame, barGroup: BarGroup) -> [Point] {
    let ends = ends(in: frame)
    return stride(from: 0, through: 1, by: 0.02).map { t in
      Point(x: ends[0].x + t * (ends[1].x - ends[0].x), y: ends[0].y + t * (ends[1].y - ends[0].y))
    }
  }

  func draw(in context: MarkContext) throws(PlotError) {
    let ends = ends(in: context.frame)
    guard (isHorizontal ? context.frame.y : context.frame.x).contains(position) else { return }
    context.canvas.stroke(
      ends, context.color, width: min(context.look.width, 1.1), dash: context.look.dashLengths)
    guard let caption else { return }
    let text = try context.typesetter.layout(caption, size: Measure.captionSize)
    let rect = context.frame.rect
    if isHorizontal {
      let isHigh = ends[1].y - text.height - 4 < rect.y
      let place = Point(x: rect.maxX - 3, y: ends[1].y + (isHigh ? 3 : -4))
      context.canvas.draw(
        text, at: place, Anchor(.right, isHigh ? .top : .bottom), context.color,
        halo: context.theme.background)
    } else {
      let isFarRight = ends[1].x + text.width + 5 > rect.maxX
      let place = Point(x: ends[1].x + (isFarRight ? -7 : 6), y: rect.y + 2)
      context.canvas.draw(
        text, at: place, Anchor(isFarRight ? .right : .left, .top), context.color,
        halo: context.theme.background)
    }
  }

  func rows() -> [DataRow] {
    var row: DataRow = [isHorizontal ? "y" : "x": .number(position)]
    if let caption { row["text"] = .text(caption) }
    return [row]
  }
}
