/// One panel: marks on two axes.
///
///     Plot("Average iteration") {
///       Curve(problems, x: \.kappa, y: \.count, by: \.method)
///     }
///     .xAxis("condition number $\\kappa$", scale: .log)
///     .yAxis("iterations", scale: .log)
///     .legend(.topLeading)
///     .size(width: 640, height: 400)
///
/// Every label is plain text in which `$...$` is mathematics.
public struct Plot: FigureContent {
  var title: String
  var marks: [any Mark]
  var x = Axis()
  var y = Axis()
  var legend = LegendPlace.automatic
  var width = 640
  var height = 400
  var hasEqualUnits = false

  /// A panel of `marks`, from the bottom up, below its title; without a mark, drawing throws.
  public init(_ title: String = "", @ListBuilder<any Mark> _ marks: () -> [any Mark]) {
    self.title = title
    self.marks = marks()
  }

  /// Describes the horizontal axis: its label with the unit, and its range and ticks, which follow the data by
  /// default. On a logarithmic scale every value must be positive, or drawing throws ``PlotError``.
  public func xAxis(
    _ label: String = "", scale: AxisScale = .linear, range: ClosedRange<Double>? = nil,
    ticks: [Double]? = nil, format: TickFormat = .automatic, reversed: Bool = false
  ) -> Plot {
    with {
      $0.x = Axis(
        label: label, scale: scale, range: range, ticks: ticks, format: format, isReversed: reversed)
    }
  }

  /// Describes the vertical axis; `reversed` values grow downward, as the rows of a matrix do. See ``xAxis(_:scale:range:ticks:format:reversed:)``.
  public func yAxis(
    _ label: String = "", scale: AxisScale = .linear, range: ClosedRange<Double>? = nil,
    ticks: [Double]? = nil, format: TickFormat = .automatic, reversed: Bool = false
  ) -> Plot {
    with {
      $0.y = Axis(
        label: label, scale: scale, range: range, ticks: ticks, format: format, isReversed: reversed)
    }
  }

  /// Places the legend, which names every mark that has a label.
  public func legend(_ place: LegendPlace) -> Plot { with { $0.legend = place } }

  /// Sets the figure's size in CSS pixels; the PNG has twice as many. Panels of a grid take the grid's size.
  public func size(width: Int, height: Int) -> Plot {
    with {
      $0.width = width
      $0.height = height
    }
  }

  /// Makes a unit as long horizontally as vertically, so that circles are round.
  public func equalUnits() -> Plot { with { $0.hasEqualUnits = true } }

  /// The plot as a figure of one panel.
  public var figure: Figure {
    Figure(panels: [self], columns: 1, width: width, height: height, shared: .none)
  }

  private func with(_ change: (inout Plot) -> Void) -> Plot {
    var plot = self
    change(&plot)
    return plot
  }
}

/// Where a panel's legend goes.
public enum LegendPlace: Sendable, Equatable {
  /// Inside the panel where it covers the least data, or else above the panel.
  case automatic
  case none
  /// In rows above the panel.
  case outside
  /// Each line's label at its right end.
  case direct
  case topLeading, top, topTrailing, leading, trailing, bottomLeading, bottom, bottomTrailing
}
