import Foundation

/// Count, mean, spread and extremes of a sample.
public struct SampleSummary: Codable, Sendable, Equatable {
  /// At least 1.
  public var count: Int
  /// The arithmetic mean.
  public var mean: Double
  /// The sample's standard deviation, with `count - 1` in the denominator; nil for one value.
  public var deviation: Double?
  /// The smallest value.
  public var minimum: Double
  /// The largest value.
  public var maximum: Double

  /// The summary of `values`; nil for an empty sample, and where a value is not finite.
  public init?(_ values: [Double]) {
    guard let first = values.first, values.allSatisfy(\.isFinite) else { return nil }
    count = values.count
    let mean = values.reduce(0, +) / Double(values.count)
    self.mean = mean
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    deviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
    minimum = values.reduce(first, min)
    maximum = values.reduce(first, max)
  }

  /// The two-sided t interval of the mean: exact for normal values, else approximate. Nil below two values.
  public func meanInterval(confidence: Double = 0.95) -> Interval? {
    guard let deviation else { return nil }
    let t = StudentT.quantile(0.5 + confidence / 2, degreesOfFreedom: count - 1)
    let half = t * deviation / Double(count).squareRoot()
    return Interval(mean - half, mean + half, confidence: confidence)
  }
}

/// The line of least squares through points (x, y).
public struct LinearFit: Codable, Sendable, Equatable {
  /// Points that were fitted, at least 2.
  public var count: Int
  /// By how much y grows with a unit of x.
  public var slope: Double
  /// The line's y at x = 0.
  public var intercept: Double

  /// Nil where no line is determined: fewer than two points, equal `x`, values that are not finite, or
  /// lists of different lengths.
  public init?(x: [Double], y: [Double]) {
    guard x.count == y.count, let ofX = SampleSummary(x), let ofY = SampleSummary(y),
      ofX.minimum < ofX.maximum
    else { return nil }
    let squares = x.reduce(0) { $0 + ($1 - ofX.mean) * ($1 - ofX.mean) }
    let products = zip(x, y).reduce(0) { $0 + ($1.0 - ofX.mean) * ($1.1 - ofY.mean) }
    count = x.count
    slope = products / squares
    intercept = ofY.mean - slope * ofX.mean
  }
}
