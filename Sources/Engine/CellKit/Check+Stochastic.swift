import Foundation

// Checks of numbers that have a sampling error. Each decides only what its interval decides.

extension Check {
  /// An exactly known value lies inside the interval of its sampled estimate, ends included. Its kind is
  /// `identity`. A true identity fails with the probability that the interval misses: one time in twenty at a
  /// confidence of 0.95.
  /// - Parameters:
  ///   - name: what is claimed, in words.
  ///   - exact: the known value.
  ///   - interval: of the estimate; without one the check is undecidable.
  ///   - observed: the estimate, such as the interval's middle.
  ///   - count: samples; without one the check is undecidable.
  ///   - seeds: every seed that the samples were drawn with.
  ///   - witness: what a reader should see of the sample.
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

  /// A slope lies in `expected`: decided only when its whole interval lies inside, or outside.
  /// - Parameters:
  ///   - name: what is claimed, in words.
  ///   - slope: NaN never holds.
  ///   - interval: nil where there are too few points for one (three are needed).
  ///   - expected: both ends allowed.
  ///   - count: points that the slope was fitted to.
  ///   - seeds: every seed that the points were computed with.
  ///   - witness: what a reader should see of the points.
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

  /// The slope of `fit` lies in `expected`: see ``trend(_:slope:interval:expected:count:seeds:witness:)``.
  /// - Parameters:
  ///   - name: what is claimed, in words.
  ///   - fit: nil, where no line fits the points, makes the check undecidable.
  ///   - expected: the range of the slope, both ends allowed.
  ///   - seeds: every seed that the points were computed with.
  ///   - witness: what a reader should see of the points.
  public static func trend(
    _ name: String, fit: LinearFit?, expected: ClosedRange<Double>, seeds: [UInt64] = [],
    witness: String? = nil
  ) -> Check {
    guard let fit else { return .undecidable(name, kind: .trend, because: "no line fits the points") }
    return .trend(
      name, slope: fit.slope, interval: fit.slopeInterval, expected: expected, count: fit.count,
      seeds: seeds, witness: witness)
  }

  /// An estimated share or mean is at least `bound`, or at most `upper`, or both: decided only when its whole
  /// interval lies inside the bounds, or outside.
  /// - Parameters:
  ///   - name: what is claimed, in words.
  ///   - observed: the estimate; NaN never holds.
  ///   - interval: of the estimate; without one the check is undecidable.
  ///   - bound: the least allowed value; none if nil.
  ///   - upper: the largest allowed value; none if nil. Without either bound every interval holds.
  ///   - count: samples; without one the check is undecidable.
  ///   - seeds: every seed that the samples were drawn with.
  ///   - witness: what a reader should see of the sample.
  public static func estimate(
    _ name: String, observed: Double, interval: Interval?, atLeast bound: Double? = nil,
    atMost upper: Double? = nil, count: Int, seeds: [UInt64] = [], witness: String? = nil
  ) -> Check {
    let bounds = Expectation(lower: bound, upper: upper)
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
  /// by the two-sided t interval.
  ///
  /// Holds when the whole interval is at or above `-margin`, fails when it is all below or a difference is
  /// not finite, and is undecidable in between. With fewer than three different seeds, or one that occurs
  /// twice, it cannot hold.
  /// - Parameters:
  ///   - name: what is claimed, in words.
  ///   - seeds: one a difference, in the same order.
  ///   - differences: A - B for each seed.
  ///   - margin: how much worse than B still counts as matching it (non-inferiority); 0 asks for A >= B.
  ///   - confidence: of the t interval, in (0, 1).
  public static func paired(
    _ name: String, seeds: [UInt64], differences: [Double], margin: Double = 0,
    confidence: Double = 0.95
  ) -> Check {
    let bounds = Expectation(lower: -margin)
    let summary = SampleSummary(differences)
    var check = Check(
      name, kind: .ordering, holds: nil, observed: summary?.mean, expected: bounds,
      sampleSize: differences.count, seeds: seeds)
    if differences.contains(where: { !$0.isFinite }) {
      check.holds = false
      check.witness = "a difference is not finite"
    } else if seeds.count != differences.count {
      check.reason = "\(differences.count) differences for \(seeds.count) seeds"
    } else if Set(seeds).count < max(3, seeds.count) {
      check.reason = "\(Set(seeds).count) different seeds; at least three are needed"
    } else if let summary, let interval = summary.meanInterval(confidence: confidence) {
      check.sample = summary
      check.interval = interval
      check.witness = zip(seeds, differences).min { $0.1 < $1.1 }.map {
        "worst for seed \($0.0): \(String(format: "%.4g", $0.1))"
      }
      check.decide(by: interval, within: bounds)
    }
    return check
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
