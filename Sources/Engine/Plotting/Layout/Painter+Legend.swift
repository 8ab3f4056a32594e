extension Painter {
  func drawLegend(_ placed: PlacedPanel) {
    let legend = placed.legend
    switch placed.legendPlace {
    case .none: break
    case .box(let box):
      canvas.fill(box, theme.background, opacity: 0.86)
      draw(legend.entries, at: legend.places(inBox: box))
    case .rows(let places):
      let height = (places.last?.y ?? 0) + Legend.rowHeight / 2
      let origin = Point(x: placed.frame.rect.x, y: placed.frame.rect.y - placed.room.headroom - height)
      draw(legend.entries, at: places.map { $0 + origin })
    case .direct: drawDirectLabels(placed)
    }
  }

  func draw(_ entries: [LegendEntry], at places: [Point]) {
    for (entry, place) in zip(entries, places) {
      for (part, look) in entry.parts { drawKey(part, look, at: place) }
      let start = Point(
        x: place.x + Legend.keyWidth + Legend.keyGap, y: place.y + 0.33 * Measure.legendSize)
      canvas.draw(entry.text, at: start, Anchor(.left, .baseline), theme.ink)
    }
  }

  /// Draws a part of a key, as the mark looks, from its left middle on.
  private func drawKey(_ part: KeyPart, _ look: SeriesLook, at place: Point) {
    let color = look.color(in: theme)
    let center = Point(x: place.x + Legend.keyWidth / 2, y: place.y)
    switch part {
    case .band:
      let area = Rect(x: place.x + 1, y: place.y - 5, width: Legend.keyWidth - 2, height: 10)
      canvas.fill(area, color, opacity: Measure.bandOpacity)
    case .region:
      let area = Rect(x: place.x + 1, y: place.y - 5, width: Legend.keyWidth - 2, height: 10)
      canvas.fill(area, color, opacity: Measure.bandOpacity)
      canvas.strokeRect(area, color, width: 0.8 * look.width, dash: look.dashLengths)
    case .swatch:
      let area = Rect(x: center.x - 6, y: place.y - 5, width: 12, height: 10)
      canvas.fill(area, color.over(theme.background, opacity: 0.78))
      canvas.strokeRect(area, color, width: 0.8)
    case .line:
      let ends = [place, Point(x: place.x + Legend.keyWidth, y: place.y)]
      canvas.stroke(ends, color, width: look.width, dash: look.dashLengths)
    case .whiskers:
      canvas.drawWhisker(x: center.x, from: place.y - 6, to: place.y + 6, cap: 3.5, color, width: 1.2)
    case .marker:
      canvas.drawMarker(
        look.marker, at: center, radius: Measure.markerRadius, color: color, edge: theme.background)
    }
  }

  /// Writes each label beside the last visible point of its line; those at the right edge stand apart in a column.
  private func drawDirectLabels(_ placed: PlacedPanel) {
    let rect = placed.frame.rect
    var column: [(end: Point, entry: LegendEntry)] = []
    var inside: [(place: Point, entry: LegendEntry)] = []
    for entry in placed.legend.entries {
      guard let item = placed.panel.items.first(where: { $0.mark.label == entry.label }) else { continue }
      let path = item.mark.footprint(in: placed.frame, barGroup: item.barGroup)
      guard let end = path.last(where: { rect.insetBy(-1).contains($0) }) else { continue }
      if end.x > rect.maxX - 40 {
        column.append((end, entry))
      } else {
        inside.append((Point(x: end.x + 5, y: end.y - 8), entry))
      }
    }
    drawApart(inside)
    column.sort { $0.end.y < $1.end.y }
    let x = 7 + (column.map(\.end.x).max() ?? 0)
    let places = Self.spread(column.map(\.end.y), apart: 1.2 * Measure.legendSize, upTo: rect.maxY)
    for (y, line) in zip(places, column) { drawDirectLabel(line.entry, at: Point(x: x, y: y)) }
  }

  /// Draws labels from the top down, each below those that it would cover.
  private func drawApart(_ labels: [(place: Point, entry: LegendEntry)]) {
    let height = 1.2 * Measure.legendSize
    var drawn: [Rect] = []
    for (place, entry) in labels.sorted(by: { $0.place.y < $1.place.y }) {
      var y = place.y
      let (start, end) = (place.x, place.x + entry.text.width)
      for other in drawn where other.x < end && start < other.maxX && abs(other.y - y) < height {
        y = other.y + height
      }
      drawn.append(Rect(x: start, y: y, width: entry.text.width, height: height))
      drawDirectLabel(entry, at: Point(x: place.x, y: y))
    }
  }

  private func drawDirectLabel(_ entry: LegendEntry, at place: Point) {
    let color = entry.parts[0].look.color(in: theme).over(theme.ink, opacity: 0.7)
    let start = Point(x: place.x, y: place.y + 0.33 * Measure.legendSize)
    canvas.draw(entry.text, at: start, Anchor(.left, .baseline), color, halo: theme.background)
  }

  /// Moves sorted places as little as is simple, so that they are `apart` and end at `limit`.
  static func spread(_ sorted: [Double], apart: Double, upTo limit: Double) -> [Double] {
    var places = sorted
    for _ in 0..<60 {
      for index in places.indices.dropFirst() {
        let lack = apart - (places[index] - places[index - 1])
        guard lack > 0.01 else { continue }
        places[index - 1] -= lack / 2
        places[index] += lack / 2
      }
    }
    let excess = max(0, (places.last ?? 0) - limit)
    return places.map { $0 - excess }
  }
}
