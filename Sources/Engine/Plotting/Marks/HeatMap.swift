import Foundation

/// A matrix as colours, with a colour bar.
public struct HeatMap: DrawnMark {
  let kind = "HeatMap"
  let label: String?
  let style = SeriesStyle.automatic
  let rowValues: [[Double]]
  let xEnds: ClosedRange<Double>
  let yEnds: ClosedRange<Double>
  let colors: ColorMap
  let range: ClosedRange<Double>?
  let isLogarithmic: Bool
  let keyPart: KeyPart? = nil
  let isTight = true

  /// A matrix whose row 0 is at the lower end of `y`. Columns and rows span `x` and `y`; by default column `j` is at
  /// `j`, as categories are. Values beyond the `range` get the colours of its ends. The label is the colour bar's.
  public init(
    _ rows: [[some PlotNumber]], x: ClosedRange<Double>? = nil, y: ClosedRange<Double>? = nil,
    colors: ColorMap = .sequential, range: ClosedRange<Double>? = nil, logarithmic: Bool = false,
    label: String? = nil
  ) {
    rowValues = rows.map(\.plotValues)
    xEnds = x ?? -0.5...(Double(max(rows.first?.count ?? 0, 1)) - 0.5)
    yEnds = y ?? -0.5...(Double(max(rows.count, 1)) - 0.5)
    self.colors = colors
    self.range = range
    isLogarithmic = logarithmic
    self.label = label
  }

  private var values: [Double] { rowValues.flatMap { $0 } }
  private var columnCount: Int { rowValues.first?.count ?? 0 }

  /// The corners only: what the axes have to show.
  var columns: [MarkColumn] {
    if values.isEmpty { return [] }
    return [.x([xEnds.lowerBound, xEnds.upperBound]), .y([yEnds.lowerBound, yEnds.upperBound])]
  }

  func checkShape() throws(PlotError) {
    for row in rowValues where row.count != columnCount {
      throw .lengthMismatch(mark: name, column: "row", count: row.count, expected: columnCount)
    }
    for (index, value) in values.enumerated() {
      if !value.isFinite { throw .notFinite(mark: name, column: "value", index: index) }
      if isLogarithmic && value <= 0 {
        throw .notPositive(mark: name, column: "value", index: index, value: value)
      }
    }
    for (axis, ends) in [("x", xEnds), ("y", yEnds)] where ends.lowerBound >= ends.upperBound {
      throw .invalidRange(axis: axis, lower: ends.lowerBound, upper: ends.upperBound)
    }
    _ = try colorAxis()
  }

  /// The colour bar's axis.
  func colorAxis() throws(PlotError) -> AxisMap {
    var extent = AxisExtent()
    extent.add(values)
    extent.isTight = true
    return try extent.map(
      for: Axis(scale: isLogarithmic ? .log : .linear, range: range), name: "the colour bar")
  }

  func draw(in context: MarkContext) throws(PlotError) {
    let frame = context.frame
    let axis = try colorAxis()
    let rowsFromTop = frame.y.isReversed ? rowValues : rowValues.reversed()
    let cells = rowsFromTop.flatMap { row in
      (frame.x.isReversed ? row.reversed() : row).map { colors.color(at: axis.share(of: $0)) }
    }
    let a = frame.point(xEnds.lowerBound, yEnds.lowerBound)
    let b = frame.point(xEnds.upperBound, yEnds.upperBound)
    let area = Rect(x: min(a.x, b.x), y: min(a.y, b.y), width: abs(b.x - a.x), height: abs(b.y - a.y))
    context.canvas.clipped(to: frame.rect) {
      context.canvas.drawImage(cells, columns: columnCount, rows: rowValues.count, in: area)
    }
  }

  func rows() -> [DataRow] {
    let width = (xEnds.upperBound - xEnds.lowerBound) / Double(max(columnCount, 1))
    let height = (yEnds.upperBound - yEnds.lowerBound) / Double(max(rowValues.count, 1))
    return rowValues.enumerated().flatMap { i, row in
      row.enumerated().map { j, value in
        [
          "x": .number(xEnds.lowerBound + (Double(j) + 0.5) * width),
          "y": .number(yEnds.lowerBound + (Double(i) + 0.5) * height), "value": .number(value),
        ]
      }
    }
  }
}
