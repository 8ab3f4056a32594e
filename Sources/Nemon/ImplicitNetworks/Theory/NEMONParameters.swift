import Foundation
import LinearAlgebra

/// The free parameters whose every value gives a well-posed model:
/// `A = D^-1 T D - diag(|T| 1) + gamma I` with `D = diag(exp d) = diag(1 / eta)`.
///
/// `mu_{inf,[eta]^-1}(A) <= gamma` for every `T` and `d`, and every such `A` has this form. With `gamma < 1` a training
/// that moves `T` and `d` freely stays well posed at every step.
/// - Source: the released code; claim C6.
public struct NEMONParameters: Hashable, Sendable {
  /// Shape `[n, n]`.
  public let T: Matrix<Double>
  /// The logarithms of `1 / eta`, length `n`.
  public let d: [Double]
  /// The largest measure that `A` may have in the weights; below 1 for a well-posed model, which is not asked
  /// here.
  public let gamma: Double
  /// `eta = exp(-d)`.
  public let weights: Weights

  /// - Parameters:
  ///   - T: square, shape `[n, n]`, otherwise free.
  ///   - d: length `n`; zero if nil.
  ///   - gamma: finite.
  /// - Throws: ``ParametersError``.
  public init(T: Matrix<Double>, d: [Double]? = nil, gamma: Double) throws(ParametersError) {
    let d = d ?? Array(repeating: 0, count: T.rows)
    guard T.isSquare, d.count == T.rows else { throw .shapes(T: T.shape, d: d.count) }
    guard T.isFinite, gamma.isFinite else { throw .notFinite }
    do {
      weights = try Weights(logarithms: d.map { -$0 })
    } catch {
      throw .weights(error)
    }
    (self.T, self.d, self.gamma) = (T, d, gamma)
  }

  /// Parameters of a given matrix: `T` with `T_ij = a_ij eta_j / eta_i` off the diagonal.
  ///
  /// A diagonal entry `t_ii` adds `t_ii - |t_ii|` to `a_ii`, so it must make up
  /// `a_ii - gamma + sum_{j != i} |t_ij|`: that many are possible exactly if this is at most 0. `t_ii > 0`
  /// has no effect; the negative root is returned.
  /// - Parameters:
  ///   - A: shape `[n, n]`.
  ///   - eta: length `n`; `d` becomes `-log eta`.
  ///   - gamma: at least `mu(A)` in these weights.
  /// - Throws: ``ParametersError/measureAboveGamma(measure:gamma:)`` if `mu(A) > gamma` beyond rounding,
  ///   which is `1e-12 max(1, ||A||)`; ``ParametersError`` for shapes that do not fit and entries that are
  ///   not finite.
  public init(representing A: Matrix<Double>, weights eta: Weights, gamma: Double) throws(ParametersError) {
    guard A.isSquare, eta.count == A.rows else { throw .shapes(T: A.shape, d: eta.count) }
    guard A.isFinite, gamma.isFinite else { throw .notFinite }
    let measures = A.rowMeasures(weights: eta)
    let rounding = 1e-12 * max(1, A.norm(in: .infinity(weights: eta)))
    if let measure = measures.max(), measure > gamma + rounding {
      throw .measureAboveGamma(measure: measure, gamma: gamma)
    }
    let T = Matrix(rows: A.rows, columns: A.rows) { i, j in
      i == j ? min(0, measures[i] - gamma) / 2 : A[i, j] * eta[j] / eta[i]
    }
    try self.init(T: T, d: eta.values.map { -log($0) }, gamma: gamma)
  }

  /// `A = D^-1 T D - diag(|T| 1) + gamma I`, shape `[n, n]`.
  public var A: Matrix<Double> {
    let sums = T.absolute.rowSums
    return Matrix(rows: T.rows, columns: T.rows) { i, j in
      i == j ? T[i, i] - sums[i] + gamma : T[i, j] * (weights[i] / weights[j])
    }
  }

  /// The model with these parameters, measured in these weights.
  /// - Parameters:
  ///   - B: shape `[n, r]`.
  ///   - b: length `n`; zero if nil.
  ///   - C: shape `[q, n]`.
  ///   - c: length `q`; zero if nil.
  ///   - activation: ReLU by default.
  /// - Throws: ``ModelError``.
  public func model(
    B: Matrix<Double>, b: [Double]? = nil, C: Matrix<Double>, c: [Double]? = nil,
    activation: Activation = .relu
  ) throws(ModelError) -> ImplicitModel {
    try ImplicitModel(A: A, B: B, b: b, C: C, c: c, activation: activation, weights: weights)
  }

  /// The gradient for `T` and `d` from the gradient `G` for `A`, shape `[n, n]`.
  ///
  /// * `dL/dT_ij = G_ij eta_i / eta_j - G_ii sign(T_ij)`, with `sign(0) = 0`;
  /// * `dL/dd_k = sum_i G_ik a'_ik - sum_j G_kj a'_kj` with `A' = D^-1 T D`.
  /// - Source: chapter 8, theorem on differentiation at the equilibrium; the derivative of the parameterisation of C6.
  public func gradients(fromA G: Matrix<Double>) -> (T: Matrix<Double>, d: [Double]) {
    let gradientT = Matrix(rows: T.rows, columns: T.rows) { i, j in
      let t = T[i, j]
      return G[i, j] * weights[i] / weights[j] - G[i, i] * (t > 0 ? 1 : t < 0 ? -1 : 0)
    }
    let scaled = Matrix(rows: T.rows, columns: T.rows) { i, j in
      G[i, j] * T[i, j] * weights[i] / weights[j]
    }
    let gradientD = zip(scaled.columnSums, scaled.rowSums).map { $0 - $1 }
    return (gradientT, gradientD)
  }
}

/// What can be wrong with NEMON's parameters.
public enum ParametersError: Error, Equatable {
  /// `T` must be square, with as many weights as rows.
  case shapes(T: Shape, d: Int)
  /// An entry of `T` or of `A`, or `gamma`, is infinite or NaN.
  case notFinite
  /// A log-weight too large for `Double`.
  case weights(WeightsError)
  /// No parameters give a matrix whose measure is above `gamma`.
  case measureAboveGamma(measure: Double, gamma: Double)
}
