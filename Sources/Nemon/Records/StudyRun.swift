/// Something that belongs to one training of a study, or was measured on its network.
///
///     networks[.nemon, lambda: 1e-4]                    // its runs, in order
///     measures[.nemon].lambdas                          // what it was trained with
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

  /// Every factor once, ascending.
  package var lambdas: [Double] { Set(map(\.lambda)).sorted() }

  /// Every seed once, ascending.
  package var seeds: [UInt64] { Set(map(\.seed)).sorted() }
}
