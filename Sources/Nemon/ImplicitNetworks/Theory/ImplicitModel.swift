import LinearAlgebra

/// An implicit network: `x = Phi(A x + B u + b)`, `y = C x + c`.
///
///     let model = try ImplicitModel(A: A, B: B, b: b, C: C, c: c, activation: .relu)
///
/// `n` is the width, `r` the number of inputs, `q` the number of outputs.
/// - Source: chapter 1, the implicit equation.
public struct ImplicitModel: Hashable, Sendable {
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
  /// `Phi`, the same for all units.
  public let activation: Activation
  /// The weights `eta` of the norm in which this model is measured, length `n`.
  public let weights: Weights

  /// - Parameters:
  ///   - A: shape `[n, n]`; any finite matrix, also where the model is not well posed.
  ///   - B: shape `[n, r]`.
  ///   - b: length `n`; zero if nil.
  ///   - C: shape `[q, n]`.
  ///   - c: length `q`; zero if nil.
  ///   - activation: ReLU by default.
  ///   - weights: length `n`; one if nil; see ``ImplicitModel/withOptimalWeights(tolerance:)``.
  /// - Throws: ``ModelError``.
  public init(
    A: Matrix<Double>, B: Matrix<Double>, b: [Double]? = nil, C: Matrix<Double>, c: [Double]? = nil,
    activation: Activation = .relu, weights: Weights? = nil
  ) throws(ModelError) {
    let n = A.rows
    let (b, c) = (b ?? Array(repeating: 0, count: n), c ?? Array(repeating: 0, count: C.rows))
    let weights = weights ?? .ones(n)
    try checkShape("A", A.shape, Shape(rows: n, columns: n))
    try checkShape("B", B.shape, Shape(rows: n, columns: B.columns))
    try checkShape("b", Shape(rows: b.count, columns: 1), Shape(rows: n, columns: 1))
    try checkShape("C", C.shape, Shape(rows: C.rows, columns: n))
    try checkShape("c", Shape(rows: c.count, columns: 1), Shape(rows: C.rows, columns: 1))
    try checkShape("weights", Shape(rows: weights.count, columns: 1), Shape(rows: n, columns: 1))
    let entries = [("A", A.elements), ("B", B.elements), ("b", b), ("C", C.elements), ("c", c)]
    for (name, values) in entries where !values.allSatisfy(\.isFinite) {
      throw .notFinite(parameter: name)
    }
    if case .leakyReLU(let slope) = activation, !(0...1 ~= slope) { throw .slopeOutsideUnit(slope) }
    (self.A, self.B, self.b, self.C, self.c) = (A, B, b, C, c)
    self.activation = activation
    self.weights = weights
  }

  /// The number of hidden units, `n`.
  public var width: Int { A.rows }
  /// The number of inputs, `r`.
  public var inputs: Int { B.columns }
  /// The number of outputs, `q`.
  public var outputs: Int { C.rows }

  /// `C x + c` for every row of `x`, shape `[batch, n]`; the result has shape `[batch, q]`.
  public func outputs(of x: Matrix<Double>) -> Matrix<Double> {
    x.timesTransposed(C).addingToRows(c)
  }
}

/// What can be wrong with a model's parameters or inputs.
public enum ModelError: Error, Equatable {
  /// `parameter` has shape `found` where its neighbours need `expected`.
  case shape(parameter: String, expected: Shape, found: Shape)
  /// An entry of `parameter` is infinite or NaN.
  case notFinite(parameter: String)
  /// A leaky ReLU's slope must lie in [0, 1].
  case slopeOutsideUnit(Double)
}

func checkShape(_ parameter: String, _ found: Shape, _ expected: Shape) throws(ModelError) {
  if found != expected { throw .shape(parameter: parameter, expected: expected, found: found) }
}
