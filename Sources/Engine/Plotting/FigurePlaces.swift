import Foundation

/// Where the values of a figure stand in its drawing, with the words in which a page can show them.
package struct FigurePlaces: Encodable, Equatable, Sendable {
  package struct Panel: Encodable, Equatable, Sendable {
    package var title: String
    /// What the axes measure.
    package var x: String
    package var y: String
    /// Which frame the panel belongs to, from 0; nil in a figure without frames.
    package var frame: Int?
    package var series: [Series]
  }

  package struct Series: Encodable, Equatable, Sendable {
    package var name: String
    package var points: [Place]
  }

  package struct Place: Encodable, Equatable, Sendable {
    /// In CSS pixels from the figure's left and top.
    package var at: [Double]
    package var x: String
    package var y: String
    /// The least and the largest value of which `y` is the mean.
    package var range: String?
  }

  /// The names of the frames, from above; nil for a figure that is one drawing.
  package var frames: [String]?
  /// Those that show points.
  package var panels: [Panel]

  /// More points than these are a cloud, in which nobody looks for one.
  private static let mostPoints = 6000

  init(_ frames: [String], _ placed: [PlacedFigure]) throws(PlotError) {
    if !frames.isEmpty {
      var names: [String] = []
      for name in frames { names.append(try LabelParser.plain(name)) }
      self.frames = names
    }
    panels = []
    for (index, figure) in placed.enumerated() {
      for panel in figure.panels {
        let found = try Panel(panel, frame: frames.isEmpty ? nil : index)
        if !found.series.isEmpty { panels.append(found) }
      }
    }
    let count = panels.reduce(0) { $0 + $1.series.reduce(0) { $0 + $1.points.count } }
    if count > Self.mostPoints { panels = [] }
  }

  /// Whether there is nothing to show.
  package var isEmpty: Bool { frames == nil && panels.isEmpty }

  /// The same figure gives the same text.
  package var json: String {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
  }
}

extension FigurePlaces.Panel {
  init(_ placed: PlacedPanel, frame: Int?) throws(PlotError) {
    let plot = placed.panel.plot
    title = try LabelParser.plain(plot.title)
    x = try LabelParser.plain(plot.x.label)
    y = try LabelParser.plain(plot.y.label)
    self.frame = frame
    series = []
    let items = placed.panel.items
    for item in items {
      let points = item.points(in: placed.frame)
      guard !points.isEmpty else { continue }
      let name = try LabelParser.plain(item.mark.label ?? "")
      let ranges = item.ranges(among: items)
      var places: [FigurePlaces.Place] = []
      for (point, x, y) in points {
        var place = FigurePlaces.Place(
          at: [point.x, point.y].map { ($0 * 2).rounded() / 2 }, x: try plot.x.words(x),
          y: try plot.y.words(y))
        if let (low, high) = ranges[x] {
          place.range = "\(try plot.y.words(low)) to \(try plot.y.words(high))"
        }
        places.append(place)
      }
      // A curve is a line and its markers.
      if let index = series.firstIndex(where: { $0.name == name }) {
        let known = Set(series[index].points.map(\.at))
        series[index].points += places.filter { !known.contains($0.at) }
      } else {
        series.append(FigurePlaces.Series(name: name, points: places))
      }
    }
  }
}

extension ResolvedMark {
  /// The points that the mark shows, with their values. References, such as a diagonal, have none.
  fileprivate func points(in frame: PlotFrame) -> [(Point, x: Double, y: Double)] {
    if look.hue == .muted { return [] }
    let room = frame.rect.insetBy(-0.01)
    switch mark {
    case let mark as any PointwiseMark:
      return zip(mark.xs, mark.ys).map { (frame.point($0, $1), $0, $1) }.filter { room.contains($0.0) }
    case let bars as DrawnBars:
      return zip(bars.bars(in: frame, barGroup), zip(bars.xs, bars.values)).map { bar, value in
        // The end of a bar that goes on outside is where it is cut off.
        let end = value.1 < 0 ? min(bar.maxY, frame.rect.maxY) : max(bar.y, frame.rect.y)
        return (Point(x: bar.midX, y: end), value.0, value.1)
      }.filter { room.contains($0.0) }
    default: return []
    }
  }

  /// By the place on the horizontal axis, what a band or error bars of the same series show.
  fileprivate func ranges(among items: [ResolvedMark]) -> [Double: (Double, Double)] {
    var ranges: [Double: (Double, Double)] = [:]
    for item in items where item.look.hue == look.hue && (item.mark.label ?? mark.label) == mark.label {
      guard let xs = item.mark.columns.first(where: { $0.role == .x })?.values,
        let lower = item.mark.columns.first(where: { $0.name == "lower" })?.values,
        let upper = item.mark.columns.first(where: { $0.name == "upper" })?.values
      else { continue }
      for (index, x) in xs.enumerated() where lower[index] < upper[index] {
        ranges[x] = (lower[index], upper[index])
      }
    }
    return ranges
  }
}

extension Axis {
  /// A value in words: four digits, or its category.
  fileprivate func words(_ value: Double) throws(PlotError) -> String {
    if case .categorical(let names) = scale, names.indices.contains(Int(value.rounded())) {
      return try LabelParser.plain(names[Int(value.rounded())])
    }
    return format == .percent ? Self.digits(100 * value) + "\u{2009}%" : Self.digits(value)
  }

  private static func digits(_ value: Double) -> String {
    if value.rounded() == value, abs(value) < 1e7 { return NumberNotation.plain(value, decimals: 0) }
    let exponent = Int(log10(abs(value)).rounded(.down))
    if (-4...6).contains(exponent) { return trimmed(value, decimals: max(0, 3 - exponent)) }
    return trimmed(value / pow(10, Double(exponent)), decimals: 3) + "\u{A0}·\u{A0}"
      + PlainMathematics.power(exponent)
  }

  private static func trimmed(_ value: Double, decimals: Int) -> String {
    var text = Substring(NumberNotation.plain(value, decimals: decimals))
    guard text.contains(".") else { return String(text) }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return String(text)
  }
}
