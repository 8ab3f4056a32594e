import Foundation

/// A norm of vectors, with the matrix norm and the matrix measure that it induces.
public enum VectorNorm: Hashable, Sendable {
  /// `|x| = max_i |x_i| / eta_i`; without weights, `eta = 1`.
  case weightedInfinity(Weights?)
  /// The Euclidean norm.
  case two

  /// The max norm.
  public static var infinity: VectorNorm { .weightedInfinity(nil) }

  /// The weighted max norm `|x|_{inf,[eta]^-1} = max_i |x_i| / eta_i`.
  public static func infinity(weights eta: Weights) -> VectorNorm { .weightedInfinity(eta) }
}

extension Array where Element == Double {
  /// The norm of this vector; 0 for an empty one, NaN as soon as an entry is NaN.
  public func norm(in norm: VectorNorm) -> Double {
    switch norm {
    case .weightedInfinity(nil):
      return indices.lazy.map { self[$0].magnitude }.largest ?? 0
    case .weightedInfinity(let eta?):
      require(eta.count == count, "\(eta.count) weights for a vector of \(count) entries")
      return indices.lazy.map { self[$0].magnitude / eta[$0] }.largest ?? 0
    case .two:
      return reduce(0) { hypot($0, $1) }
    }
  }
}

extension Matrix where Scalar == Double {
  /// The norm of every row: of every sample of a batch.
  public func rowNorms(in norm: VectorNorm) -> [Double] {
    guard case .weightedInfinity(let eta) = norm else { return rowVectors.map { $0.norm(in: norm) } }
    let weights = (eta ?? .ones(columns)).values
    require(weights.count == columns, "\(weights.count) weights for the rows of a \(shape) matrix")
    return (0..<rows).map { i in
      var largest = 0.0
      for j in 0..<columns {
        let value = self[i, j].magnitude / weights[j]
        if !(value <= largest) { largest = value }  // a NaN wins here,
        if largest.isNaN { break }  // and stays
      }
      return largest
    }
  }

  /// The weighted sum norm `sum_j eta_j |x_ij|` of every row i: the dual of the weighted max norm.
  /// - Parameter eta: the weights, one a column.
  public func rowDualNorms(weights eta: Weights) -> [Double] { absolute * eta.values }
}

extension Sequence where Element == Double {
  /// The largest element; NaN if any element is NaN; nil for an empty sequence.
  ///
  /// `max()` would drop a NaN or keep it, depending on the order.
  package var largest: Double? {
    reduce(nil) { best, value in
      guard let best else { return value }
      return best.isNaN || value.isNaN ? .nan : Swift.max(best, value)
    }
  }
}
