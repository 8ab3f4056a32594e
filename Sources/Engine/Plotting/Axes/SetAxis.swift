/// An axis whose ticks are chosen and whose texts are set, for a given length.
struct SetAxis {
  struct Label {
    var value: Double
    var text: TextLayout
  }

  var ticks = TickSet()
  var labels: [Label] = []
  var title: TextLayout?
  /// The power of ten that the labels are to be multiplied by, and what is to be added to them.
  var factor: TextLayout?
  /// Whether labels are slanted, for lack of room.
  var isSlanted = false

  static let slant = -0.6

  var labelWidth: Double { labels.map(\.text.width).max() ?? 0 }
  var labelHeight: Double { labels.map(\.text.height).max() ?? 0 }

  /// The most ticks that suit a length in pixels.
  private static func tickCount(_ length: Double, isHorizontal: Bool) -> Int {
    min(max(Int(length / (isHorizontal ? 64 : 40)), 3), isHorizontal ? 9 : 8)
  }

  /// Sets an axis with as many ticks as leave the labels apart.
  static func set(
    _ axis: Axis, _ map: AxisMap, length: Double, isHorizontal: Bool, with typesetter: Typesetter
  ) throws(PlotError) -> SetAxis {
    var best = SetAxis()
    var count = tickCount(length, isHorizontal: isHorizontal)
    while true {
      best = try SetAxis(ticks: candidate(axis, map, count), typesetter)
      if best.isApart(map, length: length, isHorizontal: isHorizontal) || count <= 2 { break }
      count -= 1
      if case .categorical = axis.scale { break }
    }
    if !best.isApart(map, length: length, isHorizontal: isHorizontal) {
      if isHorizontal, case .categorical(let names) = axis.scale {
        try best.breakLines(names, width: length / (map.upper - map.lower) - 9, typesetter)
      }
    }
    if !best.isApart(map, length: length, isHorizontal: isHorizontal) {
      best.makeRoom(map, length: length, isHorizontal: isHorizontal)
    }
    if let note = best.ticks.note {
      best.factor = try typesetter.layout(note, size: Measure.tickLabelSize - 1)
    }
    if !axis.label.isEmpty {
      // The factor stands at the end of a horizontal axis's label.
      let taken = isHorizontal ? best.factor.map { 2 * ($0.width + 10) } : nil
      best.title = try typesetter.layout(
        axis.label, size: Measure.axisLabelSize, within: taken.map { max(length - $0, 60) } ?? length + 18,
        lines: .center)
    }
    return best
  }

  private init() {}

  private init(ticks: TickSet, _ typesetter: Typesetter) throws(PlotError) {
    self.ticks = ticks
    for tick in ticks.major where !tick.label.isEmpty {
      let text = try typesetter.layout(tick.label, size: Measure.tickLabelSize)
      labels.append(Label(value: tick.value, text: text))
    }
  }

  private static func candidate(_ axis: Axis, _ map: AxisMap, _ count: Int) -> TickSet {
    if case .categorical(let names) = axis.scale { return .categorical(names) }
    if let values = axis.ticks {
      let inside = values.filter { value in
        value.isFinite && (axis.scale != .log || value > 0) && map.contains(value)
      }
      return .labelled(inside, format: axis.format)
    }
    if axis.scale == .log {
      return .logarithmic(from: map.lower, to: map.upper, atMost: count, format: axis.format)
    }
    return .linear(from: map.lower, to: map.upper, atMost: count, format: axis.format)
  }

  /// Whether neighbouring labels keep a distance.
  private func isApart(_ map: AxisMap, length: Double, isHorizontal: Bool) -> Bool {
    let spans = labels.map { label in
      let center = map.share(of: label.value) * length
      let half = (isHorizontal ? label.text.width : 0.8 * label.text.height) / 2
      return (start: center - half, end: center + half)
    }.sorted { $0.start < $1.start }
    let gap = isHorizontal ? 9.0 : 2
    return zip(spans, spans.dropFirst()).allSatisfy { $0.end + gap <= $1.start }
  }

  /// Breaks the categories' names into at most three lines of `width`, if that is enough for all of them.
  private mutating func breakLines(
    _ names: [String], width: Double, _ typesetter: Typesetter
  ) throws(PlotError) {
    var broken = labels
    for index in labels.indices where labels[index].text.width > width {
      let name = names[Int(labels[index].value)]
      guard let lines = try typesetter.lines(of: name, size: Measure.tickLabelSize, width: width) else {
        return
      }
      broken[index].text = TextLayout(lines, .center, gap: 2)
    }
    labels = broken
  }

  /// Slants the labels of a horizontal axis, or else leaves labels out.
  private mutating func makeRoom(_ map: AxisMap, length: Double, isHorizontal: Bool) {
    guard labels.count > 1 else { return }
    let places = labels.map { map.share(of: $0.value) * length }.sorted()
    let spacing = zip(places, places.dropFirst()).map { $1 - $0 }.min() ?? 0
    if isHorizontal && spacing >= 1.7 * Measure.tickLabelSize {
      isSlanted = true
      return
    }
    while labels.count > 1 && !isApart(map, length: length, isHorizontal: isHorizontal) {
      labels = labels.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    }
  }
}
