import ImplicitNetworks
import LinearAlgebra

extension ImplicitModel {
  /// `mu(A)` in the model's weights, rounded up: not below the measure that exact arithmetic would give.
  ///
  /// Row i is a sum of `n` terms `|a_ij| eta_j / eta_i`, of which rounding takes some `n 2^-52` of their absolute values.
  var measureFromAbove: Double {
    let eta = weights.values
    let sizes = (0..<width).map { i in (0..<width).reduce(0) { $0 + A[i, $1].magnitude * eta[$1] } / eta[i] }
    return measure + Double(width + 8) * Double.ulpOfOne * (sizes.max() ?? 0)
  }
}

extension Matrix<Double> {
  /// `mu_2`, the largest eigenvalue of the symmetric part, rounded up by the backward error of its computation: some `n 2^-52` of
  /// the Frobenius norm, of which four times as much are added.
  var euclideanMeasureFromAbove: Double {
    let size = elements.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return matrixMeasure(in: .two) + 4 * Double(rows + 8) * Double.ulpOfOne * size
  }
}
