import LinearAlgebra

/// The free parameters of a fully connected NEMON layer, in single precision (claim C6).
///
/// `A = D⁻¹ T D - diag(|T| 1) + γ I` with `D = diag(exp d)`: for every `T` and `d` the matrix measure of `A` in the
/// weights `η = exp(-d)` is at most `γ`.
public struct NEMONLayer: LayerParameters {
  /// The largest measure that `A` may have; below 1.
  public var gamma: Float
  /// `T`, shape `[width, width]`, row-major.
  @PackedFloats public var T: [Float]
  /// `d`, the logarithms of the inverse weights, shape `[width]`.
  @PackedFloats public var d: [Float]

  /// `d` zero, and `T` uniform such that the expected row sum of `|T|` is `rowSum`. Iterations to an equilibrium grow
  /// with 1 + row sum.
  /// - Parameters:
  ///   - width: the number of states n.
  ///   - gamma: the largest measure that `A` may have, below 1; 0 is the released code's.
  ///   - rowSum: of `|T|`, expected; the largest possible is twice that.
  ///   - generator: `T` is drawn from its stream `T`.
  public init(width: Int, gamma: Float = 0, rowSum: Double = 2, randomly generator: RandomGenerator) {
    precondition(gamma < 1, "γ = \(gamma) must be below 1")
    self.gamma = gamma
    T = generator.uniform(width * width, within: 2 * rowSum / Double(width), "T")
    d = [Float](repeating: 0, count: width)
  }

  public var family: NetworkFamily { .nemon(gamma: gamma) }

  /// `T`, then `d`.
  public var free: [[Float]] {
    get { [T, d] }
    set { (T, d) = (newValue[0], newValue[1]) }
  }

  /// `A` in double precision and the weights `exp(-d)`, in which its measure is at most `gamma`.
  /// - Precondition: `T` has `width * width` entries.
  /// - Throws: ``ParametersError``.
  public func matrix(width: Int) throws -> (A: Matrix<Double>, weights: Weights?) {
    let parameters = try parameters(width: width)
    return (parameters.A, parameters.weights)
  }

  func parameters(width: Int) throws(ParametersError) -> NEMONParameters {
    try NEMONParameters(
      T: Matrix(rows: width, columns: width, elements: T.map(Double.init)), d: d.map(Double.init),
      gamma: Double(gamma))
  }
}

/// A fully connected NEMON classifier.
public typealias FullyConnectedNEMON = FullyConnectedNetwork<NEMONLayer>

extension FullyConnectedNetwork where Layer == NEMONLayer {
  /// Random parameters; see ``NEMONLayer/init(width:gamma:rowSum:randomly:)``.
  /// - Parameters:
  ///   - width: the number of states n.
  ///   - inputs: the number of inputs r.
  ///   - classes: the number of classes q.
  ///   - gamma: the largest measure that `A` may have, below 1.
  ///   - rowSum: of `|T|`, expected.
  ///   - generator: each parameter is drawn from the stream of its name.
  public init(
    width: Int, inputs: Int, classes: Int, gamma: Float = 0, rowSum: Double = 2,
    randomly generator: RandomGenerator
  ) {
    self.init(
      NEMONLayer(width: width, gamma: gamma, rowSum: rowSum, randomly: generator), width: width,
      inputs: inputs, classes: classes, randomly: generator)
  }
}
