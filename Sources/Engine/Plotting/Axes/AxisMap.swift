import Foundation

/// The way from data to [0, 1] along an axis.
struct AxisMap: Equatable {
  var scale: AxisScale
  var lower: Double
  var upper: Double
  var isReversed = false

  /// - Parameter value: positive on a logarithmic axis.
  func share(of value: Double) -> Double {
    let share =
      scale == .log
      ? (Foundation.log(value) - Foundation.log(lower)) / (Foundation.log(upper) - Foundation.log(lower))
      : (value / 4 - lower / 4) / (upper / 4 - lower / 4)
    return isReversed ? 1 - share : share
  }

  func contains(_ value: Double) -> Bool {
    let slack = 1e-9
    let s = share(of: value)
    return s >= -slack && s <= 1 + slack
  }
}

/// A data rectangle with its axes.
struct PlotFrame {
  var rect: Rect
  var x: AxisMap
  var y: AxisMap

  func x(_ value: Double) -> Double { rect.x + rect.width * x.share(of: value) }
  func y(_ value: Double) -> Double { rect.maxY - rect.height * y.share(of: value) }
  func point(_ xValue: Double, _ yValue: Double) -> Point { Point(x: x(xValue), y: y(yValue)) }

  func points(_ xs: [Double], _ ys: [Double]) -> [Point] { zip(xs, ys).map { point($0, $1) } }

  /// Where the zero line is, or the axis's end that is nearest to it.
  var baseline: Double {
    if y.scale == .log { return y.isReversed ? rect.y : rect.maxY }
    return min(max(y(0), rect.y), rect.maxY)
  }
}
