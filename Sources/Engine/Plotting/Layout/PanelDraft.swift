/// A panel while its size is sought: its texts ask for margins, which leave it a size, which decides its ticks.
struct PanelDraft {
  let panel: ResolvedPanel
  let typesetter: Typesetter
  let showsXLabels: Bool
  let showsYLabels: Bool
  let letter: TextLayout?
  private(set) var title: TextLayout?
  private(set) var legend: Legend
  var legendPlace: LegendPlace
  private var x: SetAxis
  private var y: SetAxis
  private var width = 300.0

  init(
    _ panel: ResolvedPanel, letter: String?, showsXLabels: Bool, showsYLabels: Bool, hasLegend: Bool,
    typesetter: Typesetter
  ) throws(PlotError) {
    self.panel = panel
    self.typesetter = typesetter
    self.showsXLabels = showsXLabels && !panel.hidesAxes
    self.showsYLabels = showsYLabels && !panel.hidesAxes
    self.letter = try letter.map { l throws(PlotError) in
      try typesetter.layout(l, size: Measure.titleSize, bold: true)
    }
    legend = try Legend(panel.items, typesetter)
    legendPlace = legend.entries.isEmpty || !hasLegend ? .none : panel.plot.legend
    x = try .set(panel.plot.x, panel.xMap, length: 300, isHorizontal: true, with: typesetter)
    y = try .set(panel.plot.y, panel.yMap, length: 200, isHorizontal: false, with: typesetter)
  }

  /// Sets the axes for a size of the data rectangle.
  mutating func set(width: Double, height: Double) throws(PlotError) {
    self.width = width
    if !panel.plot.title.isEmpty {
      let limit = width - (letter.map { $0.width + 7 } ?? 0)
      title = try typesetter.layout(panel.plot.title, size: Measure.titleSize, within: limit, lines: .left)
    }
    try legend.fit(width: width, typesetter)
    x = try .set(panel.plot.x, panel.xMap, length: width, isHorizontal: true, with: typesetter)
    y = try .set(panel.plot.y, panel.yMap, length: height, isHorizontal: false, with: typesetter)
  }

  /// What the panel's texts need around the data rectangle.
  var room: Room {
    var room = Room(headroom: headroom)
    room.top = room.headroom
    if legendPlace == .outside { room.top += legend.rows(width: width).height + 2 }
    if title != nil || letter != nil { room.top += Measure.titleSize + 4 + (title?.lastBaseline ?? 0) }
    if legendPlace == .direct {
      room.right = max(room.right, (legend.entries.map(\.text.width).max() ?? 0) + 9)
    }
    if panel.hidesAxes { return room }
    room.labelsBelow = Measure.tickLength
    room.labelsBeside = Measure.tickLength
    if showsXLabels {
      room.labelsBelow += 4 + xLabelDepth
      room.titleBelow = x.title.map { $0.height + 5 } ?? (x.factor == nil ? 0 : 18)
      room.overhang = xOverhang.left
      room.right = max(room.right, xOverhang.right)
    }
    if showsYLabels {
      room.labelsBeside += 4 + y.labelWidth
      room.titleBeside = y.title.map { $0.height + 6 } ?? 0
    }
    return room
  }

  private var xLabelDepth: Double { x.isSlanted ? 0.57 * x.labelWidth + 9 : x.labelHeight }

  /// Room for half a tick label, or for a power of ten above the axis.
  private var headroom: Double {
    if y.factor != nil && showsYLabels { return 21 }
    return panel.hidesAxes ? 4 : max(0.5 * y.labelHeight, 5)
  }

  /// How far the outer labels of the horizontal axis reach beyond the data rectangle.
  private var xOverhang: (left: Double, right: Double) {
    var (left, right) = (0.0, 0.0)
    for label in x.labels {
      let center = panel.xMap.share(of: label.value) * width
      let (before, after) =
        x.isSlanted ? (0.83 * label.text.width, 2) : (label.text.width / 2, label.text.width / 2)
      left = max(left, before - center)
      right = max(right, center + after - width)
    }
    return (left, right)
  }

  /// Chooses the place of an automatic legend, or of one that its panel cannot hold; true if that changes the margins.
  mutating func settleLegend(in rect: Rect) -> Bool {
    let isBox = ![.none, .outside, .direct, .automatic].contains(legendPlace)
    if isBox, legend.boxSize.width > rect.width || legend.boxSize.height > rect.height {
      legendPlace = .outside
      return true
    }
    guard legendPlace == .automatic else { return false }
    let frame = frame(in: rect)
    legendPlace = legend.freePlace(in: frame.rect, avoiding: panel.footprint(in: frame)) ?? .outside
    return legendPlace == .outside
  }

  private func frame(in rect: Rect) -> PlotFrame {
    var area = rect
    if panel.plot.hasEqualUnits {
      let xSpan = panel.xMap.upper - panel.xMap.lower
      let ySpan = panel.yMap.upper - panel.yMap.lower
      let unit = min(rect.width / xSpan, rect.height / ySpan)
      area = rect.centered(width: unit * xSpan, height: unit * ySpan)
    }
    return PlotFrame(rect: area, x: panel.xMap, y: panel.yMap)
  }

  /// The panel with its data rectangle at `rect`.
  func placed(in rect: Rect, room: Room) -> PlacedPanel {
    let frame = frame(in: rect)
    let place: PlacedPanel.PlacedLegend =
      switch legendPlace {
      case .none: .none
      case .outside: .rows(legend.rows(width: width).places)
      case .direct: .direct
      default: .box(legend.box(at: legendPlace, in: frame.rect))
      }
    return PlacedPanel(
      panel: panel, frame: frame, room: room, x: x, y: y, showsXLabels: showsXLabels,
      showsYLabels: showsYLabels, letter: letter, title: title, legend: legend, legendPlace: place)
  }
}
