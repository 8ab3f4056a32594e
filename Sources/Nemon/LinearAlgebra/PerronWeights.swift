/// Weights that make a weighted measure or norm (almost) as small as any weights can.
public struct PerronWeights: Hashable, Sendable, Codable {
  /// Scaled to sum to 1.
  public let weights: Weights
  /// The measure (or norm) in these weights.
  public let attained: Double
  /// Its infimum over all weights: a spectral abscissa (or radius).
  public let infimum: Double
}

/// Why no optimal weights were found.
public enum PerronError: Error, Equatable {
  /// An entry is infinite or NaN, or its eigenvalues were not found.
  case noSpectrum
  /// The best weights found stay `gap` above the infimum; more than the tolerance allows.
  case toleranceNotReached(gap: Double)
}

extension Matrix where Scalar == Double {
  /// Weights whose matrix measure is within a tolerance of `inf over eta of mu_{inf,[eta]^-1}(A)`, which is the
  /// spectral abscissa of the Metzler majorant `M`.
  ///
  /// If `M` is irreducible, its right Perron eigenvector attains the infimum and is returned. If `M` is reducible
  /// the infimum need not be attained (`[[0, 1], [0, 0]]` has infimum 0, and measure `eta_2 / eta_1 > 0`); then
  /// `eta = (t I - M)^-1 1` with `t` just above the abscissa is positive, because `t I - M` is an M-matrix, and
  /// `M eta = t eta - 1 < t eta` bounds the measure by `t`. Neither the weights nor their limit are unique then, and
  /// they may differ by many orders of magnitude.
  ///
  /// - Parameter tolerance: largest allowed distance from the infimum, relative to `max(1, ||M||_inf)`.
  /// - Source: Berman and Plemmons, Nonnegative Matrices in the Mathematical Sciences, chapter 6.
  public func perronWeights(tolerance: Double = 1e-6) throws(PerronError) -> PerronWeights {
    try metzlerMajorant.weightsOfMetzlerMatrix(tolerance: tolerance)
  }

  /// Weights whose matrix norm is within a tolerance of `inf over eta of ||A||_{inf,[eta]^-1}`, which is the
  /// spectral radius of `|A|`. Found like ``perronWeights(tolerance:)``, with `|A|` for `M`.
  public func perronNormWeights(tolerance: Double = 1e-6) throws(PerronError) -> PerronWeights {
    try absolute.weightsOfMetzlerMatrix(tolerance: tolerance)
  }

  private func weightsOfMetzlerMatrix(tolerance: Double) throws(PerronError) -> PerronWeights {
    let infimum = spectralAbscissa
    guard infimum.isFinite else { throw .noSpectrum }
    let allowed = tolerance * Swift.max(1, norm(in: .infinity))
    var best = PerronWeights(weights: .ones(rows).normalized, attained: .infinity, infimum: infimum)

    func consider(_ values: [Double]) -> Bool {
      let sign = (values.first ?? 1).sign == .minus ? -1.0 : 1
      guard let weights = try? Weights(values.map { sign * $0 }).normalized else { return false }
      let attained = matrixMeasure(in: .infinity(weights: weights))
      if attained < best.attained {
        best = PerronWeights(weights: weights, attained: attained, infimum: infimum)
      }
      return best.attained <= infimum + allowed
    }

    if let eigenvector = dominantEigenvector, consider(eigenvector) { return best }
    // (t I - M)^-1 1, at first with half of the allowed margin: a smaller one would only lose digits.
    for margin in [0.5, 0.9, 0.1, 0.01] {
      let resolvent = (infimum + margin * allowed) * Matrix.identity(rows) - self
      let ones = Array(repeating: 1.0, count: rows)
      if let eta = try? resolvent.solve(ones), consider(eta) { return best }
    }
    throw .toleranceNotReached(gap: best.attained - infimum)
  }
}
