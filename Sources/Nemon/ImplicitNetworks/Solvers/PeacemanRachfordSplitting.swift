import LinearAlgebra

/// Peaceman-Rachford splitting: with an auxiliary point `z`, starting at `z = x`,
///
///     z' = 2 x - z,  w = (I + alpha (I - A))^-1 (z' + alpha (B u + b)),  z <- 2 w - z',  x <- prox_alpha(z).
///
/// Converges for every `alpha > 0` where `mu_2(A) < 1`; the optimal step is `1 / L` (``MonotoneOperator``). Needs one
/// inverse a solve.
/// - Source: Winston and Kolter, Monotone operator equilibrium networks, 2020, section 3, after Ryu and Boyd, 2016.
public struct PeacemanRachfordSplitting: EquilibriumMethod {
  /// `1 / L` of the model, or a number of the caller's.
  public let stepSize: StepSize

  /// - Parameter stepSize: a fixed step must be positive; the method converges with any where `mu_2(A) < 1`.
  public init(stepSize: StepSize = .optimal) { self.stepSize = stepSize }

  /// The iteration for `problem`: computes the resolvent, shape `[n, n]`, and for the optimal step `L`.
  /// - Throws: ``SolverError/notWellPosed(measure:)`` with `mu_2(A)`, for the optimal step where it is not
  ///   below 1; ``SolverError/singular(_:)`` if the resolvent does not exist.
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

  /// One solve: the resolvent and the auxiliary point.
  public struct Iteration: EquilibriumIteration {
    let alpha: Double
    let activation: Activation
    /// `(I + alpha (I - A))^-1`
    let resolvent: Matrix<Double>
    /// `alpha (B u + b)`
    let shift: Matrix<Double>
    var auxiliary: Matrix<Double>?

    /// A step of the auxiliary point, and `prox_alpha` of it. The first call takes the states of `iterate`
    /// for that point, each further one must be given what the last returned.
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
  /// ``PeacemanRachfordSplitting`` with a `stepSize`, at a call site:
  /// `problem.solve(by: .peacemanRachfordSplitting(), until: rule)`.
  public static func peacemanRachfordSplitting(stepSize: StepSize = .optimal) -> PeacemanRachfordSplitting {
    PeacemanRachfordSplitting(stepSize: stepSize)
  }
}
