import LinearAlgebra

/// Forward-backward splitting `x <- prox_alpha( (1 - alpha) x + alpha (A x + B u + b) )`.
///
/// Converges for `0 < alpha < 2 m / L^2` (``MonotoneOperator``); the optimal step is `m / L^2`.
/// For ReLU the proximal operator is ReLU itself; see ``Activation/proximal(_:alpha:)``.
/// - Source: Winston and Kolter, Monotone operator equilibrium networks, 2020, section 3.
public struct ForwardBackwardSplitting: EquilibriumMethod {
  /// `m / L^2` of the model, or a number of the caller's.
  public let stepSize: StepSize

  /// - Parameter stepSize: a fixed step must be positive; below `2 m / L^2` the method converges.
  public init(stepSize: StepSize = .optimal) { self.stepSize = stepSize }

  /// The iteration with this step for the model of `problem`. The optimal one takes an eigenvalue and a
  /// singular value, some `n^3` operations.
  /// - Throws: ``SolverError/notWellPosed(measure:)`` with `mu_2(A)`, for the optimal step where it is not
  ///   below 1.
  public func iteration(for problem: EquilibriumProblem) throws(SolverError) -> Iteration {
    let alpha: Double
    switch stepSize {
    case .fixed(let value): alpha = value
    case .optimal: alpha = try problem.model.monotoneOperator().forwardBackwardStepSize
    }
    return Iteration(alpha: alpha, activation: problem.model.activation)
  }

  /// One solve; nothing but the step is kept.
  public struct Iteration: EquilibriumIteration {
    let alpha: Double
    let activation: Activation

    /// `prox_alpha( (1 - alpha) x + alpha (A x + B u + b) )` for every sample of `iterate`.
    public func next(after iterate: Iterate) -> Matrix<Double> {
      iterate.states.combined(with: iterate.preactivations) { x, z in
        activation.proximal((1 - alpha) * x + alpha * z, alpha: alpha)
      }
    }
  }
}

extension EquilibriumMethod where Self == ForwardBackwardSplitting {
  /// ``ForwardBackwardSplitting`` with a `stepSize`, at a call site:
  /// `problem.solve(by: .forwardBackwardSplitting(), until: rule)`.
  public static func forwardBackwardSplitting(stepSize: StepSize = .optimal) -> ForwardBackwardSplitting {
    ForwardBackwardSplitting(stepSize: stepSize)
  }
}
