import Foundation

// Checks of numbers that have a sampling error. Each decides only what its interval decides. `count` is the number of
// samples, `seeds` are all that they were drawn with, and `witness` is what a reader should see of the sample.

extension Check {
  /// An exactly known value lies inside the interval of its sampled estimate, ends included. Its kind is
  /// `identity`. A true identity fails with the probability that the interval misses: one time in twenty at a
  /// confidence of 0.95.
  public static func interval(
    _ name: String, exact: Double, inside interval: Interval?, observed: Double? = nil, count: Int,
    seeds: [UInt64] = [], witness: String? = nil
  ) -> Check {
    guard let interval, count > 0 else {
      return .undecidable(name, kind: .identity, because: "the sample is too small for an interval")
    }
    return Check(
      name, kind: .identity, holds: interval.contains(exact), observed: observed, interval: interval,
      expected: Expectation(target: exact), sampleSize: count, seeds: seeds, witness: witness)
  }

  /// A slope lies in `expected`: decided only when its whole interval lies inside, or outside. Without an interval,
  /// as of fewer than three points, it is undecidable.
  public static func trend(
    _ name: String, slope: Double, interval: Interval?, expected: ClosedRange<Double>,
    count: Int? = nil, seeds: [UInt64] = [], witness: String? = nil
  ) -> Check {
    let bounds = Expectation(lower: expected.lowerBound, upper: expected.upperBound)
    var check = Check(
      name, kind: .trend, holds: nil, observed: slope, interval: interval, expected: bounds,
      sampleSize: count, seeds: seeds, witness: witness)
    if slope.isNaN {
      check.holds = false
    } else if let interval {
      check.decide(by: interval, within: bounds)
    } else {
      check.reason = "too few points for the slope's interval"
    }
    return check
  }

  /// The mean of slopes, one a seed, lies in `expected`, by its t interval; `count` points were fitted in all.
  public init(_ name: String, slopes: SeededValues, inside expected: ClosedRange<Double>, count: Int) {
    guard let summary = slopes.summary else {
      self = .undecidable(name, kind: .trend, because: "no line fits the points")
      return
    }
    self = .trend(
      name, slope: summary.mean, interval: summary.meanInterval(), expected: expected, count: count,
      seeds: slopes.seeds)
  }

  /// An estimated share or mean is at least `bound`, or at most `upper`, or both: decided only when its whole
  /// interval lies inside the bounds, or outside. Without either bound every interval holds.
  public static func estimate(
    _ name: String, observed: Double?, interval: Interval?, atLeast bound: Double? = nil,
    atMost upper: Double? = nil, count: Int, seeds: [UInt64] = [], witness: String? = nil
  ) -> Check {
    let bounds = Expectation(lower: bound, upper: upper)
    let observed = observed ?? .nan
    var check = Check(
      name, kind: .number, holds: nil, observed: observed, interval: interval, expected: bounds,
      sampleSize: count, seeds: seeds, witness: witness)
    if observed.isNaN {
      check.holds = false
    } else if let interval, count > 0 {
      check.decide(by: interval, within: bounds)
    } else {
      check.reason = "the sample is too small for an interval"
    }
    return check
  }

  /// A is at least as good as B: the mean of the paired differences A - B, one a seed, is at least `-margin`
  /// by the two-sided t interval. A `margin` above 0 is how much worse than B still counts as matching it.
  ///
  /// Holds when the whole interval is at or above `-margin`, fails when it is all below or a difference is
  /// not finite, and is undecidable in between. With fewer than three different seeds, or one that occurs
  /// twice, it cannot hold.
  public init(
    _ name: String, paired differences: SeededValues, margin: Double = 0, confidence: Double = 0.95
  ) {
    let (seeds, values) = (differences.seeds, differences.values)
    let bounds = Expectation(lower: -margin)
    let summary = SampleSummary(values)
    self.init(
      name, kind: .ordering, holds: nil, observed: summary?.mean, expected: bounds,
      sampleSize: values.count, seeds: seeds)
    if values.contains(where: { !$0.isFinite }) {
      holds = false
      witness = "a difference is not finite"
    } else if Set(seeds).count < max(3, seeds.count) {
      reason = "\(Set(seeds).count) different seeds; at least three are needed"
    } else if let summary, let interval = summary.meanInterval(confidence: confidence) {
      sample = summary
      self.interval = interval
      witness = zip(seeds, values).min { $0.1 < $1.1 }.map {
        "worst for seed \($0.0): \(String(format: "%.4g", $0.1))"
      }
      decide(by: interval, within: bounds)
    }
  }

  private mutating func decide(by interval: Interval, within bounds: Expectation) {
    let lower = bounds.lower ?? -.infinity
    let upper = bounds.upper ?? .infinity
    if interval.lower >= lower && interval.upper <= upper {
      holds = true
    } else if interval.upper < lower || interval.lower > upper {
      holds = false
    } else {
      reason = "the interval reaches beyond the expected range"
    }
  }
}
