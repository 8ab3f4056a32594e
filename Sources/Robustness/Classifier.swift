import ImplicitNetworks
import LinearAlgebra

/// Something that turns inputs into logits and can be differentiated for its inputs.
///
/// A sample is a row: inputs have shape `[batch, inputs]`, logits `[batch, classes]`.
public protocol Classifier<Scalar>: Sendable {
  associatedtype Scalar: MatrixScalar

  func logits(of inputs: Matrix<Scalar>) throws -> Matrix<Scalar>

  /// The gradient for the inputs of a loss, shape `[batch, inputs]`.
  /// - Parameter lossGradient: from the logits to the loss's gradient for them, both `[batch, classes]`; row k of the
  ///   result depends on row k of it alone.
  func inputGradient(
    at inputs: Matrix<Scalar>, of lossGradient: (_ logits: Matrix<Scalar>) throws -> Matrix<Scalar>
  ) throws -> Matrix<Scalar>
}

extension Classifier {
  /// The share of samples whose largest logit is the label's; NaN for an empty batch.
  @inlinable
  public func accuracy(on inputs: Matrix<Scalar>, labels: [Int]) throws -> Double {
    let rows = try logits(of: inputs).rowVectors
    return Double(zip(rows, labels).count { $0.predictedClass == $1 }) / Double(labels.count)
  }
}

/// An implicit model with the way in which its equations are solved.
public struct ImplicitClassifier: Classifier {
  public let model: ImplicitModel
  public let method: any EquilibriumMethod
  public let adjoint: AdjointMethod
  /// For the equilibrium and for the adjoint.
  public let rule: StoppingRule

  /// The default methods need `mu(A) < 1` in the model's weights; for MON's models take ``PeacemanRachfordSplitting``
  /// and ``AdjointMethod/linearSolve`` (both from ImplicitNetworks).
  public init(
    model: ImplicitModel, by method: some EquilibriumMethod = AverageIteration(),
    adjoint: AdjointMethod = .averageIteration, until rule: StoppingRule = .residual(below: 1e-9)
  ) {
    self.model = model
    self.method = method
    self.adjoint = adjoint
    self.rule = rule
  }

  public func logits(of inputs: Matrix<Double>) throws -> Matrix<Double> {
    model.outputs(of: try equilibrium(for: inputs))
  }

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

/// A classifier of normalised inputs, seen from pixels in [0, 1]: `u = (p - mean) / deviation`.
///
/// Attacks and radii are in pixel units then.
public struct PixelClassifier<Base: Classifier>: Classifier {
  public let base: Base
  /// One a pixel.
  public let means: [Base.Scalar]
  /// One a pixel, positive.
  public let deviations: [Base.Scalar]

  /// - Parameters:
  ///   - means: one a channel; the channels of an image follow each other in its row.
  ///   - deviations: one a channel.
  ///   - pixels: in each channel.
  @inlinable
  public init(_ base: Base, means: [Base.Scalar], deviations: [Base.Scalar], pixels: Int) {
    require(
      means.count == deviations.count && deviations.allSatisfy { $0 > 0 },
      "normalisation by the means \(means) and deviations \(deviations)")
    self.base = base
    self.means = means.flatMap { Array(repeating: $0, count: pixels) }
    self.deviations = deviations.flatMap { Array(repeating: $0, count: pixels) }
  }

  /// `1 / deviation` of every pixel, for ``StateSensitivity``.
  public var inputScale: [Double] { deviations.map { 1 / Double($0) } }

  @inlinable
  public func logits(of inputs: Matrix<Base.Scalar>) throws -> Matrix<Base.Scalar> {
    try base.logits(of: normalized(inputs))
  }

  @inlinable
  public func inputGradient(
    at inputs: Matrix<Base.Scalar>, of lossGradient: (Matrix<Base.Scalar>) throws -> Matrix<Base.Scalar>
  ) throws -> Matrix<Base.Scalar> {
    let gradient = try base.inputGradient(at: normalized(inputs), of: lossGradient)
    return Matrix(rows: gradient.rows, columns: gradient.columns) { gradient[$0, $1] / deviations[$1] }
  }

  @inlinable
  func normalized(_ inputs: Matrix<Base.Scalar>) -> Matrix<Base.Scalar> {
    require(
      inputs.columns == means.count, "\(inputs.shape) inputs for a classifier of \(means.count) pixels")
    return Matrix(rows: inputs.rows, columns: inputs.columns) {
      (inputs[$0, $1] - means[$1]) / deviations[$1]
    }
  }
}
