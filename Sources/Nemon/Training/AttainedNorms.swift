/// The upper bound of C5's Lipschitz bound by the arithmetic mean, `(‖B‖² + ‖C‖²) / (2 (1 - γ⁺))`
/// (chapter 10, training problem), and where its two norms are attained.
struct AttainedNorms {
  /// `‖B‖ = max_i exp(d_i) Σ_k |b_ik|` and the row that attains it.
  var inputNorm: Float = 0
  var inputRow = 0
  /// `‖C‖ = max_k Σ_j |c_kj| exp(-d_j)` and the row that attains it.
  var outputNorm: Float = 0
  var outputRow = 0
  /// 1 / (1 - γ⁺).
  var factor: Float = 1

  /// No pull at all.
  static let none = AttainedNorms()

  private init() {}

  /// Nil for a family that does not bound the measure of `A`.
  /// - Parameter inputRowSums: `Σ_k |b_ik|`, shape `[n]`.
  init?(_ parameters: PaddedParameters, inputRowSums: UnsafePointer<Float>) {
    guard let gamma = parameters.layer.gamma else { return nil }
    let (growth, decay) = (parameters.layer.growth, parameters.layer.decay)
    factor = 1 / (1 - max(gamma, 0))
    for i in 0..<parameters.n {
      let norm = growth[i] * inputRowSums[i]
      if norm > inputNorm { (inputNorm, inputRow) = (norm, i) }
    }
    for k in 0..<parameters.q {
      var norm: Float = 0
      for j in 0..<parameters.n {
        norm += abs(parameters.C.value.pointer[k * parameters.padded + j]) * decay.pointer[j]
      }
      if norm > outputNorm { (outputNorm, outputRow) = (norm, k) }
    }
  }

  /// C5's bound, with γ for the measure.
  var bound: Float { factor * inputNorm * outputNorm }
}
