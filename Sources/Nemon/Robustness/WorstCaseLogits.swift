import ImplicitNetworks
import LinearAlgebra

extension IntervalEquilibria {
  /// The largest that logit `k` can exceed the label's by, over the box of states:
  /// `D (l + u) / 2 + |D| (u - l) / 2 + c_k - c_y` with `D` the difference of rows k and y of the output matrix.
  ///
  /// Rounded up. The last layer is elided: bounding the difference is sharper than the difference of two bounds. A prediction is
  /// certified where all differences but the label's, which is 0, are negative.
  /// - Parameters:
  ///   - model: whose output matrix and bias are used.
  ///   - labels: one a sample.
  /// - Returns: shape `[batch, q]`.
  /// - Throws: `LabelError`.
  /// - Source: claim B5.
  public func worstLogitDifferences(of model: ImplicitModel, labels: [Int]) throws -> Matrix<Double> {
    try CrossEntropy.check(labels, samples: lower.rows, classes: model.outputs)
    let (C, c) = (model.C, model.c)
    return Matrix(rows: lower.rows, columns: model.outputs) { sample, k in
      let y = labels[sample]
      guard k != y else { return 0 }
      var (sum, size) = (c[k] - c[y], c[k].magnitude + c[y].magnitude)
      for j in 0..<model.width {
        let slope = C[k, j] - C[y, j]
        let term = slope * (slope < 0 ? lower : upper)[sample, j]
        (sum, size) = (sum + term, size + term.magnitude)
      }
      return sum + Double(model.width + 8) * Double.ulpOfOne * size
    }
  }
}
