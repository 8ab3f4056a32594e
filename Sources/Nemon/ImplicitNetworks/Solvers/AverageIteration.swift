import LinearAlgebra

/// The average iteration `x <- (1 - alpha) x + alpha N(x)`.
///
/// For `0 < alpha <= alpha* = 1 / (1 - min_i (a_ii)^-)` and `mu(A) < 1` it shrinks distances in the model's norm by
/// `1 - alpha (1 - mu(A)^+)` a step, which is smallest at `alpha*`. Beyond `alpha*` nothing is proved.
/// - Source: claim C3; chapter 5, theorem on the average iteration.
public struct AverageIteration: EquilibriumMethod {
  /// `alpha*` of the model, or a number of the caller's.
  public let stepSize: StepSize

  /// - Parameter stepSize: a fixed step is taken as it is; above `alpha*` the iteration may diverge.
  public init(stepSize: StepSize = .optimal) { self.stepSize = stepSize }

  /// The iteration with this step for the model of `problem`.
  /// - Throws: ``SolverError/notWellPosed(measure:)`` for the optimal step where the measure, in the model's
  ///   weights, is not below 1.
  public func iteration(for problem: EquilibriumProblem) throws(SolverError) -> Iteration {
    Iteration(alpha: try stepSize.value(for: problem.model))
  }

  /// One solve; nothing but the step is kept.
  public struct Iteration: EquilibriumIteration {
    let alpha: Double

    /// `(1 - alpha) x + alpha N(x)` for every sample of `iterate`.
    public func next(after iterate: Iterate) -> Matrix<Double> {
      iterate.states.combined(with: iterate.images) { (1 - alpha) * $0 + alpha * $1 }
    }
  }
}

extension StepSize {
  /// The average iteration's step for a model.
  func value(for model: ImplicitModel) throws(SolverError) -> Double {
    switch self {
    case .fixed(let alpha): return alpha
    case .optimal:
      let measure = model.measure
      guard measure < 1 else { throw .notWellPosed(measure: measure) }
      return model.optimalStepSize
    }
  }
}

extension EquilibriumMethod where Self == AverageIteration {
  /// ``AverageIteration`` with a `stepSize`, at a call site:
  /// `problem.solve(by: .averageIteration(stepSize: .optimal), until: rule)`.
  public static func averageIteration(stepSize: StepSize = .optimal) -> AverageIteration {
    AverageIteration(stepSize: stepSize)
  }
}
