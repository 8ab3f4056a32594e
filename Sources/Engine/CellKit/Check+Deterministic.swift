// Checks of numbers that carry no sampling error of their own.

extension Check {
  /// `observed` equals `expected` up to the larger of the two tolerances:
  /// `|observed - expected| <= max(absoluteTolerance, relativeTolerance * |expected|)`.
  /// - Parameters:
  ///   - name: what is claimed, in words.
  ///   - observed: NaN never holds.
  ///   - expected: the target; the relative tolerance refers to it.
  ///   - relativeTolerance: a share of `|expected|`.
  ///   - absoluteTolerance: in the unit of `observed`. With both zero only equal numbers hold.
  ///   - count: cases behind the observed number, for the reader.
  ///   - witness: the case that it comes from.
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
  /// - Parameters:
  ///   - name: what is claimed, in words.
  ///   - largestDifference: the largest of the absolute (or relative: say so in `name`) differences.
  ///   - tolerance: in the unit of the differences.
  ///   - count: cases that were compared; without one the check is undecidable.
  ///   - witness: the case of the largest difference.
  public static func identity(
    _ name: String, largestDifference: Double, tolerance: Double, count: Int, witness: String? = nil
  ) -> Check {
    guard count > 0 else { return .undecidable(name, kind: .identity, because: "no case was tried") }
    return Check(
      name, kind: .identity, holds: abs(largestDifference) <= tolerance, observed: largestDifference,
      expected: Expectation(target: 0), tolerance: tolerance, sampleSize: count, witness: witness)
  }

  /// The largest of `count` observed values is at most `bound`, with an absolute `tolerance` for rounding.
  /// - Parameters:
  ///   - name: what is claimed, in words.
  ///   - worst: the largest of the observed values; NaN never holds.
  ///   - bound: itself allowed.
  ///   - tolerance: in the unit of `worst`, not relative to the bound.
  ///   - count: without a case the check is undecidable.
  ///   - witness: the case of the largest value.
  public static func inequality(
    _ name: String, worst: Double, atMost bound: Double, tolerance: Double = 0, count: Int,
    witness: String? = nil
  ) -> Check {
    bounded(
      name, worst, Expectation(upper: bound), holds: worst <= bound + tolerance, tolerance, count, witness)
  }

  /// The smallest of `count` observed values is at least `bound`, with an absolute `tolerance` for rounding.
  /// - Parameters:
  ///   - name: what is claimed, in words.
  ///   - worst: the smallest of the observed values; NaN never holds.
  ///   - bound: itself allowed.
  ///   - tolerance: in the unit of `worst`, not relative to the bound.
  ///   - count: without a case the check is undecidable.
  ///   - witness: the case of the smallest value.
  public static func inequality(
    _ name: String, worst: Double, atLeast bound: Double, tolerance: Double = 0, count: Int,
    witness: String? = nil
  ) -> Check {
    bounded(
      name, worst, Expectation(lower: bound), holds: worst >= bound - tolerance, tolerance, count, witness)
  }

  /// None of `count` cases violates what `name` says. Its kind is `inequality`: violations, at most 0.
  /// - Parameters:
  ///   - name: what no case may violate, in words.
  ///   - violations: cases that do.
  ///   - count: cases that were tried; without one the check is undecidable.
  ///   - witness: a violation, or the case that comes nearest to one.
  public static func noViolation(
    _ name: String, violations: Int, of count: Int, witness: String? = nil
  ) -> Check {
    bounded(
      name, Double(violations), Expectation(upper: 0), holds: violations == 0, 0, count, witness)
  }

  /// `lesser` is below `greater`, strictly, and by at least `margin`.
  ///
  /// The observed number is the difference `greater - lesser`.
  /// - Parameters:
  ///   - name: what is claimed, in words.
  ///   - lesser: what should be smaller.
  ///   - greater: what should be larger.
  ///   - margin: in the unit of the two; with 0, equal numbers still do not hold.
  ///   - count: cases behind the two numbers, for the reader.
  ///   - witness: the case that they come from.
  public static func ordering(
    _ name: String, lesser: Double, greater: Double, margin: Double = 0, count: Int? = nil,
    witness: String? = nil
  ) -> Check {
    let difference = greater - lesser
    return Check(
      name, kind: .ordering, holds: difference > 0 && difference >= margin, observed: difference,
      expected: Expectation(lower: margin), sampleSize: count, witness: witness)
  }

  /// `observed` lies in `expected`.
  /// - Parameters:
  ///   - name: what is claimed, in words.
  ///   - observed: taken as exact; for an estimate with an interval see
  ///     ``estimate(_:observed:interval:atLeast:atMost:count:seeds:witness:)``.
  ///   - expected: both ends allowed.
  ///   - count: cases behind the observed number, for the reader.
  ///   - witness: the case that it comes from.
  public static func number(
    _ name: String, observed: Double, expected: ClosedRange<Double>, count: Int? = nil,
    witness: String? = nil
  ) -> Check {
    let expectation = Expectation(lower: expected.lowerBound, upper: expected.upperBound)
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
