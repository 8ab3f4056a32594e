import LinearAlgebra

/// The Picard iteration `x <- N(x)`.
///
/// It converges for every activation where `||A|| < 1` in some norm of the family, with factor `||A||`; where only
/// the measure is below 1 it may diverge.
/// - Source: El Ghaoui et al., Implicit Deep Learning, 2021.
public struct Picard: EquilibriumMethod {
  /// Without parameters: it is the average iteration with a step of 1.
  public init() {}

  /// An iteration without a state; it exists for every `problem`, whether it converges or not.
  public func iteration(for problem: EquilibriumProblem) -> Iteration { Iteration() }

  /// One solve; nothing is kept.
  public struct Iteration: EquilibriumIteration {
    /// `N(x)` for every sample of `iterate`.
    public func next(after iterate: Iterate) -> Matrix<Double> { iterate.images }
  }
}

extension EquilibriumMethod where Self == Picard {
  /// ``Picard`` at a call site: `problem.solve(by: .picard, until: rule)`.
  public static var picard: Picard { Picard() }
}
