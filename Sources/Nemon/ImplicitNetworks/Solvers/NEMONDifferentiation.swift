import LinearAlgebra

/// The cross-entropy of a NEMON network on a batch, with its gradients for everything that is trained and for the
/// inputs. Each has the shape of what it belongs to.
public struct NEMONGradients: Hashable, Sendable {
  /// The mean cross-entropy.
  public let loss: Double
  /// Shape `[n, n]`.
  public let T: Matrix<Double>
  /// For the logarithms of `1 / eta`, length `n`.
  public let d: [Double]
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

extension NEMONParameters {
  /// The cross-entropy and its gradients at the equilibrium, without unrolling: the plain reference for the fast
  /// training code.
  /// - Parameters:
  ///   - model: these parameters' model, from ``model(B:b:C:c:activation:)``.
  ///   - inputs: shape `[batch, r]`.
  ///   - labels: one a row.
  ///   - rule: for the equilibrium and for the adjoint.
  /// - Throws: ``SolverError``, ``ModelError``, ``LabelError``.
  /// - Source: chapter 8, adjoint equation.
  public func crossEntropyGradients(
    of model: ImplicitModel, inputs: Matrix<Double>, labels: [Int], until rule: StoppingRule
  ) throws -> NEMONGradients {
    let x = try EquilibriumProblem(model: model, inputs: inputs)
      .solve(by: .averageIteration(), until: rule).states
    let loss = try CrossEntropy.loss(of: model.outputs(of: x), labels: labels)
    let all = try model.implicitDifferentiation(
      at: x, inputs: inputs, outputGradient: loss.gradient, until: rule)
    let own = gradients(fromA: all.A)
    return NEMONGradients(
      loss: loss.value, T: own.T, d: own.d, B: all.B, b: all.b, C: all.C, c: all.c, inputs: all.inputs)
  }
}
