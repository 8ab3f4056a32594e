import LinearAlgebra

/// The Picard iteration `x <- N(x)`.
///
/// It converges for every activation where `||A|| < 1` in some norm of the family, with factor `||A||`; where only
/// the measure is below 1 it may diverge.
/// - Source: El Ghaoui et al., Implicit Deep Learning, 2021.
public struct Picard: EquilibriumMethod {
  public init() {}

  public func iteration(for problem: EquilibriumProblem) -> Iteration { Iteration() }

  public struct Iteration: EquilibriumIteration {
    public func next(after iterate: Iterate) -> Matrix<Double> { iterate.images }
  }
}

extension EquilibriumMethod where Self == Picard {
  public static var picard: Picard { Picard() }
}
