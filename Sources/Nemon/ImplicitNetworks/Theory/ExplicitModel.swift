import LinearAlgebra

/// The explicit network of the same size as an ``ImplicitModel``, without its feedback: `x = Phi(B u + b)`,
/// `y = C x + c`. The yardstick beside which implicit networks are measured.
///
/// `n` is the width, `r` the number of inputs, `q` the number of outputs. It has `n^2` parameters fewer.
/// - Source: chapter 1, the implicit equation with `A = 0`.
public struct ExplicitModel: Hashable, Sendable {
  /// Shape `[n, r]`.
  public let B: Matrix<Double>
  /// Length `n`.
  public let b: [Double]
  /// Shape `[q, n]`.
  public let C: Matrix<Double>
  /// Length `q`.
  public let c: [Double]
  /// `Phi`, the same for all units.
  public let activation: Activation

  /// - Parameters:
  ///   - B: shape `[n, r]`.
  ///   - b: length `n`; zero if nil.
  ///   - C: shape `[q, n]`.
  ///   - c: length `q`; zero if nil.
  ///   - activation: ReLU by default.
  /// - Throws: ``ModelError``.
  public init(
    B: Matrix<Double>, b: [Double]? = nil, C: Matrix<Double>, c: [Double]? = nil,
    activation: Activation = .relu
  ) throws(ModelError) {
    let n = B.rows
    let (b, c) = (b ?? Array(repeating: 0, count: n), c ?? Array(repeating: 0, count: C.rows))
    try checkShape("b", Shape(rows: b.count, columns: 1), Shape(rows: n, columns: 1))
    try checkShape("C", C.shape, Shape(rows: C.rows, columns: n))
    try checkShape("c", Shape(rows: c.count, columns: 1), Shape(rows: C.rows, columns: 1))
    let entries = [("B", B.elements), ("b", b), ("C", C.elements), ("c", c)]
    for (name, values) in entries where !values.allSatisfy(\.isFinite) {
      throw .notFinite(parameter: name)
    }
    if case .leakyReLU(let slope) = activation, !(0...1 ~= slope) { throw .slopeOutsideUnit(slope) }
    (self.B, self.b, self.C, self.c, self.activation) = (B, b, C, c, activation)
  }

  /// The number of hidden units, `n`.
  public var width: Int { B.rows }
  /// The number of inputs, `r`.
  public var inputs: Int { B.columns }
  /// The number of outputs, `q`.
  public var outputs: Int { C.rows }

  /// `B u + b` for every row of `u`, shape `[batch, r]`; the result has shape `[batch, n]`.
  /// - Throws: ``ModelError``.
  public func preactivations(for u: Matrix<Double>) throws(ModelError) -> Matrix<Double> {
    try checkShape("inputs", u.shape, Shape(rows: u.rows, columns: inputs))
    guard u.isFinite else { throw .notFinite(parameter: "inputs") }
    return u.timesTransposed(B).addingToRows(b)
  }

  /// `C Phi(B u + b) + c` for every row of `u`, shape `[batch, r]`; the result has shape `[batch, q]`.
  /// - Throws: ``ModelError``.
  public func outputs(for u: Matrix<Double>) throws(ModelError) -> Matrix<Double> {
    activation.values(of: try preactivations(for: u)).timesTransposed(C).addingToRows(c)
  }

  /// Gradients of a loss by backpropagation.
  ///
  /// With `v = Phi'(B u + b) C' g` and sums over the batch: `dL/dC = g x'`, `dL/dc = g`, `dL/dB = v u'`, `dL/db = v`,
  /// `dL/du = B' v`. At a ReLU's kink the slope from the left is used.
  /// - Parameters:
  ///   - u: the inputs, shape `[batch, r]`.
  ///   - g: the loss's gradient for the outputs, shape `[batch, q]`.
  /// - Throws: ``ModelError``.
  public func backpropagation(
    inputs u: Matrix<Double>, outputGradient g: Matrix<Double>
  ) throws(ModelError) -> ExplicitGradients {
    try checkShape("outputGradient", g.shape, Shape(rows: u.rows, columns: outputs))
    let z = try preactivations(for: u)
    let v = (g * C).combined(with: activation.derivatives(at: z), *)
    return ExplicitGradients(
      B: v.transposedTimes(u), b: v.columnSums, C: g.transposedTimes(activation.values(of: z)),
      c: g.columnSums, inputs: v * B)
  }
}

/// Gradients of a loss for an explicit model's parameters and inputs; each has the shape of what it belongs to.
public struct ExplicitGradients: Hashable, Sendable {
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
