/// A line of a legend: a key and a label.
struct LegendEntry {
  var label: String
  var parts: [(part: KeyPart, look: SeriesLook)]
  var text: TextLayout

  /// Adds a part of the key that it does not have yet.
  mutating func add(_ part: KeyPart, _ look: SeriesLook) {
    if !parts.contains(where: { $0.part == part && $0.look == look }) { parts.append((part, look)) }
  }
}

/// The legend of a panel, before it has a place.
struct Legend {
  static let keyWidth = 26.0
  static let keyGap = 7.0
  static let rowHeight = 18.5
  private static let columnGap = 18.0
  private static let padding = 6.0

  var entries: [LegendEntry] = []

  /// Names every mark with a label; marks without one join the entry that looks like them.
  init(_ items: [ResolvedMark], _ typesetter: Typesetter) throws(PlotError) {
    var known: [String] = []
    for item in items {
      guard let part = item.mark.keyPart, let label = item.mark.label, !label.isEmpty else { continue }
      if let index = known.firstIndex(of: label) {
        entries[index].add(part, item.look)
      } else {
        known.append(label)
        let text = try typesetter.layout(label, size: Measure.legendSize)
        entries.append(LegendEntry(label: label, parts: [(part, item.look)], text: text))
      }
    }
    for item in items where item.mark.label == nil {
      guard let part = item.mark.keyPart,
        let index = entries.firstIndex(where: { $0.parts[0].look.hue == item.look.hue })
      else { continue }
      entries[index].add(part, item.look)
    }
    for index in entries.indices { entries[index].parts.sort { $0.part.rawValue < $1.part.rawValue } }
  }

  /// Makes labels that are longer than the panel smaller.
  mutating func fit(width: Double, _ typesetter: Typesetter) throws(PlotError) {
    let limit = width - Self.keyWidth - Self.keyGap
    for index in entries.indices {
      entries[index].text = try typesetter.layout(
        entries[index].label, size: Measure.legendSize, within: limit)
    }
  }

  /// The size of the legend as a box of one column.
  var boxSize: (width: Double, height: Double) {
    let width = (entries.map(\.text.width).max() ?? 0) + Self.keyWidth + Self.keyGap
    return (width + 2 * Self.padding, Double(entries.count) * Self.rowHeight + 2 * Self.padding - 2)
  }

  /// The left middle of each entry in a box.
  func places(inBox box: Rect) -> [Point] {
    entries.indices.map { index in
      Point(
        x: box.x + Self.padding, y: box.y + Self.padding - 1 + (Double(index) + 0.5) * Self.rowHeight)
    }
  }

  /// The left middle of each entry in rows of at most `width`, from the origin; and the height of the rows.
  func rows(width: Double) -> (places: [Point], height: Double) {
    var places: [Point] = []
    var (x, y) = (0.0, 0.5 * Self.rowHeight)
    for entry in entries {
      let length = Self.keyWidth + Self.keyGap + entry.text.width
      if x > 0 && x + length > width {
        x = 0
        y += Self.rowHeight
      }
      places.append(Point(x: x, y: y))
      x += length + Self.columnGap
    }
    return (places, y + 0.5 * Self.rowHeight)
  }

  /// The box of a legend at a place inside a panel.
  func box(at place: LegendPlace, in rect: Rect) -> Rect {
    let (width, height) = boxSize
    let inset = 7.0
    let x =
      switch place {
      case .topLeading, .leading, .bottomLeading: rect.x + inset
      case .top, .bottom: rect.midX - width / 2
      default: rect.maxX - inset - width
      }
    let y =
      switch place {
      case .bottomLeading, .bottom, .bottomTrailing: rect.maxY - inset - height
      case .leading, .trailing: rect.midY - height / 2
      default: rect.y + inset - 3
      }
    return Rect(x: x, y: y, width: width, height: height)
  }

  /// The place inside a panel where the legend covers none of the points, if there is one.
  func freePlace(in rect: Rect, avoiding points: [Point]) -> LegendPlace? {
    let places: [LegendPlace] = [
      .topTrailing, .topLeading, .bottomTrailing, .bottomLeading, .trailing, .leading, .top, .bottom,
    ]
    let size = boxSize
    guard size.width < 0.7 * rect.width, size.height < 0.7 * rect.height else { return nil }
    return places.first { place in
      let area = box(at: place, in: rect).insetBy(-5)
      return !points.contains { area.contains($0) }
    }
  }
}
