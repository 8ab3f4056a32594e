/// One value a seed. The difference of two of these pairs their seeds.
public struct SeededValues: Sendable, Equatable {
  /// One a value, in the same order.
  public let seeds: [UInt64]
  /// One a seed.
  public let values: [Double]

  /// The value of each of `rows`; NaN for one that is not there.
  public init<Rows: Sequence>(
    _ rows: Rows, seed: (Rows.Element) -> UInt64, value: (Rows.Element) -> Double?
  ) {
    let rows = Array(rows)
    self.init(seeds: rows.map(seed), values: rows.map { value($0) ?? .nan })
  }

  private init(seeds: [UInt64], values: [Double]) {
    self.seeds = seeds
    self.values = values
  }

  /// Count, mean, spread and extremes of the values; nil where one is not finite.
  public var summary: SampleSummary? { SampleSummary(values) }

  private func values(of seed: UInt64) -> [Double] { zip(seeds, values).filter { $0.0 == seed }.map(\.1) }

  /// The differences seed by seed, in order of seed; NaN for a seed that only one of the two has.
  public static func - (a: SeededValues, b: SeededValues) -> SeededValues {
    let pairs = Set(a.seeds + b.seeds).sorted().flatMap { seed in
      let (mine, theirs) = (a.values(of: seed), b.values(of: seed))
      guard !mine.isEmpty, !theirs.isEmpty else { return [(seed, Double.nan)] }
      return mine.flatMap { value in theirs.map { (seed, value - $0) } }
    }
    return SeededValues(seeds: pairs.map(\.0), values: pairs.map(\.1))
  }
}
