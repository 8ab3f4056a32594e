import LinearAlgebra

/// The parameters of a fully connected NEMON classifier, in single precision (paper, section 5; spec C6).
///
/// The equilibrium layer is `x = φ(A x + B u + b)` with `A = D⁻¹ T D - diag(|T| 1) + γ I` and `D = diag(exp d)`,
/// the logits are `C x + c`. `T` and `d` are free: for every value of them the matrix measure of `A` in the
/// weights `η = exp(-d)` is at most `γ`.
public struct FullyConnectedNEMON: Hashable, Sendable, Codable {
  /// Numbers of states n, inputs r and classes q.
  public var width, inputs, classes: Int
  /// The largest measure that `A` may have; below 1.
  public var gamma: Float
  /// Slope of the activation below zero: 0 is ReLU.
  public var negativeSlope: Float = 0
  /// `T`, shape `[width, width]`, row-major.
  @PackedFloats public var T: [Float]
  /// `d`, the logarithms of the inverse weights, shape `[width]`.
  @PackedFloats public var d: [Float]
  /// `B`, shape `[width, inputs]`, row-major, and `b`, shape `[width]`.
  @PackedFloats public var B: [Float]
  @PackedFloats public var b: [Float]
  /// `C`, shape `[classes, width]`, row-major, and `c`, shape `[classes]`.
  @PackedFloats public var C: [Float]
  @PackedFloats public var c: [Float]

  /// Random parameters: `B`, `b`, `C`, `c` uniform in ±1/sqrt(fan-in), `d` zero, and `T` uniform such that the
  /// expected row sum of `|T|` is `rowSum`. Iterations to an equilibrium grow with 1 + row sum.
  public init(
    width: Int, inputs: Int, classes: Int, gamma: Float = 0, rowSum: Double = 2,
    randomly generator: RandomGenerator
  ) {
    precondition(gamma < 1, "γ = \(gamma) must be below 1")
    self.width = width
    self.inputs = inputs
    self.classes = classes
    self.gamma = gamma
    func uniform(_ count: Int, within bound: Double, _ name: String) -> [Float] {
      var stream = generator.stream(name)
      return (0..<count).map { _ in Float(stream.uniform(-bound, bound)) }
    }
    T = uniform(width * width, within: 2 * rowSum / Double(width), "T")
    d = [Float](repeating: 0, count: width)
    B = uniform(width * inputs, within: 1 / Double(inputs).squareRoot(), "B")
    b = uniform(width, within: 1 / Double(inputs).squareRoot(), "b")
    C = uniform(classes * width, within: 1 / Double(width).squareRoot(), "C")
    c = uniform(classes, within: 1 / Double(width).squareRoot(), "c")
  }

  /// Whether the two have the same numbers of states, inputs and classes, and complete parameters.
  public func hasShape(of other: FullyConnectedNEMON) -> Bool {
    (width, inputs, classes) == (other.width, other.inputs, other.classes)
      && T.count == other.T.count && d.count == other.d.count && B.count == other.B.count
      && b.count == other.b.count && C.count == other.C.count && c.count == other.c.count
  }
}
