/// Finds the place of every panel, so that all data rectangles are of one size and aligned.
struct FigureLayout {
  private static let columnGap = 20.0
  private static let rowGap = 16.0

  private let figure: Figure
  private var drafts: [PanelDraft] = []
  private var columnCount: Int
  private var rowCount: Int

  init(figure: Figure, panels: [ResolvedPanel], typesetter: Typesetter) throws(PlotError) {
    self.figure = figure
    columnCount = min(figure.columns, panels.count)
    rowCount = (panels.count + columnCount - 1) / columnCount
    for (index, panel) in panels.enumerated() {
      let isLeft = index % columnCount == 0
      let isLowest = index + columnCount >= panels.count
      drafts.append(
        try PanelDraft(
          panel, letter: figure.hasLetters ? Self.letter(index) : nil,
          showsXLabels: !figure.shared.includesX || isLowest,
          showsYLabels: !figure.shared.includesY || isLeft, typesetter: typesetter))
    }
  }

  /// (a) to (z), then (aa) and so on.
  private static func letter(_ index: Int) -> String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz")
    let last = String(alphabet[index % 26])
    return "(" + (index < 26 ? "" : String(alphabet[(index / 26 - 1) % 26])) + last + ")"
  }

  /// - Throws: ``PlotError/unsuitableSize(width:height:)`` when no room is left for the data.
  mutating func placedPanels() throws(PlotError) -> [PlacedPanel] {
    var rects = try settledRects()
    var moved = false
    for index in drafts.indices where drafts[index].settleLegend(in: rects[index]) { moved = true }
    if moved { rects = try settledRects() }
    return zip(drafts, rects).map { $0.placed(in: $1) }
  }

  /// Repeats the choice of ticks and margins, which depend on each other; three rounds settle them.
  private mutating func settledRects() throws(PlotError) -> [Rect] {
    var rects = try dataRects()
    for _ in 0..<3 {
      for index in drafts.indices {
        try drafts[index].set(width: rects[index].width, height: rects[index].height)
      }
      rects = try dataRects()
    }
    return rects
  }

  private func dataRects() throws(PlotError) -> [Rect] {
    let margins = drafts.map(\.margins)
    let columns = (0..<columnCount).map { column in
      margins.indices.filter { $0 % columnCount == column }.map { margins[$0] }
    }
    let rows = (0..<rowCount).map { row in
      margins.indices.filter { $0 / columnCount == row }.map { margins[$0] }
    }
    let left = columns.map { $0.map(\.left).max() ?? 0 }
    let right = columns.map { $0.map(\.right).max() ?? 0 }
    let top = rows.map { $0.map(\.top).max() ?? 0 }
    let bottom = rows.map { $0.map(\.bottom).max() ?? 0 }
    let outer = 2 * Measure.outerMargin
    let across =
      Double(figure.width) - outer - sum(left) - sum(right) - Self.columnGap * Double(columnCount - 1)
    let down = Double(figure.height) - outer - sum(top) - sum(bottom) - Self.rowGap * Double(rowCount - 1)
    let (width, height) = (across / Double(columnCount), down / Double(rowCount))
    guard width >= 24, height >= 24 else {
      throw .unsuitableSize(width: figure.width, height: figure.height)
    }
    return drafts.indices.map { index in
      let (column, row) = (index % columnCount, index / columnCount)
      let before = sum(left[...column]) + sum(right[..<column]) + (width + Self.columnGap) * Double(column)
      let above = sum(top[...row]) + sum(bottom[..<row]) + (height + Self.rowGap) * Double(row)
      return Rect(
        x: Measure.outerMargin + before, y: Measure.outerMargin + above, width: width, height: height)
    }
  }

  private func sum(_ values: some Sequence<Double>) -> Double { values.reduce(0, +) }
}
