/// One thing that a claim says, tested: what was observed, what was expected, and whether it holds.
///
/// ### Rules
/// * Tolerances are arguments, written in the cell that judges.
/// * NaN never holds, and neither does a number that is not there.
/// * What cannot be told from the sample is undecidable (`holds` is nil), with the reason.
public struct Check: Codable, Sendable, Equatable {
  /// The form of what is tested: two values agree, one is bounded, two are ordered, a slope or a number lies
  /// in a range.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    case identity, inequality, ordering, trend, number
  }

  /// In words, such as `no sampled pair violates the bound`.
  public var name: String
  /// Shown beside the name; decides nothing.
  public var kind: Kind
  /// Nil: undecidable.
  public var holds: Bool?
  /// The number that was compared; nil where there was none, as before any case is tried.
  public var observed: Quantity?
  /// Where the observed number lies, by its sample.
  public var interval: Interval?
  /// What the observed number, or its interval, was compared with.
  public var expected: Expectation?
  /// How far from `expected.target` the observed number may be, absolutely.
  public var tolerance: Double?
  /// How many cases were tried.
  public var sampleSize: Int?
  /// Of stochastic checks: count, mean, spread and extremes.
  public var sample: SampleSummary?
  /// Every seed that took part.
  public var seeds: [UInt64]
  /// The worst case, or the one that comes nearest to the bound.
  public var witness: String?
  /// Why the check is undecidable, without a full stop.
  public var reason: String?

  /// A check as it is told, `holds` included: the other ways to make one compare.
  public init(
    _ name: String, kind: Kind, holds: Bool?, observed: Double? = nil, interval: Interval? = nil,
    expected: Expectation? = nil, tolerance: Double? = nil, sampleSize: Int? = nil,
    sample: SampleSummary? = nil, seeds: [UInt64] = [], witness: String? = nil, reason: String? = nil
  ) {
    self.name = name
    self.kind = kind
    self.holds = holds
    self.observed = observed.map { Quantity($0) }
    self.interval = interval
    self.expected = expected
    self.tolerance = tolerance
    self.sampleSize = sampleSize
    self.sample = sample
    self.seeds = seeds
    self.witness = witness
    self.reason = reason
  }

  /// A check that the sample cannot decide; `reason` has no full stop.
  public static func undecidable(_ name: String, kind: Kind, because reason: String) -> Check {
    Check(name, kind: kind, holds: nil, reason: reason)
  }
}
