/// Finds the place of every panel, so that all data rectangles are of one size and aligned.
struct FigureLayout {
  private static let columnGap = 20.0
  private static let rowGap = 16.0

  private let figure: Figure
  private let legend: Legend?
  private var drafts: [PanelDraft] = []
  private var columnCount: Int
  private var rowCount: Int
  /// Where the drawing begins.
  private let top: Double

  init(
    figure: Figure, panels: [ResolvedPanel], top: Double = 0, typesetter: Typesetter
  ) throws(PlotError) {
    self.figure = figure
    self.top = top
    columnCount = min(figure.columns, panels.count)
    rowCount = (panels.count + columnCount - 1) / columnCount
    legend = figure.hasSharedLegend ? try Legend(panels.flatMap(\.items), typesetter) : nil
    for (index, panel) in panels.enumerated() {
      let isLeft = index % columnCount == 0
      let isLowest = index + columnCount >= panels.count
      drafts.append(
        try PanelDraft(
          panel, letter: panels.count > 1 ? Self.letter(index) : nil,
          showsXLabels: !figure.shared.includesX || isLowest,
          showsYLabels: !figure.shared.includesY || isLeft, hasLegend: !figure.hasSharedLegend,
          typesetter: typesetter))
    }
  }

  /// (a) to (z), then (aa) and so on.
  private static func letter(_ index: Int) -> String {
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz")
    let last = String(alphabet[index % 26])
    return "(" + (index < 26 ? "" : String(alphabet[(index / 26 - 1) % 26])) + last + ")"
  }

  /// - Throws: ``PlotError/unsuitableSize(width:height:)`` when no room is left for the data.
  mutating func placedFigure() throws(PlotError) -> PlacedFigure {
    var rects = try settledRects()
    var moved = false
    for index in drafts.indices where drafts[index].settleLegend(in: rects[index]) { moved = true }
    if moved { rects = try settledRects() }
    let (columns, rows) = sharedRooms()
    let placed = drafts.indices.map { index in
      let room = Room.joined(sides: columns[index % columnCount], ends: rows[index / columnCount])
      return drafts[index].placed(in: rects[index], room: room)
    }
    let origin = Point(x: rects.first?.x ?? 0, y: top + Measure.outerMargin)
    let places = legend?.rows(width: legendWidth(from: origin.x)).places.map { $0 + origin }
    return PlacedFigure(panels: placed, legend: legend, legendPlaces: places ?? [])
  }

  private func legendWidth(from x: Double) -> Double { Double(figure.width) - Measure.outerMargin - x }

  /// The height of the shared legend, with some space below it.
  private func legendHeight(from x: Double) -> Double {
    legend.map { $0.rows(width: legendWidth(from: x)).height + 8 } ?? 0
  }

  /// Repeats the choice of ticks and room, which depend on each other; three rounds settle them.
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

  /// The room beside each column, and above and below each row.
  private func sharedRooms() -> (columns: [Room], rows: [Room]) {
    let rooms = drafts.map(\.room)
    let columns = (0..<columnCount).map { column in
      Room.sides(of: rooms.indices.filter { $0 % columnCount == column }.map { rooms[$0] })
    }
    let rows = (0..<rowCount).map { row in
      Room.ends(of: rooms.indices.filter { $0 / columnCount == row }.map { rooms[$0] })
    }
    return (columns, rows)
  }

  private func dataRects() throws(PlotError) -> [Rect] {
    let (columns, rows) = sharedRooms()
    let (outer, gaps) = (
      2 * Measure.outerMargin,
      (x: Self.columnGap * Double(columnCount - 1), y: Self.rowGap * Double(rowCount - 1))
    )
    let across = Double(figure.width) - outer - gaps.x - sum(columns.map { $0.left + $0.right })
    let head = legendHeight(from: Measure.outerMargin + columns[0].left)
    let down = Double(figure.height) - head - outer - gaps.y - sum(rows.map { $0.top + $0.bottom })
    let (width, height) = (across / Double(columnCount), down / Double(rowCount))
    guard width >= 24, height >= 24 else {
      throw .unsuitableSize(width: figure.width, height: figure.height)
    }
    return drafts.indices.map { index in
      let (column, row) = (index % columnCount, index / columnCount)
      let before = sum(columns[...column].map(\.left)) + sum(columns[..<column].map(\.right))
      let above = sum(rows[...row].map(\.top)) + sum(rows[..<row].map(\.bottom))
      return Rect(
        x: Measure.outerMargin + before + (width + Self.columnGap) * Double(column),
        y: top + Measure.outerMargin + head + above + (height + Self.rowGap) * Double(row), width: width,
        height: height)
    }
  }

  private func sum(_ values: [Double]) -> Double { values.reduce(0, +) }
}
