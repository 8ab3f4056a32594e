import Foundation
import LinearAlgebra

/// How many of so many independent samples have a property.
public struct SampledShare: Hashable, Sendable, Codable {
  /// Samples that have the property.
  public let hits: Int
  /// All samples; may be 0.
  public let samples: Int

  /// - Parameters:
  ///   - hits: from 0 to `samples`, which is not checked.
  ///   - samples: drawn independently.
  public init(hits: Int, samples: Int) {
    self.hits = hits
    self.samples = samples
  }

  /// NaN without a sample.
  public var value: Double { Double(hits) / Double(samples) }

  /// Wilson's score interval: about 95 % coverage for 1.96 deviations, also near 0 and 1 where it never collapses to
  /// a point. Coverage is approximate, not exact.
  /// - Parameter z: half the width in standard deviations; 1.96 for 95 %, 2.576 for 99 %.
  /// - Returns: a part of [0, 1]; all of it without a sample.
  public func interval(deviations z: Double = 1.96) -> ClosedRange<Double> {
    guard samples > 0 else { return 0...1 }
    let n = Double(samples)
    let middle = (value + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (value * (1 - value) / n + z * z / (4 * n * n)).squareRoot()
    return max(0, middle - half)...min(1, middle + half)
  }
}

/// A number known from samples, with an interval around it.
public struct IntervalEstimate: Hashable, Sendable, Codable {
  /// The estimate; NaN or infinite where no sample tells.
  public let value: Double
  /// The interval's lower end.
  public let lower: Double
  /// The interval's upper end.
  public let upper: Double
}

/// NEMON's set against MON's.
///
/// `{mu_2(A) <= gamma}` is unbounded even where the diagonal is cut, because the skew part is free; both sets are
/// compared inside the bounding box of the cut measure polytope: `-cut <= a_ii <= gamma`, `|a_ij| <= gamma + cut`.
/// - Source: claim C1.
public struct MonotoneComparison: Hashable, Sendable, Codable {
  /// NEMON's set: gives `gamma`, the cut and the box.
  public let polytope: MeasurePolytope
  /// Which share of the polytope has `mu_2(A) <= gamma`; from exact uniform samples of the polytope.
  public let polytopeInMonotoneSet: SampledShare
  /// Which share of the box has `mu_2(A) <= gamma`.
  public let monotoneSetInBox: SampledShare

  /// - Parameters:
  ///   - polytope: NEMON's set, of positive volume.
  ///   - samples: matrices drawn from the polytope, and as many from the box.
  ///   - seed: of the generator that all samples come from.
  public init(polytope: MeasurePolytope, samples: Int, seed: UInt64) {
    var generator = RandomGenerator(seed: seed)
    let gamma = polytope.gamma
    var inMonotone = 0
    var monotone = 0
    for _ in 0..<samples
    where polytope.randomMatrix(from: &generator).hasEuclideanMeasure(atMost: gamma) {
      inMonotone += 1
    }
    for _ in 0..<samples
    where polytope.randomBoxMatrix(from: &generator).hasEuclideanMeasure(atMost: gamma) {
      monotone += 1
    }
    self.polytope = polytope
    polytopeInMonotoneSet = SampledShare(hits: inMonotone, samples: samples)
    monotoneSetInBox = SampledShare(hits: monotone, samples: samples)
  }

  /// Of the box of whole matrices: a row's, raised to the power n.
  public var boxVolume: Double { pow(polytope.boxVolume, Double(polytope.dimension)) }

  /// The volume of `{mu_2(A) <= gamma}` within the box.
  public var monotoneVolume: IntervalEstimate {
    let interval = monotoneSetInBox.interval()
    return IntervalEstimate(
      value: monotoneSetInBox.value * boxVolume, lower: interval.lowerBound * boxVolume,
      upper: interval.upperBound * boxVolume)
  }

  /// Which share of `{mu_2(A) <= gamma}`, within the box, lies in the polytope: the volume of the intersection, from the
  /// polytope's samples and its exact volume, over ``monotoneVolume``.
  ///
  /// The interval divides the ends of two 95 % intervals, so it covers with at least 90 %.
  public var monotoneSetInPolytope: IntervalEstimate {
    let monotone = monotoneVolume
    let interval = polytopeInMonotoneSet.interval()
    let share = polytopeInMonotoneSet.value * polytope.volume / monotone.value
    return IntervalEstimate(
      value: share.isFinite ? min(1, share) : share,
      lower: interval.lowerBound * polytope.volume / monotone.upper,
      upper: min(1, interval.upperBound * polytope.volume / monotone.lower))
  }
}

extension Matrix where Scalar == Double {
  /// Whether `mu_2(A) <= gamma`, by a Cholesky factorisation of `2 gamma I - A - A'`: much faster than eigenvalues for
  /// small matrices. Right up to rounding; on the boundary it says no.
  package func hasEuclideanMeasure(atMost gamma: Double) -> Bool {
    var factor = self
    for i in 0..<rows {
      for j in 0...i {
        var entry = (i == j ? 2 * gamma : 0) - self[i, j] - self[j, i]
        for k in 0..<j { entry -= factor[i, k] * factor[j, k] }
        if i == j {
          guard entry > 0 else { return false }
          factor[i, i] = entry.squareRoot()
        } else {
          factor[i, j] = entry / factor[j, j]
        }
      }
    }
    return true
  }
}
