import LinearAlgebra

/// Gradients of a loss for a model's parameters and inputs; each has the shape of what it belongs to.
public struct ModelGradients: Hashable, Sendable {
  /// Shape `[n, n]`.
  public let A: Matrix<Double>
  /// Shape `[n, r]`.
  public let B: Matrix<Double>
  /// Length `n`.
  public let b: [Double]
  /// Shape `[q, n]`.
  public let C: Matrix<Double>
  /// Length `q`.
  public let c: [Double]
  /// Shape `[batch, r]`.
  public let inputs: Matrix<Double>
}

/// A way to the adjoint state.
public enum AdjointMethod: Hashable, Sendable, Codable {
  /// The average iteration with the forward step `alpha*`; needs `mu(A) < 1` in the model's weights.
  case averageIteration
  /// One dense linear system a sample; works wherever the equilibrium is differentiable, for MON's models too.
  case linearSolve
}

extension EquilibriumProblem {
  /// The adjoint state `w = A' J w + g` of every sample, `J = diag(Phi'(A x + B u + b))`.
  ///
  /// The average iteration's matrix is the transpose of one that shrinks the weighted max norm, so it shrinks
  /// the dual norm `sum_i eta_i |w_i|` by the same factor. The residual is measured, absolutely, in that
  /// norm; no forward iteration is unrolled.
  /// - Parameters:
  ///   - x: the equilibrium, shape `[batch, n]`.
  ///   - g: the loss's gradient for `x`, shape `[batch, n]`.
  ///   - method: an iteration from `w = g`, or one linear system a sample.
  ///   - rule: the residual that is accepted, also of ``AdjointMethod/linearSolve``.
  /// - Returns: `w`, shape `[batch, n]`, and the history of its iteration.
  /// - Throws: ``SolverError``.
  /// - Source: chapter 8, adjoint equation.
  public func adjoint(
    at x: Matrix<Double>, gradient g: Matrix<Double>, by method: AdjointMethod = .averageIteration,
    until rule: StoppingRule
  ) throws(SolverError) -> Equilibrium {
    let slopes = model.activation.derivatives(at: preactivations(of: x))
    var w = g
    var alpha = 1.0
    var history = ConvergenceHistory()
    switch method {
    case .averageIteration: alpha = try StepSize.optimal.value(for: model)
    case .linearSolve: w = try solvedAdjoint(slopes: slopes, gradient: g)
    }
    while true {
      let image = w.combined(with: slopes, *) * model.A + g
      let residual = (image - w).rowDualNorms(weights: model.weights).norm(in: .infinity)
      history.residuals.append(residual)
      if residual <= rule.residual { return Equilibrium(states: w, history: history) }
      guard residual.isFinite else { throw .notFinite(iteration: history.iterations) }
      guard method == .averageIteration, history.iterations < rule.iterations else {
        throw .notConverged(residual: residual, iterations: history.iterations)
      }
      w = w.combined(with: image) { (1 - alpha) * $0 + alpha * $1 }
    }
  }

  /// `(I - A' J)^-1 g` for every sample.
  private func solvedAdjoint(
    slopes: Matrix<Double>, gradient g: Matrix<Double>
  ) throws(SolverError) -> Matrix<Double> {
    var w = g
    let n = model.width
    for k in 0..<g.rows {
      let system = Matrix(rows: n, columns: n) { i, j in
        (i == j ? 1 : 0) - model.A[j, i] * slopes[k, j]
      }
      do {
        w[row: k] = try system.solve(g[row: k])
      } catch {
        throw .singular(error)
      }
    }
    return w
  }
}

extension ImplicitModel {
  /// Gradients of a loss at the equilibrium, by the implicit function theorem.
  ///
  /// With `v = J w` (``EquilibriumProblem/adjoint(at:gradient:by:until:)``) and sums over the batch:
  /// `dL/dA = v x'`, `dL/dB = v u'`, `dL/db = v`, `dL/du = B' v`. Exact where the activation is
  /// differentiable at the equilibrium; at a ReLU's kink the slope from the left is used.
  /// - Parameters:
  ///   - x: the equilibrium, shape `[batch, n]`; that it is one is not checked.
  ///   - u: the inputs, shape `[batch, r]`.
  ///   - gradient: the loss's gradient for the outputs, shape `[batch, q]`.
  ///   - method: how the adjoint state is found.
  ///   - rule: for the adjoint's residual.
  /// - Throws: ``SolverError``, ``ModelError``.
  /// - Source: chapter 8, adjoint equation.
  public func implicitDifferentiation(
    at x: Matrix<Double>, inputs u: Matrix<Double>, outputGradient gradient: Matrix<Double>,
    by method: AdjointMethod = .averageIteration, until rule: StoppingRule
  ) throws -> ModelGradients {
    let problem = try EquilibriumProblem(model: self, inputs: u)
    let w = try problem.adjoint(at: x, gradient: gradient * C, by: method, until: rule).states
    let v = w.combined(with: activation.derivatives(at: problem.preactivations(of: x)), *)
    return ModelGradients(
      A: v.transposedTimes(x), B: v.transposedTimes(u), b: v.columnSums,
      C: gradient.transposedTimes(x), c: gradient.columnSums, inputs: v * B)
  }
}
