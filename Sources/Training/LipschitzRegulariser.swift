/// The upper bound of C5's Lipschitz bound by the arithmetic mean, `(‖B‖² + ‖C‖²) / (2 (1 - γ⁺))` (spec, section
/// 5), and where its two norms are attained.
struct LipschitzRegulariser {
  /// `‖B‖ = max_i exp(d_i) Σ_k |b_ik|` and the row that attains it.
  var inputNorm: Float
  var inputRow: Int
  /// `‖C‖ = max_k Σ_j |c_kj| exp(-d_j)` and the row that attains it.
  var outputNorm: Float
  var outputRow: Int
  /// 1 / (1 - γ⁺).
  var factor: Float

  /// - Parameter inputRowSums: `Σ_k |b_ik|`, shape `[n]`.
  init(_ parameters: PaddedParameters, inputRowSums: UnsafePointer<Float>) {
    factor = 1 / (1 - max(parameters.gamma, 0))
    (inputNorm, inputRow, outputNorm, outputRow) = (0, 0, 0, 0)
    for i in 0..<parameters.n {
      let norm = parameters.growth[i] * inputRowSums[i]
      if norm > inputNorm { (inputNorm, inputRow) = (norm, i) }
    }
    for k in 0..<parameters.q {
      var norm: Float = 0
      for j in 0..<parameters.n {
        norm += abs(parameters.C.value[k * parameters.padded + j]) * parameters.decay[j]
      }
      if norm > outputNorm { (outputNorm, outputRow) = (norm, k) }
    }
  }

  var value: Float { 0.5 * factor * (inputNorm * inputNorm + outputNorm * outputNorm) }
}
