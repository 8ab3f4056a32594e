import LinearAlgebra

/// MON's free parameters: `A = (1 - m) I - P'P + Q - Q'` has `mu_2(A) <= 1 - m` for all `P` and `Q`.
///
/// - Source: Winston and Kolter, Monotone operator equilibrium networks, 2020, section 3.
public struct MonotoneParameters: Hashable, Sendable {
  /// Shape `[n, n]`.
  public let P: Matrix<Double>
  /// Shape `[n, n]`.
  public let Q: Matrix<Double>
  /// The least strong monotonicity, positive.
  public let m: Double

  /// - Parameters:
  ///   - P: square, shape `[n, n]`.
  ///   - Q: of the same shape.
  ///   - m: positive, which is not checked.
  /// - Throws: ``ModelError/shape(parameter:expected:found:)``.
  public init(P: Matrix<Double>, Q: Matrix<Double>, m: Double) throws(ModelError) {
    try checkShape("P", P.shape, Shape(rows: P.rows, columns: P.rows))
    try checkShape("Q", Q.shape, P.shape)
    (self.P, self.Q, self.m) = (P, Q, m)
  }

  /// `(1 - m) I - P'P + Q - Q'`, shape `[n, n]`.
  public var A: Matrix<Double> {
    let product = P.transposedTimes(P)
    return Matrix(rows: P.rows, columns: P.rows) { i, j in
      (i == j ? 1 - m : 0) - product[i, j] + Q[i, j] - Q[j, i]
    }
  }
}
