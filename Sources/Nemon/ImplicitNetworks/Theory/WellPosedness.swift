import LinearAlgebra

extension ImplicitModel {
  /// The weighted max norm in which this model is measured.
  public var norm: VectorNorm { .infinity(weights: weights) }

  /// `mu(A)` in the model's weights.
  public var measure: Double { A.matrixMeasure(in: norm) }

  /// Whether `mu(A) < 1` in the model's weights: then every input has exactly one equilibrium.
  ///
  /// Sufficient, not necessary: other weights may show it where these do not (``withOptimalWeights(tolerance:)``), and some
  /// models have exactly one equilibrium though no weights show it.
  /// - Source: claim C2; chapter 4, theorem on well-posedness.
  public var isWellPosed: Bool { measure < 1 }

  /// A one-sided Lipschitz constant of `x -> Phi(A x + B u + b)` in the model's norm, over all activations whose
  /// slopes lie in the activation's interval: the largest matrix measure of `diag(s) A` over slopes `s`.
  ///
  /// In row i it is `max over s of s * (row measure of A)`, because `diag(s)` scales a row. With slopes in [0, 1] that
  /// is `mu(A)^+`.
  /// - Source: the definition, by the measures of all slopes of the map; the step of the proof in chapter 5.
  public var oneSidedLipschitzConstant: Double {
    let rows = A.rowMeasures(weights: weights)
    let slopes = activation.slopes
    let largest = rows.map { $0.isNaN ? .nan : max(slopes.lowerBound * $0, slopes.upperBound * $0) }
    return largest.reduce(-.infinity) { $0.isNaN || $1.isNaN ? .nan : max($0, $1) }
  }

  /// The same model, measured in weights for which `mu(A)` is as small as any weights make it, to `tolerance`.
  /// - Throws: `PerronError` (from LinearAlgebra).
  public func withOptimalWeights(tolerance: Double = 1e-6) throws(PerronError) -> ImplicitModel {
    with(weights: try A.perronWeights(tolerance: tolerance).weights)
  }

  /// The same model, measured in other weights.
  /// - Precondition: as many weights as the width.
  public func with(weights: Weights) -> ImplicitModel {
    guard
      let model = try? ImplicitModel(A: A, B: B, b: b, C: C, c: c, activation: activation, weights: weights)
    else { fatalError("\(weights.count) weights for a model of width \(width)") }
    return model
  }

  /// The average iteration's best step `alpha* = 1 / (1 - min_i (a_ii)^-)`, with `z^- = min(z, 0)`.
  /// - Source: claim C3; chapter 5, theorem on the average iteration.
  public var optimalStepSize: Double {
    1 / (1 - A.diagonal.reduce(0, min))
  }

  /// A factor `1 - alpha (1 - mu(A)^+)` by which each average iteration shrinks distances in the model's norm.
  ///
  /// It is proved for `0 < alpha <= alpha*` and `mu(A) < 1` only; nil outside.
  /// - Source: claim C3; chapter 5, theorem on the average iteration.
  public func contractionFactor(stepSize alpha: Double) -> Double? {
    guard isWellPosed, alpha > 0, alpha <= optimalStepSize else { return nil }
    return 1 - alpha * (1 - max(measure, 0))
  }
}
