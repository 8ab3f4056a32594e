import ImplicitNetworks
import LinearAlgebra

/// Upper bounds of the Lipschitz constant from inputs `u` to outputs `y`, both in the max norm:
/// `|y(u1) - y(u2)|_inf <= bound * |u1 - u2|_inf` for all inputs.
extension ImplicitModel {
  /// `||B|| = max_i sum_j |b_ij| / eta_i`: from the max norm to the model's weighted norm.
  public var inputNorm: Double { B.norm(from: .ones(inputs), to: weights) }

  /// `||C|| = max_i sum_j |c_ij| eta_j`: from the model's weighted norm to the max norm.
  public var outputNorm: Double { C.norm(from: weights, to: .ones(outputs)) }

  /// C5's bound `||B|| ||C|| / (1 - mu(A)^+)` in the model's weights.
  /// - Throws: ``BoundError/notWellPosed(measure:)`` unless `mu(A) < 1`.
  /// - Source: claim C5; chapter 7, theorem on the Lipschitz bound.
  public func lipschitzBound() throws(BoundError) -> Double {
    try StateSensitivity.weightedNorm(of: self).lipschitzBound(of: C)
  }

  /// `|| |C| (I - M)^-1 |B| ||_inf` with the Metzler majorant `M` of `A`; never above ``lipschitzBound()``.
  /// - Throws: ``BoundError/notWellPosed(measure:)`` unless the spectral abscissa of `M` is below 1.
  /// - Source: claim B1; chapter 12, theorem on the Metzler certificate.
  public func metzlerLipschitzBound() throws(BoundError) -> Double {
    try StateSensitivity.metzler(of: self).lipschitzBound(of: C)
  }

  /// `||B|| ||C||`: equal to ``lipschitzBound()`` where `mu(A) <= 0`, and no bound otherwise.
  public var productOfNorms: Double { inputNorm * outputNorm }
}
