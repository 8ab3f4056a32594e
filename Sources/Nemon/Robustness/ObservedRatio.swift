import LinearAlgebra

/// The largest `|y(u1) - y(u2)|_inf / |u1 - u2|_inf` found: a lower bound of the Lipschitz constant, with its witness.
public struct ObservedRatio: Hashable, Sendable, Codable {
  /// `|y(u1) - y(u2)|_inf / |u1 - u2|_inf` of the pair.
  public let ratio: Double
  /// The input `u1`.
  public let first: [Double]
  /// The input `u2`.
  public let second: [Double]

  /// Searches from given inputs, one a row: at each of `steps` points, for every output, a pair along the
  /// sign of that output's gradient (the direction in which it grows fastest in the max norm), then a random
  /// pair; the walk goes on from the best pair's second point.
  ///
  /// - Parameters:
  ///   - classifier: its logits are the outputs `y`.
  ///   - inputs: where the walks begin, shape `[batch, inputs]`.
  ///   - steps: points of each walk.
  ///   - distance: of the pairs, in the max norm. Small ones see local slopes; with ones so small that the
  ///     solver's residual matters the ratio is noise.
  ///   - seed: for the random pairs.
  /// - Returns: nil for an empty batch, and for no steps.
  /// - Throws: what the classifier throws.
  public static func search<C: Classifier>(
    on classifier: C, from inputs: Matrix<Double>, steps: Int, distance: Double, seed: UInt64
  ) throws -> ObservedRatio? where C.Scalar == Double {
    var generator = RandomGenerator(seed: seed)
    var points = inputs
    var best: ObservedRatio?
    for _ in 0..<steps {
      let logits = try classifier.logits(of: points)
      var next = points
      var ratios = Array(repeating: -Double.infinity, count: points.rows)
      for k in 0...logits.columns {
        let directions =
          k < logits.columns
          ? try signs(of: classifier, output: k, at: points)
          : points.map { _ in generator.uniform(-1, 1) }
        let moved = points + distance * directions
        let movedLogits = try classifier.logits(of: moved)
        for row in 0..<points.rows {
          let pair = ObservedRatio(
            between: points[row: row], and: moved[row: row],
            outputs: logits[row: row], movedLogits[row: row])
          guard let pair, pair.ratio > ratios[row] else { continue }
          ratios[row] = pair.ratio
          next[row: row] = moved[row: row]
          if pair.ratio > best?.ratio ?? -.infinity { best = pair }
        }
      }
      points = next
    }
    return best
  }

  /// Nil where the two inputs are equal.
  init?(between first: [Double], and second: [Double], outputs a: [Double], _ b: [Double]) {
    let distance = zip(first, second).map { $0 - $1 }.norm(in: .infinity)
    guard distance > 0 else { return nil }
    ratio = zip(a, b).map { $0 - $1 }.norm(in: .infinity) / distance
    self.first = first
    self.second = second
  }

  private static func signs<C: Classifier>(
    of classifier: C, output k: Int, at points: Matrix<Double>
  ) throws -> Matrix<Double> where C.Scalar == Double {
    let gradient = try classifier.inputGradient(at: points) { logits in
      Matrix(rows: logits.rows, columns: logits.columns) { $1 == k ? 1 : 0 }
    }
    return gradient.map { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
  }
}
