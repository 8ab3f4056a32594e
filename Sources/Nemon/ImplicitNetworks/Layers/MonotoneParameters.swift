import LinearAlgebra

/// MON's free parameters: `W = (1 - m) I - P'P + Q - Q'` has `mu_2(W) <= 1 - m` for all `P` and `Q`.
///
/// - Source: Winston and Kolter, Monotone operator equilibrium networks, 2020, section 3.
public struct MonotoneParameters<Scalar: MatrixScalar>: Hashable, Sendable {
  /// Shape `[n, n]`.
  public let P: Matrix<Scalar>
  /// Shape `[n, n]`.
  public let Q: Matrix<Scalar>
  /// The least strong monotonicity, positive.
  public let m: Scalar

  /// - Parameters:
  ///   - P: square, shape `[n, n]`.
  ///   - Q: of the same shape.
  ///   - m: positive, which is not checked.
  /// - Throws: ``ModelError/shape(parameter:expected:found:)``.
  public init(P: Matrix<Scalar>, Q: Matrix<Scalar>, m: Scalar) throws(ModelError) {
    try checkShape("P", P.shape, Shape(rows: P.rows, columns: P.rows))
    try checkShape("Q", Q.shape, P.shape)
    (self.P, self.Q, self.m) = (P, Q, m)
  }

  /// `(1 - m) I - P'P + Q - Q'`, shape `[n, n]`; the model's `A`.
  public var W: Matrix<Scalar> {
    let product = P.transposedTimes(P)
    return Matrix(rows: P.rows, columns: P.rows) { i, j in
      (i == j ? 1 - m : 0) - product[i, j] + Q[i, j] - Q[j, i]
    }
  }

  /// The gradients for `P` and `Q` from that for `W`: `dL/dP = -P (G + G')`, `dL/dQ = G - G'`.
  public func gradients(fromW G: Matrix<Scalar>) -> (P: Matrix<Scalar>, Q: Matrix<Scalar>) {
    let transposed = G.transposed
    return (-(P * (G + transposed)), G - transposed)
  }
}
