/// How values become places along an axis.
public enum AxisScale: Sendable, Equatable {
  case linear
  /// Logarithmic; every value must be positive.
  case log
  /// One place for each category, at 0, 1, 2 and so on.
  case categorical([String])
}

/// How tick labels are written.
public enum TickFormat: Sendable, Equatable {
  /// As many decimals as the ticks' step needs; a common power of ten when they are very large or small.
  case automatic
  /// A share as a percentage.
  case percent
}

/// An axis as a chapter describes it.
struct Axis: Sendable, Equatable {
  var label = ""
  var scale = AxisScale.linear
  var range: ClosedRange<Double>?
  var ticks: [Double]?
  var format = TickFormat.automatic
  var isReversed = false
}
