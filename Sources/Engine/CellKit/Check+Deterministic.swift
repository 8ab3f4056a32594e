// Checks of numbers that carry no sampling error of their own. In all of them `count` is the number of cases behind
// the observed number, and `witness` the case that it comes from; where `count` must be given, none is undecidable.

extension Check {
  /// `observed` equals `expected` up to the larger of the two tolerances:
  /// `|observed - expected| <= max(absoluteTolerance, relativeTolerance * |expected|)`.
  public static func identity(
    _ name: String, observed: Double, expected: Double, relativeTolerance: Double = 0,
    absoluteTolerance: Double = 0, count: Int? = nil, witness: String? = nil
  ) -> Check {
    let tolerance = max(absoluteTolerance, relativeTolerance * abs(expected))
    return Check(
      name, kind: .identity, holds: abs(observed - expected) <= tolerance, observed: observed,
      expected: Expectation(target: expected), tolerance: tolerance, sampleSize: count, witness: witness)
  }

  /// Two computations of the same thing differ by at most `tolerance` in each of `count` cases.
  /// - Parameter largestDifference: absolute, or relative: say so in `name`.
  public static func identity(
    _ name: String, largestDifference: Double?, tolerance: Double, count: Int, witness: String? = nil
  ) -> Check {
    guard count > 0 else { return .undecidable(name, kind: .identity, because: "no case was tried") }
    let difference = largestDifference ?? .nan
    return Check(
      name, kind: .identity, holds: abs(difference) <= tolerance, observed: difference,
      expected: Expectation(target: 0), tolerance: tolerance, sampleSize: count, witness: witness)
  }

  /// The largest of `count` observed values is at most `bound`, with an absolute `tolerance` for rounding.
  public static func inequality(
    _ name: String, worst: Double?, atMost bound: Double, tolerance: Double = 0, count: Int,
    witness: String? = nil
  ) -> Check {
    let worst = worst ?? .nan
    return bounded(
      name, worst, Expectation(upper: bound), holds: worst <= bound + tolerance, tolerance, count, witness)
  }

  /// The smallest of `count` observed values is at least `bound`, with an absolute `tolerance` for rounding.
  public static func inequality(
    _ name: String, worst: Double?, atLeast bound: Double, tolerance: Double = 0, count: Int,
    witness: String? = nil
  ) -> Check {
    let worst = worst ?? .nan
    return bounded(
      name, worst, Expectation(lower: bound), holds: worst >= bound - tolerance, tolerance, count, witness)
  }

  /// None of `count` cases violates what `name` says. Its kind is `inequality`: violations, at most 0.
  public static func noViolation(
    _ name: String, violations: Int, of count: Int, witness: String? = nil
  ) -> Check {
    bounded(
      name, Double(violations), Expectation(upper: 0), holds: violations == 0, 0, count, witness)
  }

  /// `lesser` is below `greater`, strictly, and by at least `margin`. The observed number is the difference
  /// `greater - lesser`.
  public static func ordering(
    _ name: String, lesser: Double?, greater: Double, margin: Double = 0, count: Int? = nil,
    witness: String? = nil
  ) -> Check {
    let difference = greater - (lesser ?? .nan)
    return Check(
      name, kind: .ordering, holds: difference > 0 && difference >= margin, observed: difference,
      expected: Expectation(lower: margin), sampleSize: count, witness: witness)
  }

  /// `observed`, taken as exact, lies in `expected`, ends included.
  public static func number(
    _ name: String, observed: Double?, expected: ClosedRange<Double>, count: Int? = nil,
    witness: String? = nil
  ) -> Check {
    let expectation = Expectation(lower: expected.lowerBound, upper: expected.upperBound)
    let observed = observed ?? .nan
    return Check(
      name, kind: .number, holds: expectation.admits(observed), observed: observed,
      expected: expectation, sampleSize: count, witness: witness)
  }

  private static func bounded(
    _ name: String, _ worst: Double, _ expected: Expectation, holds: Bool, _ tolerance: Double,
    _ count: Int, _ witness: String?
  ) -> Check {
    guard count > 0 else { return .undecidable(name, kind: .inequality, because: "no case was tried") }
    return Check(
      name, kind: .inequality, holds: holds, observed: worst, expected: expected,
      tolerance: tolerance == 0 ? nil : tolerance, sampleSize: count, witness: witness)
  }
}
