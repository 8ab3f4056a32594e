/// When the equilibria of a step have converged: the change of every row, relative to its largest value, in the
/// maximum norm.
public struct SolverTolerance: Hashable, Sendable, Codable {
  public var relativeChange: Float
  public var mostIterations: Int

  public init(relativeChange: Float, mostIterations: Int = 300) {
    self.relativeChange = relativeChange
    self.mostIterations = mostIterations
  }

  /// The released code's tolerance in training.
  public static let training = SolverTolerance(relativeChange: 1e-2)
  /// For judging a trained network.
  public static let evaluation = SolverTolerance(relativeChange: 1e-4, mostIterations: 3000)
}
