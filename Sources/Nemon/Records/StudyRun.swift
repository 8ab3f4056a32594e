/// Something that belongs to one training of a study, or was measured on its network.
///
///     networks[.nemon, lambda: 1e-4]                    // its runs, in order
///     points[.nemon, lambda: 1e-4].pairs(with: points[.idl, lambda: 0]) { $0.accuracy - $1.accuracy }
package protocol StudyRun {
  var family: Family { get }
  /// The factor of the Lipschitz regulariser.
  var lambda: Double { get }
  /// Runs of the same seed are paired: they start alike and see the samples in the same order.
  var seed: UInt64 { get }
}

extension Array where Element: StudyRun {
  /// The runs of one family, in order.
  package subscript(family: Family) -> [Element] { filter { $0.family == family } }

  /// The runs of one family with one factor, one a seed.
  package subscript(family: Family, lambda lambda: Double) -> [Element] {
    filter { $0.family == family && $0.lambda == lambda }
  }

  /// The run of one seed; nil where there is none.
  package subscript(family: Family, lambda lambda: Double, seed seed: UInt64) -> Element? {
    self[family, lambda: lambda].first { $0.seed == seed }
  }

  /// Every factor once, ascending.
  package var lambdas: [Double] { Set(map(\.lambda)).sorted() }

  /// Every seed once, ascending.
  package var seeds: [UInt64] { Set(map(\.seed)).sorted() }

  /// A number for each seed that both have, in order of seed.
  /// - Parameter value: of this run and of the other's of the same seed, such as the difference of two accuracies; nil
  ///   leaves the seed out.
  package func pairs<Other: StudyRun>(
    with others: [Other], _ value: (Element, Other) -> Double?
  ) -> Pairs {
    let pairs = seeds.compactMap { seed -> (seed: UInt64, value: Double)? in
      guard let one = first(where: { $0.seed == seed }), let two = others.first(where: { $0.seed == seed })
      else { return nil }
      return value(one, two).map { (seed, $0) }
    }
    return Pairs(seeds: pairs.map(\.seed), values: pairs.map(\.value))
  }
}

/// A number for each seed.
package struct Pairs: Codable, Hashable, Sendable {
  /// Ascending.
  package var seeds: [UInt64]
  /// As many as seeds.
  package var values: [Double]

  package init(seeds: [UInt64], values: [Double]) { (self.seeds, self.values) = (seeds, values) }
}
