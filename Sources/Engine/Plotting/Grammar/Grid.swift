/// Small multiples: panels in rows, all of one size.
///
///     Grid(columns: 2, sharedAxes: .y) {
///       for solver in solvers { Plot(solver.name) { ... } }
///     }
public struct Grid: FigureContent {
  var panels: [Plot]
  var columns: Int
  var shared: SharedAxes
  var width = 720
  var height: Int?
  var hasSharedLegend = false

  /// Panels marked (a), (b) and so on, `columns` a row. Shared axes have one range in all panels, and labels at the
  /// grid's edges only.
  public init(
    columns: Int, sharedAxes: SharedAxes = .none, @ListBuilder<Plot> _ panels: () -> [Plot]
  ) {
    self.panels = panels()
    self.columns = max(1, columns)
    shared = sharedAxes
  }

  /// Sets the figure's size in CSS pixels; by default 720 wide, and as high as the panels' proportions ask for.
  public func size(width: Int, height: Int) -> Grid {
    var grid = self
    grid.width = width
    grid.height = height
    return grid
  }

  /// Gives all panels one legend, above them, instead of a legend each.
  public func sharedLegend() -> Grid {
    var grid = self
    grid.hasSharedLegend = true
    return grid
  }

  /// The panels in rows, filled row by row; the last row may have fewer.
  public var figure: Figure {
    let rows = max(1, (panels.count + columns - 1) / columns)
    let rowHeight = columns == 1 ? 260 : Int(Double(width) / Double(columns) * 0.78) + 20
    return Figure(
      panels: panels, columns: columns, width: width, height: height ?? rows * rowHeight, shared: shared,
      hasSharedLegend: hasSharedLegend)
  }
}

/// Which axes the panels of a grid have in common.
public enum SharedAxes: Sendable, Equatable {
  case none, x, y, both

  var includesX: Bool { self == .x || self == .both }
  var includesY: Bool { self == .y || self == .both }
}
