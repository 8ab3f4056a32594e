/// An axis whose ticks are chosen and whose texts are set, for a given length.
struct SetAxis {
  struct Label {
    var value: Double
    var text: TextLayout
  }

  var ticks = TickSet()
  var labels: [Label] = []
  var title: TextLayout?
  /// The power of ten that the labels are to be multiplied by.
  var factor: TextLayout?
  /// Whether labels are slanted, for lack of room.
  var isSlanted = false

  static let slant = -0.6

  var labelWidth: Double { labels.map(\.text.width).max() ?? 0 }
  var labelHeight: Double { labels.map(\.text.height).max() ?? 0 }

  /// The most ticks that suit a length in pixels.
  private static func tickCount(_ length: Double, isHorizontal: Bool) -> Int {
    min(max(Int(length / (isHorizontal ? 72 : 44)), 2), isHorizontal ? 9 : 8)
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
      best.makeRoom(map, length: length, isHorizontal: isHorizontal)
    }
    if !axis.label.isEmpty { best.title = try typesetter.layout(axis.label, size: Measure.axisLabelSize) }
    if let exponent = best.ticks.exponent {
      best.factor = try typesetter.layout("$\\times 10^{\(exponent)}$", size: Measure.tickLabelSize - 1)
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
    if case .categorical(let names) = axis.scale { return .categorical(names, format: axis.format) }
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

  /// Slants the labels of a horizontal axis, or else leaves labels out.
  private mutating func makeRoom(_ map: AxisMap, length: Double, isHorizontal: Bool) {
    guard labels.count > 1 else { return }
    let first = map.share(of: labels[0].value) * length
    let spacing = abs(map.share(of: labels[1].value) * length - first)
    if isHorizontal && spacing >= 1.7 * Measure.tickLabelSize {
      isSlanted = true
      return
    }
    while labels.count > 1 && !isApart(map, length: length, isHorizontal: isHorizontal) {
      labels = labels.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
    }
  }
}
