import FixedPointRecords

/// What is asked of the coefficients of Anderson's mixing.
public enum AndersonVariant: String, Codable, Sendable, CaseIterable {
  /// The mixed residual is as short as possible: Anderson's own method.
  case shortest
  /// The mixed residual is orthogonal to the differences of the iterates: Type 1 in the family of Fang and Saad.
  case orthogonal
}

/// Anderson acceleration of `x <- g(x)`, without damping.
/// - Parameters:
///   - memory: how many earlier iterates are mixed with the current one; 0 is the plain iteration.
///   - steps: evaluations of `g` behind the first one; fewer where a residual vanishes or the coefficients are not determined.
public func anderson(
  _ g: ([Double]) -> [Double], from start: [Double], memory: Int, _ variant: AndersonVariant = .shortest,
  steps: Int
) -> Iteration {
  var x = [start]
  var images = [g(start)]
  var residuals = [images[0] - start]
  for k in 0..<steps where residuals.count == k + 1 && norm(residuals[k]) > 0 {
    let first = max(0, k - memory)
    let (dx, df, dg) = (
      differences(x[first...]), differences(residuals[first...]), differences(images[first...])
    )
    guard let factors = coefficients(variant, dx: dx, df: df, residuals[k]) else { break }
    x.append(combination(dg, factors.map { -$0 }, from: images[k]))
    images.append(g(x[k + 1]))
    residuals.append(images[k + 1] - x[k + 1])
  }
  return Iteration(x: x, residuals: residuals.map(norm))
}

private func coefficients(
  _ variant: AndersonVariant, dx: Columns, df: Columns, _ residual: [Double]
) -> [Double]? {
  switch variant {
  case .shortest:
    var factors = OrthogonalFactors()
    for column in df { guard factors.append(column) else { return nil } }
    return factors.leastSquares(residual)
  case .orthogonal:
    return solve(df.map { column in dx.map { dot($0, column) } }, dx.map { dot($0, residual) })
  }
}

private func differences(_ list: ArraySlice<[Double]>) -> Columns {
  zip(list, list.dropFirst()).map { $1 - $0 }
}
