import LinearAlgebra

/// Gradients of a loss for a model's parameters and inputs; each has the shape of what it belongs to.
public struct ModelGradients: Hashable, Sendable {
  public let A: Matrix<Double>
  public let B: Matrix<Double>
  public let b: [Double]
  public let C: Matrix<Double>
  public let c: [Double]
  /// Shape `[batch, r]`.
  public let inputs: Matrix<Double>
}

extension EquilibriumProblem {
  /// The adjoint state `w = A' J w + g` of every sample, `J = diag(Phi'(A x + B u + b))`.
  ///
  /// Solved by the average iteration with the forward step `alpha*`: its matrix is the transpose of one that shrinks
  /// the weighted max norm, so it shrinks the dual norm `sum_i eta_i |w_i|` by the same factor. The residual is
  /// measured, absolutely, in that norm; no forward iteration is unrolled.
  /// - Parameters:
  ///   - x: the equilibrium, shape `[batch, n]`.
  ///   - g: the loss's gradient for `x`, shape `[batch, n]`.
  /// - Returns: `w`, shape `[batch, n]`, and the history of its iteration.
  /// - Throws: ``SolverError``.
  /// - Source: spec section 4.
  public func adjoint(
    at x: Matrix<Double>, gradient g: Matrix<Double>, until rule: StoppingRule
  ) throws(SolverError) -> Equilibrium {
    let alpha = try StepSize.optimal.value(for: model)
    let slopes = model.activation.derivatives(at: preactivations(of: x))
    var w = g
    var history = ConvergenceHistory()
    while true {
      let image = w.combined(with: slopes, *) * model.A + g
      let residual = (image - w).rowDualNorms(weights: model.weights).norm(in: .infinity)
      history.residuals.append(residual)
      if residual <= rule.residual { return Equilibrium(states: w, history: history) }
      guard residual.isFinite else { throw .notFinite(iteration: history.iterations) }
      guard history.iterations < rule.iterations else {
        throw .notConverged(residual: residual, iterations: history.iterations)
      }
      w = w.combined(with: image) { (1 - alpha) * $0 + alpha * $1 }
    }
  }
}

extension ImplicitModel {
  /// Gradients of a loss at the equilibrium, by the implicit function theorem.
  ///
  /// With `v = J w` (``EquilibriumProblem/adjoint(at:gradient:until:)``) and sums over the batch:
  /// `dL/dA = v x'`, `dL/dB = v u'`, `dL/db = v`, `dL/du = B' v`. Exact where the activation is differentiable at the
  /// equilibrium; at a ReLU's kink the slope from the left is used.
  /// - Parameters:
  ///   - x: the equilibrium, shape `[batch, n]`.
  ///   - u: the inputs, shape `[batch, r]`.
  ///   - gradient: the loss's gradient for the outputs, shape `[batch, q]`.
  ///   - rule: for the adjoint's residual.
  /// - Throws: ``SolverError``, ``ModelError``.
  /// - Source: spec section 4.
  public func implicitDifferentiation(
    at x: Matrix<Double>, inputs u: Matrix<Double>, outputGradient gradient: Matrix<Double>,
    until rule: StoppingRule
  ) throws -> ModelGradients {
    let problem = try EquilibriumProblem(model: self, inputs: u)
    let w = try problem.adjoint(at: x, gradient: gradient * C, until: rule).states
    let v = w.combined(with: activation.derivatives(at: problem.preactivations(of: x)), *)
    return ModelGradients(
      A: v.transposedTimes(x), B: v.transposedTimes(u), b: v.columnSums,
      C: gradient.transposedTimes(x), c: gradient.columnSums, inputs: v * B)
  }
}
