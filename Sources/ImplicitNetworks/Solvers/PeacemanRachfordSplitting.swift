import LinearAlgebra

/// Peaceman-Rachford splitting: with an auxiliary point `z`, starting at `z = x`,
///
///     z' = 2 x - z,  w = (I + alpha (I - A))^-1 (z' + alpha (B u + b)),  z <- 2 w - z',  x <- prox_alpha(z).
///
/// Converges for every `alpha > 0` where `mu_2(A) < 1`; the optimal step is `1 / L` (``MonotoneOperator``). Needs one
/// inverse a solve.
/// - Source: Winston and Kolter, Monotone operator equilibrium networks, 2020, section 3, after Ryu and Boyd, 2016.
public struct PeacemanRachfordSplitting: EquilibriumMethod {
  public let stepSize: StepSize

  public init(stepSize: StepSize = .optimal) { self.stepSize = stepSize }

  /// - Throws: ``SolverError/notWellPosed(measure:)`` with `mu_2(A)`, for the optimal step where it is not below 1;
  ///   ``SolverError/singular(_:)`` if the resolvent does not exist.
  public func iteration(for problem: EquilibriumProblem) throws(SolverError) -> Iteration {
    let model = problem.model
    let alpha: Double
    switch stepSize {
    case .fixed(let value): alpha = value
    case .optimal: alpha = 1 / (try model.monotoneOperator().lipschitzConstant)
    }
    let identity = Matrix<Double>.identity(model.width)
    do {
      let resolvent = try (identity + alpha * (identity - model.A)).inverse()
      return Iteration(
        alpha: alpha, activation: model.activation, resolvent: resolvent, shift: alpha * problem.offsets)
    } catch {
      throw .singular(error)
    }
  }

  public struct Iteration: EquilibriumIteration {
    let alpha: Double
    let activation: Activation
    /// `(I + alpha (I - A))^-1`
    let resolvent: Matrix<Double>
    /// `alpha (B u + b)`
    let shift: Matrix<Double>
    var auxiliary: Matrix<Double>?

    public mutating func next(after iterate: Iterate) -> Matrix<Double> {
      let reflected = 2 * iterate.states - (auxiliary ?? iterate.states)
      let resolved = (reflected + shift).timesTransposed(resolvent)
      let next = 2 * resolved - reflected
      auxiliary = next
      return next.map { activation.proximal($0, alpha: alpha) }
    }
  }
}

extension EquilibriumMethod where Self == PeacemanRachfordSplitting {
  public static func peacemanRachfordSplitting(stepSize: StepSize = .optimal) -> PeacemanRachfordSplitting {
    PeacemanRachfordSplitting(stepSize: stepSize)
  }
}
