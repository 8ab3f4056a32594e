import Foundation

/// The values that an axis has to show.
struct AxisExtent {
  var lower = Double.infinity
  var upper = -Double.infinity
  /// Whether bars stand on the axis's zero.
  var includesZero = false

  mutating func add(_ values: [Double]) {
    for value in values {
      lower = min(lower, value)
      upper = max(upper, value)
    }
  }

  /// The axis that shows the values with a little room, unless a range is asked for.
  func map(for axis: Axis, name: String) throws(PlotError) -> AxisMap {
    if case .categorical(let categories) = axis.scale {
      if categories.isEmpty { throw .categories(mark: name, count: 0, expected: 1) }
      let room = 0.6
      return AxisMap(
        scale: axis.scale, lower: -room, upper: Double(categories.count) - 1 + room,
        isReversed: axis.isReversed)
    }
    let (low, high) =
      try axis.range.map { r throws(PlotError) in try checked(r, axis, name) } ?? roomy(axis.scale)
    return AxisMap(scale: axis.scale, lower: low, upper: high, isReversed: axis.isReversed)
  }

  private func checked(
    _ range: ClosedRange<Double>, _ axis: Axis, _ name: String
  ) throws(PlotError) -> (Double, Double) {
    let (low, high) = (range.lowerBound, range.upperBound)
    guard low < high, low.isFinite, high.isFinite, (high - low).isFinite, axis.scale != .log || low > 0 else {
      throw .invalidRange(axis: name, lower: low, upper: high)
    }
    return (low, high)
  }

  private func roomy(_ scale: AxisScale) -> (Double, Double) {
    guard lower <= upper else { return (scale == .log ? 0.1 : 0, 1) }
    if scale == .log {
      let isConstant = upper - lower <= 1e-11 * upper
      let room = isConstant ? 2 : exp(0.045 * (Foundation.log(upper) - Foundation.log(lower)))
      return (
        max(lower / room, .leastNonzeroMagnitude),
        min(max(upper * room, 2048 * .leastNonzeroMagnitude), .greatestFiniteMagnitude)
      )
    }
    var (low, high) = includesZero ? (min(lower, 0), max(upper, 0)) : (lower, upper)
    let halfSpan = high / 2 - low / 2
    let span = halfSpan > 1e-11 * max(abs(low), abs(high)) ? halfSpan : 0
    let room = span > 0 ? 0.09 * span : high == 0 ? 1 : max(abs(high) * 0.1, 1e-300)
    let standsOnZero = low >= 0 && low <= 0.1 * high && span > 0
    let hangsFromZero = high <= 0 && high >= 0.1 * low && span > 0
    low = standsOnZero ? 0 : max(low - room, -.greatestFiniteMagnitude)
    high = hangsFromZero ? 0 : min(high + room, .greatestFiniteMagnitude)
    return (low, high)
  }
}
