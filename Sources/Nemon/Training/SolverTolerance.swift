/// When the equilibria of a step have converged: the change of every row, relative to its largest value, in the
/// maximum norm.
package struct SolverTolerance: Hashable, Sendable, Codable {
  /// The largest change of an entry between two iterates, as a share of the row's largest entry; not a
  /// residual.
  package var relativeChange: Float
  /// The most iterations of a solve. A row that has not converged by then keeps its last iterate, which is no
  /// error: only the counts of iterations tell.
  package var mostIterations: Int

  package init(relativeChange: Float, mostIterations: Int = 300) {
    self.relativeChange = relativeChange
    self.mostIterations = mostIterations
  }

  /// The released code's tolerance in training.
  package static let training = SolverTolerance(relativeChange: 1e-2)
  /// For training by forward-backward splitting, whose short steps change little where much is left: a gradient's error is
  /// then about two or three hundredths.
  package static let splitting = SolverTolerance(relativeChange: 3e-3)
  /// For judging a trained network.
  package static let evaluation = SolverTolerance(relativeChange: 1e-4, mostIterations: 3000)
}
