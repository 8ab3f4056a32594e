import LinearAlgebra

/// A way to an equilibrium: ``Picard``, ``AverageIteration``, ``ForwardBackwardSplitting``,
/// ``PeacemanRachfordSplitting``, ``AndersonAcceleration``, ``Newton``.
public protocol EquilibriumMethod: Sendable {
  /// What the method keeps during one solve.
  associatedtype Iteration: EquilibriumIteration
  /// The method's state at the start of one solve.
  /// - Throws: ``SolverError`` if the method cannot be set up for this problem.
  func iteration(for problem: EquilibriumProblem) throws(SolverError) -> Iteration
}

/// What a method keeps during one solve.
public protocol EquilibriumIteration {
  /// The states that follow `iterate`, shape `[batch, n]`.
  mutating func next(after iterate: Iterate) throws(SolverError) -> Matrix<Double>
}

/// States with what was computed from them; all of shape `[batch, n]`.
public struct Iterate: Hashable, Sendable {
  /// `x`
  public let states: Matrix<Double>
  /// `A x + B u + b`
  public let preactivations: Matrix<Double>
  /// `N(x) = Phi(A x + B u + b)`
  public let images: Matrix<Double>
  /// `|N(x) - x|` for every sample, in the model's weighted max norm.
  public let residuals: [Double]

  /// The largest residual of the batch; 0 for an empty batch, NaN if one is NaN.
  public var residual: Double { residuals.norm(in: .infinity) }
}

/// The step of a relaxed iteration.
public enum StepSize: Hashable, Sendable, Codable {
  /// What the method's theory recommends; needs a well-posed problem.
  case optimal
  /// The caller's own, which nothing checks: the method's documentation says where it converges.
  case fixed(Double)
}
