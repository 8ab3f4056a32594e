import ImplicitNetworks
import LinearAlgebra

extension ExplicitModel: Classifier {
  /// The outputs `C Phi(B u + b) + c` of every row of `inputs`.
  /// - Throws: `ModelError` (from ImplicitNetworks).
  public func logits(of inputs: Matrix<Double>) throws -> Matrix<Double> { try outputs(for: inputs) }

  /// The gradient by backpropagation; see ``Classifier``.
  /// - Parameters:
  ///   - inputs: shape `[batch, r]`.
  ///   - lossGradient: from the outputs to the loss's gradient for them.
  /// - Throws: `ModelError` (from ImplicitNetworks), and what `lossGradient` throws.
  public func inputGradient(
    at inputs: Matrix<Double>, of lossGradient: (Matrix<Double>) throws -> Matrix<Double>
  ) throws -> Matrix<Double> {
    try backpropagation(inputs: inputs, outputGradient: lossGradient(outputs(for: inputs))).inputs
  }
}

/// Upper bounds of the Lipschitz constant from inputs `u` to outputs `y`, both in the max norm.
extension ExplicitModel {
  /// `||B||_inf ||C||_inf`: the product of the layers' norms, as slopes are at most 1.
  public var productOfNorms: Double { B.norm(in: .infinity) * C.norm(in: .infinity) }

  /// The sensitivity `|B| scale` of its states, for bounds of logit differences, certified radii and the entrywise bound
  /// `|| |C| |B| ||_inf`, which is never above ``productOfNorms``.
  ///
  /// It is what the Metzler bound of an implicit model is for `A = 0`.
  /// - Parameter inputScale: as in ``StateSensitivity/metzler(of:inputScale:)``.
  public func sensitivity(inputScale: [Double]? = nil) -> StateSensitivity {
    StateSensitivity(
      values: B.absolute * (inputScale ?? Array(repeating: 1, count: inputs)).map(\.magnitude))
  }
}
