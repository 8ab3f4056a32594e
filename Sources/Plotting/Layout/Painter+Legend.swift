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
      let origin = Point(x: placed.frame.rect.x, y: placed.frame.rect.y - height - 5)
      draw(legend.entries, at: places.map { $0 + origin })
    case .direct: drawDirectLabels(placed)
    }
  }

  private func draw(_ entries: [LegendEntry], at places: [Point]) {
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

  /// Writes each label beside the last point of its line, apart from its neighbours.
  private func drawDirectLabels(_ placed: PlacedPanel) {
    let rect = placed.frame.rect
    var ends: [(y: Double, entry: LegendEntry)] = []
    for entry in placed.legend.entries {
      let item = placed.panel.items.first { item in
        item.mark.label != nil && item.look == entry.parts[0].look
      }
      let last = item?.mark.footprint(in: placed.frame, barGroup: item?.barGroup ?? BarGroup()).last
      ends.append((min(max(last?.y ?? rect.midY, rect.y + 4), rect.maxY - 4), entry))
    }
    ends.sort { $0.y < $1.y }
    let spread = Self.spread(ends.map(\.y), apart: 1.2 * Measure.legendSize, upTo: rect.maxY)
    for (y, end) in zip(spread, ends) {
      let color = end.entry.parts[0].look.color(in: theme).over(theme.ink, opacity: 0.7)
      let place = Point(x: rect.maxX + 7, y: y + 0.33 * Measure.legendSize)
      canvas.draw(end.entry.text, at: place, Anchor(.left, .baseline), color)
    }
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
