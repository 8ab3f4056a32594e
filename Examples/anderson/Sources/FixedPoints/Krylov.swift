import FixedPointRecords

extension LinearProblem {
  /// The map whose fixed point is sought.
  public func g(_ x: [Double]) -> [Double] { sum(b, 1, M.map { dot($0, x) }) }

  /// `(I - M) x`.
  func A(_ x: [Double]) -> [Double] { x - M.map { dot($0, x) } }

  /// By elimination; nil where `I - M` is singular.
  public var solution: [Double]? {
    let unit = b.indices.map { i in b.indices.map { $0 == i ? 1.0 : 0 } }
    return solve(unit.map(A), b)
  }
}

/// Which point of the Krylov space a projection method takes.
public enum Projection: String, Codable, Sendable, CaseIterable {
  /// The one of the shortest residual: GMRES.
  case shortestResidual
  /// The one whose residual is orthogonal to the space: Arnoldi's method, or full orthogonalisation.
  case orthogonalResidual
}

extension LinearProblem {
  /// The iterates of a Krylov method for `(I - M) x = b`, from Arnoldi's basis of the space of the start's residual.
  /// - Returns: from `start` on; fewer than `steps` behind it where the space grows no further or an iterate does not exist.
  public func krylov(_ projection: Projection, from start: [Double], steps: Int) -> Iteration {
    let first = b - A(start)
    var basis = OrthogonalFactors()
    var images: Columns = []
    var x = [start]
    var isGrowing = basis.append(first)
    while isGrowing, images.count < steps, let last = basis.Q.last {
      images.append(A(last))
      guard let factors = factors(projection, Array(basis.Q), images, first) else { break }
      x.append(combination(basis.Q, factors, from: start))
      isGrowing = basis.append(images[images.count - 1])
    }
    return Iteration(x: x, residuals: x.map { norm(g($0) - $0) })
  }

  /// Of the basis: what makes `first - A Q y` shortest, or orthogonal to `Q`.
  private func factors(_ projection: Projection, _ Q: Columns, _ AQ: Columns, _ first: [Double]) -> [Double]?
  {
    switch projection {
    case .shortestResidual:
      var factors = OrthogonalFactors()
      for column in AQ { guard factors.append(column) else { return nil } }
      return factors.leastSquares(first)
    case .orthogonalResidual:
      return solve(AQ.map { column in Q.map { dot($0, column) } }, Q.map { dot($0, first) })
    }
  }
}
