import LinearAlgebra

/// An M-matrix `I - M`, shown to be one in spite of rounding, with solutions of its systems that are bounds from above.
///
/// A matrix with no positive entry beside its diagonal is an M-matrix, with an inverse that is nowhere negative, if it takes some
/// positive vector to a positive one. Then `(I - M) v >= right` says that `v` is nowhere below the solution. Both are tested
/// with what rounding may hide taken off, so that a matrix that is too near a singular one is refused.
package struct VerifiedMMatrix: Sendable {
  private let majorant, absolute, inverse: Matrix<Double>
  /// Positive, with `(I - M) weights >= 1/2`.
  let weights: [Double]
  private let ulps: Double

  /// - Parameters:
  ///   - majorant: `M`, square, with no negative entry beside its diagonal.
  ///   - slack: what the error of computed entries takes from `(I - M) v` at most, for a `v` that is nowhere negative.
  /// - Returns: nil where rounding leaves it open that `I - M` is an M-matrix.
  package init?(_ majorant: Matrix<Double>, slack: ([Double]) -> [Double] = { $0.map { _ in 0 } }) {
    let n = majorant.rows
    guard let inverse = try? (Matrix.identity(n) - majorant).inverse(), inverse.isFinite else { return nil }
    (self.majorant, absolute, self.inverse) = (majorant, majorant.absolute, inverse)
    weights = inverse.rowSums
    ulps = Double(n + 8) * Double.ulpOfOne
    guard weights.allSatisfy({ $0 > 0 }), image(of: weights, slack).allSatisfy({ $0 >= 0.5 }) else {
      return nil
    }
  }

  /// `(I - M) v`, or less.
  private func image(of v: [Double], _ slack: ([Double]) -> [Double]) -> [Double] {
    let (products, sizes, slack) = (majorant * v, absolute * v, slack(v))
    return v.indices.map { v[$0] - products[$0] - slack[$0] - ulps * (v[$0] + sizes[$0]) }
  }

  /// A vector that is nowhere below `(I - M)^-1 right`; nil where rounding finds none.
  /// - Parameters:
  ///   - right: nowhere negative, rounded up.
  ///   - slack: as for the matrix.
  package func solution(atLeast right: [Double], slack: ([Double]) -> [Double] = { $0.map { _ in 0 } })
    -> [Double]?
  {
    var v = (inverse * right).map { max($0, 0) }
    for _ in 0..<6 {
      guard let missing = zip(right, image(of: v, slack)).map({ $0 - $1 }).max(), missing > 0 else {
        return v
      }
      // Half of `missing` more than is needed, for what rounding does to this step.
      v = zip(v, weights).map { $0 + 3 * missing * $1 }
    }
    return nil
  }
}

extension Double {
  /// Not below a sum of `terms` products of numbers that are not negative, of which this is what rounding made.
  package func roundedUp(terms: Int) -> Double { self * (1 + Double(terms + 8) * Double.ulpOfOne) }
}
