import ImplicitNetworks
import LinearAlgebra

/// Something that turns inputs into logits and can be differentiated for its inputs.
///
/// A sample is a row: inputs have shape `[batch, inputs]`, logits `[batch, classes]`.
public protocol Classifier<Scalar>: Sendable {
  /// `Double` for theory, `Float` for training code.
  associatedtype Scalar: MatrixScalar

  /// The logits of every input, one row each, before the softmax.
  func logits(of inputs: Matrix<Scalar>) throws -> Matrix<Scalar>

  /// The gradient for the inputs of a loss, shape `[batch, inputs]`.
  /// - Parameter lossGradient: from the logits to the loss's gradient for them, both `[batch, classes]`; row k of the
  ///   result depends on row k of it alone.
  func inputGradient(
    at inputs: Matrix<Scalar>, of lossGradient: (_ logits: Matrix<Scalar>) throws -> Matrix<Scalar>
  ) throws -> Matrix<Scalar>
}

/// An implicit model with the way in which its equations are solved.
public struct ImplicitClassifier: Classifier {
  /// The model whose outputs are the logits.
  public let model: ImplicitModel
  /// How the equilibrium is found; one solve a call, from zero.
  public let method: any EquilibriumMethod
  /// How the adjoint state is found.
  public let adjoint: AdjointMethod
  /// For the equilibrium and for the adjoint: absolute residuals, in the model's weighted max norm and in its
  /// dual norm.
  public let rule: StoppingRule

  /// The default methods need `mu(A) < 1` in the model's weights; for MON's models take ``PeacemanRachfordSplitting``
  /// and ``AdjointMethod/linearSolve`` (both from ImplicitNetworks).
  /// - Parameters:
  ///   - model: gives the logits `C x + c`.
  ///   - method: for the equilibrium.
  ///   - adjoint: for gradients.
  ///   - rule: for both; residuals below 1e-9 by default.
  public init(
    model: ImplicitModel, by method: some EquilibriumMethod = AverageIteration(),
    adjoint: AdjointMethod = .averageIteration, until rule: StoppingRule = .residual(below: 1e-9)
  ) {
    self.model = model
    self.method = method
    self.adjoint = adjoint
    self.rule = rule
  }

  /// `C x + c` at the equilibrium `x` of every row of `inputs`.
  /// - Throws: `SolverError`, `ModelError` (from ImplicitNetworks).
  public func logits(of inputs: Matrix<Double>) throws -> Matrix<Double> {
    model.outputs(of: try equilibrium(for: inputs))
  }

  /// `B' J w` at the equilibrium, with the adjoint state `w`; see ``Classifier``.
  /// - Parameters:
  ///   - inputs: shape `[batch, inputs]`.
  ///   - lossGradient: from the logits to the loss's gradient for them.
  /// - Throws: `SolverError`, `ModelError` (from ImplicitNetworks), and what `lossGradient` throws.
  public func inputGradient(
    at inputs: Matrix<Double>, of lossGradient: (Matrix<Double>) throws -> Matrix<Double>
  ) throws -> Matrix<Double> {
    let x = try equilibrium(for: inputs)
    let gradient = try lossGradient(model.outputs(of: x))
    return try model.implicitDifferentiation(
      at: x, inputs: inputs, outputGradient: gradient, by: adjoint, until: rule
    ).inputs
  }

  private func equilibrium(for inputs: Matrix<Double>) throws -> Matrix<Double> {
    try EquilibriumProblem(model: model, inputs: inputs).solve(by: method, until: rule).states
  }
}
