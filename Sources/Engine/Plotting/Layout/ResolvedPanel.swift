/// A mark with its style settled.
struct ResolvedMark {
  var mark: any DrawnMark
  var look: SeriesLook
  var barGroup: BarGroup
}

/// A plot whose marks have been checked and whose axes have their ranges.
struct ResolvedPanel {
  var plot: Plot
  var items: [ResolvedMark]
  var xMap: AxisMap
  var yMap: AxisMap

  /// - Throws: ``PlotError`` for data that the axes cannot show.
  init(_ plot: Plot) throws(PlotError) {
    self.plot = plot
    let marks = plot.marks.flatMap { $0.elements.map(\.mark) }
    if marks.isEmpty { throw .nothingToDraw }
    var (x, y) = (AxisExtent(), AxisExtent())
    for mark in marks {
      try mark.check(x: plot.x.scale, y: plot.y.scale)
      try Self.checkCategories(of: mark, plot)
      for column in mark.columns where column.role == .x { x.add(column.values) }
      for column in mark.columns where column.role == .y { y.add(column.values) }
      y.includesZero = y.includesZero || (mark.standsOnZero && plot.y.scale == .linear)
      guard let bars = mark as? DrawnBars else { continue }
      try bars.checkEdges(on: plot.x.scale)
      x.add(bars.edges)
    }
    xMap = try x.map(for: plot.x, name: "the horizontal axis")
    yMap = try y.map(for: plot.y, name: "the vertical axis")
    items = Self.styled(marks)
  }

  private static func checkCategories(of mark: any DrawnMark, _ plot: Plot) throws(PlotError) {
    for (axis, role) in [(plot.x, MarkColumn.Role.x), (plot.y, .y)] {
      guard case .categorical(let names) = axis.scale else { continue }
      let values = mark.columns.filter { $0.role == role }.flatMap { $0.values }
      guard let last = values.max(), let first = values.min() else { continue }
      if last > Double(names.count) - 0.5 || first < -0.5 {
        throw .categories(mark: mark.name, count: Int(min(last, 1e9)) + 1, expected: names.count)
      }
    }
  }

  /// Gives each automatic style its series: one number a label, the first that no mark asks for.
  private static func styled(_ marks: [any DrawnMark]) -> [ResolvedMark] {
    let taken = marks.compactMap { if case .series(let n) = $0.style.hue { n } else { nil } }
    var labels: [String] = []
    var free = (0...).lazy.filter { !taken.contains($0) }.makeIterator()
    var numbers: [Int] = []
    var bars = 0
    let barCount = marks.filter { $0 is DrawnBars }.count
    return marks.map { mark in
      var series = 0
      if mark.style.hue == .automatic, mark.keyPart != nil {
        let label = mark.label ?? ""
        if let known = labels.firstIndex(of: label) {
          series = numbers[known]
        } else {
          series = free.next() ?? 0
          labels.append(label)
          numbers.append(series)
        }
      }
      var group = BarGroup()
      if mark is DrawnBars {
        group = BarGroup(index: bars, count: barCount)
        bars += 1
      }
      return ResolvedMark(mark: mark, look: SeriesLook(mark.style, series: series), barGroup: group)
    }
  }

  var hidesAxes: Bool { items.allSatisfy { $0.mark is ImageGrid } }

  func footprint(in frame: PlotFrame) -> [Point] {
    items.flatMap { $0.mark.footprint(in: frame, barGroup: $0.barGroup) }
  }
}
