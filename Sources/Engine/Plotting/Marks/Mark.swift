/// Something that a ``Plot`` shows: ``Line``, ``Points``, ``Curve``, ``Spread``, ``FilledRegion``, ``Bars``,
/// ``ErrorBars``, ``ImageGrid`` or ``Rule``.
///
/// In the CSV, a mark gives a row for each of its values, and an ``ImageGrid`` a row for each image.
public protocol Mark: Sendable {
  /// The mark as the drawing code sees it, from the bottom up; only the marks of this module have any.
  var elements: [MarkElement] { get }
}

/// A mark as the drawing code sees it.
public struct MarkElement: Sendable {
  let mark: any DrawnMark

  init(_ mark: any DrawnMark) { self.mark = mark }
}

/// Values of a mark, and the axis that they lie along.
struct MarkColumn {
  enum Role { case x, y, free }
  var name: String
  var role: Role
  var values: [Double]

  static func x(_ values: [Double]) -> MarkColumn { MarkColumn(name: "x", role: .x, values: values) }
  static func y(_ values: [Double], name: String = "y") -> MarkColumn {
    MarkColumn(name: name, role: .y, values: values)
  }
}

/// A part of a mark's key in the legend.
enum KeyPart: Int {
  case band, region, swatch, line, whiskers, marker
}

/// What a mark knows while it is drawn.
struct MarkContext {
  var canvas: Canvas
  var typesetter: Typesetter
  var theme: Theme
  var frame: PlotFrame
  var look: SeriesLook
  var color: Color
  /// Which of how many groups of bars this is.
  var barGroup: BarGroup
}

/// The place of one set of bars beside the others.
struct BarGroup {
  var index = 0
  var count = 1
}

/// A mark that can be checked, measured and drawn.
protocol DrawnMark: Mark {
  /// The mark's type as chapters write it, such as `Line`.
  var kind: String { get }
  /// The mark in errors: its type and its label.
  var name: String { get }
  var label: String? { get }
  var style: SeriesStyle { get }
  /// All of its values, in columns of equal length.
  var columns: [MarkColumn] { get }
  var keyPart: KeyPart? { get }
  /// Whether the mark needs zero on the vertical axis.
  var standsOnZero: Bool { get }

  /// What is wrong beyond the checks that all marks share.
  func checkShape() throws(PlotError)
  /// Points that a legend should not cover.
  func footprint(in frame: PlotFrame, barGroup: BarGroup) -> [Point]
  func draw(in context: MarkContext) throws(PlotError)
  func rows() -> [DataRow]
}

extension DrawnMark {
  public var elements: [MarkElement] { [MarkElement(self)] }

  var standsOnZero: Bool { false }

  var name: String { label.map { "\(kind) '\($0)'" } ?? kind }

  func checkShape() throws(PlotError) {}

  func footprint(in frame: PlotFrame, barGroup: BarGroup) -> [Point] {
    guard let xs = columns.first(where: { $0.role == .x }) else { return [] }
    return columns.filter { $0.role == .y }.flatMap { frame.points(xs.values, $0.values) }
  }

  /// - Throws: ``PlotError`` for the first value that the axes cannot show.
  func check(x: AxisScale, y: AxisScale) throws(PlotError) {
    let expected = columns.first?.values.count ?? 0
    for column in columns {
      if column.values.count != expected {
        throw .lengthMismatch(
          mark: name, column: column.name, count: column.values.count, expected: expected)
      }
      let isLog = column.role == .x && x == .log || column.role == .y && y == .log
      try check(column, isLogarithmic: isLog)
    }
    if expected == 0 { throw .noData(mark: name) }
    try checkShape()
  }

  private func check(_ column: MarkColumn, isLogarithmic: Bool) throws(PlotError) {
    for (index, value) in column.values.enumerated() {
      if !value.isFinite { throw .notFinite(mark: name, column: column.name, index: index) }
      if isLogarithmic && value <= 0 {
        throw .notPositive(mark: name, column: column.name, index: index, value: value)
      }
    }
  }

  func rows() -> [DataRow] {
    let columns = columns
    return (columns.first?.values.indices ?? 0..<0).map { index in
      DataRow(uniqueKeysWithValues: columns.map { ($0.name, .number($0.values[index])) })
    }
  }
}
