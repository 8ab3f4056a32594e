extension Matrix where Scalar == Double {
  /// The matrix norm `||A|| = max_x |A x| / |x|` induced by a vector norm.
  ///
  /// * `.infinity(weights: eta)`: `max_i sum_j |a_ij| eta_j / eta_i`, for a square matrix;
  /// * `.infinity`: the largest row sum of absolute values, for any matrix;
  /// * `.two`: the largest singular value.
  ///
  /// NaN if an entry is NaN; `.two` gives NaN for any entry that is not finite.
  public func norm(in norm: VectorNorm) -> Double {
    switch norm {
    case .weightedInfinity(nil):
      return absolute.rowSums.largest ?? 0
    case .weightedInfinity(let eta?):
      return self.norm(from: eta, to: eta)
    case .two:
      return largestSingularValue
    }
  }

  /// The norm of this matrix as a map between two weighted max norms:
  /// `max_i sum_j |a_ij| from_j / to_i`.
  ///
  /// With `from = 1` it is the norm of the input matrix in claim C5, with `to = 1` that of the output matrix.
  /// - Source: the Lipschitz bound of claim C5.
  public func norm(from: Weights, to: Weights) -> Double {
    require(
      from.count == columns && to.count == rows,
      "\(from.count) and \(to.count) weights for a \(shape) matrix")
    return (absolute * from.values).enumerated().lazy.map { $1 / to[$0] }.largest ?? 0
  }

  /// The matrix measure (logarithmic norm) `mu(A) = lim_{h -> 0+} (||I + h A|| - 1) / h`.
  ///
  /// * `.infinity(weights: eta)`: `max_i ( a_ii + sum_{j != i} |a_ij| eta_j / eta_i )`;
  /// * `.two`: the largest eigenvalue of `(A + A') / 2`.
  ///
  /// It is subadditive, positively homogeneous, `mu(A + c I) = mu(A) + c`, and
  /// `spectral abscissa <= mu(A) <= ||A||`. It is no norm: it may be negative, and
  /// `mu(-A) = mu(A)` does not hold. NaN if an entry is NaN.
  /// - Precondition: the matrix is square.
  /// - Source: the definition of the measure, the one-sided derivative of the norm at the identity; chapter 1.
  public func matrixMeasure(in norm: VectorNorm) -> Double {
    require(isSquare, "the matrix measure of a \(shape) matrix")
    switch norm {
    case .weightedInfinity(let eta):
      return rowMeasures(weights: eta ?? .ones(rows)).largest ?? -.infinity
    case .two:
      return symmetricPart.symmetricEigenvalues.last ?? -.infinity
    }
  }

  /// `a_ii + sum_{j != i} |a_ij| eta_j / eta_i` for every row i.
  /// - Parameter eta: the weights, one a row.
  /// - Precondition: the matrix is square.
  public func rowMeasures(weights eta: Weights) -> [Double] {
    require(isSquare && eta.count == rows, "\(eta.count) weights for a \(shape) matrix")
    return (metzlerMajorant * eta.values).enumerated().map { $1 / eta[$0] }
  }

  /// The Metzler majorant: off-diagonal entries replaced by their absolute values, the diagonal kept.
  public var metzlerMajorant: Matrix {
    require(isSquare, "the Metzler majorant of a \(shape) matrix")
    var result = absolute
    for i in 0..<rows { result[i, i] = self[i, i] }
    return result
  }

  /// `(A + A') / 2`.
  public var symmetricPart: Matrix {
    require(isSquare, "the symmetric part of a \(shape) matrix")
    return Matrix(rows: rows, columns: columns) { (self[$0, $1] + self[$1, $0]) / 2 }
  }
}
