import LinearAlgebra

/// A batch of fixed-point equations `x = Phi(A x + B u + b)`.
///
///     let problem = try EquilibriumProblem(model: model, inputs: U)
///     let equilibrium = try problem.solve(
///       by: .averageIteration(stepSize: .optimal), until: .residual(below: 1e-12))
///
/// A sample is a row: states have shape `[batch, n]`, inputs `[batch, r]`.
public struct EquilibriumProblem: Hashable, Sendable {
  /// The model whose equilibria are sought; its weights define the norm of the residual.
  public let model: ImplicitModel
  /// `B u + b` for every sample, shape `[batch, n]`.
  public let offsets: Matrix<Double>

  /// - Parameters:
  ///   - model: need not be well posed.
  ///   - inputs: shape `[batch, r]`; an empty batch has an empty solution.
  /// - Throws: ``ModelError`` if the shape does not fit or an input is not finite.
  public init(model: ImplicitModel, inputs: Matrix<Double>) throws(ModelError) {
    try checkShape("inputs", inputs.shape, Shape(rows: inputs.rows, columns: model.inputs))
    guard inputs.isFinite else { throw .notFinite(parameter: "inputs") }
    self.model = model
    offsets = inputs.timesTransposed(model.B).addingToRows(model.b)
  }

  /// `A x + B u + b` for every sample, shape `[batch, n]`.
  public func preactivations(of x: Matrix<Double>) -> Matrix<Double> {
    x.timesTransposed(model.A) + offsets
  }

  /// Iterates from `start` to the equilibrium.
  ///
  /// Nothing is kept between calls: equal calls give equal results. The residual of a batch is the largest
  /// `|Phi(A x + B u + b) - x|` of a sample in the model's weighted max norm; it is absolute, and rounding keeps it
  /// above some `2^-52` times the size of `|A| |x| + |B u + b|`.
  /// - Parameters:
  ///   - method: see ``EquilibriumMethod``.
  ///   - rule: when to stop.
  ///   - start: shape `[batch, n]`; zero if nil.
  /// - Throws: ``SolverError``.
  public func solve(
    by method: some EquilibriumMethod, until rule: StoppingRule, from start: Matrix<Double>? = nil
  ) throws(SolverError) -> Equilibrium {
    var iterate = evaluated(try checked(start))
    var iteration = try method.iteration(for: self)
    var history = ConvergenceHistory()
    while true {
      history.residuals.append(iterate.residual)
      if iterate.residual <= rule.residual {
        return Equilibrium(states: iterate.states, history: history)
      }
      guard iterate.residual.isFinite else { throw .notFinite(iteration: history.iterations) }
      guard history.iterations < rule.iterations else {
        throw .notConverged(residual: iterate.residual, iterations: history.iterations)
      }
      iterate = evaluated(try iteration.next(after: iterate))
    }
  }

  /// The states after 0, 1, ..., `steps` steps of a method: for the average iteration and for ``Picard``, the layers of a
  /// weight-tied network of that depth.
  /// - Parameter start: shape `[batch, n]`; zero if nil.
  /// - Returns: `steps + 1` matrices of shape `[batch, n]`.
  /// - Throws: ``SolverError``, never ``SolverError/notConverged(residual:iterations:)``.
  /// - Source: claim C9; chapter 9, theorem on finite depth.
  public func trajectory(
    of method: some EquilibriumMethod, steps: Int, from start: Matrix<Double>? = nil
  ) throws(SolverError) -> [Matrix<Double>] {
    var states = [try checked(start)]
    var iteration = try method.iteration(for: self)
    for _ in 0..<steps { states.append(try iteration.next(after: evaluated(states[states.count - 1]))) }
    return states
  }

  private func checked(_ start: Matrix<Double>?) throws(SolverError) -> Matrix<Double> {
    guard let start else { return Matrix(rows: offsets.rows, columns: offsets.columns) }
    guard start.shape == offsets.shape else {
      throw .startShape(expected: offsets.shape, found: start.shape)
    }
    return start
  }

  private func evaluated(_ x: Matrix<Double>) -> Iterate {
    let preactivations = preactivations(of: x)
    let images = model.activation.values(of: preactivations)
    let residuals = (images - x).rowNorms(in: model.norm)
    return Iterate(states: x, preactivations: preactivations, images: images, residuals: residuals)
  }
}

/// A solution with the way to it.
public struct Equilibrium: Hashable, Sendable {
  /// Shape `[batch, n]`.
  public let states: Matrix<Double>
  /// The residuals on the way; the last is that of ``states``. For an equilibrium of the problem they are in
  /// the model's weighted max norm, for an adjoint state in its dual norm.
  public let history: ConvergenceHistory
}

/// When a solver stops.
public struct StoppingRule: Hashable, Sendable, Codable {
  /// The largest residual accepted, in the model's weighted max norm, absolute.
  public let residual: Double
  /// The most iterations spent before giving up.
  public let iterations: Int

  /// Stops as soon as the largest residual of the batch is at most `tolerance`.
  /// - Parameters:
  ///   - tolerance: absolute, in the norm of the solve. Rounding keeps residuals above some `2^-52` of the
  ///     states' size.
  ///   - iterations: the most steps before the solver gives up with
  ///     ``SolverError/notConverged(residual:iterations:)``.
  public static func residual(below tolerance: Double, within iterations: Int = 100_000) -> StoppingRule {
    StoppingRule(residual: tolerance, iterations: iterations)
  }
}

/// Why a solver stopped without a solution.
public enum SolverError: Error, Equatable {
  /// The residual (in the norm of the solver's problem) that was left after so many iterations.
  case notConverged(residual: Double, iterations: Int)
  /// An iterate, or its image, had an infinite or NaN entry.
  case notFinite(iteration: Int)
  /// The step was to be chosen by a theory that needs a matrix measure below 1.
  case notWellPosed(measure: Double)
  /// A linear system of the method had no unique solution.
  case singular(SingularMatrix)
  /// The states to start from have not the shape `[batch, n]`.
  case startShape(expected: Shape, found: Shape)
}
