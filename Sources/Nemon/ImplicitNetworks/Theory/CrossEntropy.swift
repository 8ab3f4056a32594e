import Foundation
import LinearAlgebra

/// The cross-entropy loss of logits, averaged over a batch.
public enum CrossEntropy {
  /// The loss and its gradient for the logits.
  ///
  /// Logits of any size are safe: each row is shifted by its largest entry. Computed in double precision.
  /// - Parameters:
  ///   - logits: shape `[batch, classes]`, a batch of at least one.
  ///   - labels: one class in `0..<classes` a row.
  /// - Returns: the mean of `-log softmax(logits)_label`, and the gradient, shape `[batch, classes]`.
  /// - Throws: ``LabelError``.
  @inlinable
  public static func loss<Scalar>(
    of logits: Matrix<Scalar>, labels: [Int]
  ) throws(LabelError) -> (value: Double, gradient: Matrix<Scalar>) {
    try check(labels, samples: logits.rows, classes: logits.columns)
    var value = 0.0
    var gradient = logits
    for (k, label) in labels.enumerated() {
      let row = logits[row: k].map { Double($0) }
      let shift = row.max() ?? 0
      let powers = row.map { exp($0 - shift) }
      let sum = powers.reduce(0, +)
      value += (log(sum) + shift - row[label]) / Double(labels.count)
      gradient[row: k] = powers.enumerated().map { j, power in
        Scalar((power / sum - (j == label ? 1 : 0)) / Double(labels.count))
      }
    }
    return (value, gradient)
  }

  @usableFromInline
  package static func check(_ labels: [Int], samples: Int, classes: Int) throws(LabelError) {
    guard !labels.isEmpty else { throw .emptyBatch }
    guard labels.count == samples else { throw .count(expected: samples, found: labels.count) }
    for (k, label) in labels.enumerated() where !(0..<classes).contains(label) {
      throw .outside(sample: k, label: label, classes: classes)
    }
  }
}

/// What can be wrong with labels.
public enum LabelError: Error, Equatable {
  /// A mean over no sample.
  case emptyBatch
  /// As many labels as samples are needed.
  case count(expected: Int, found: Int)
  /// A label is no class: it must lie in `0..<classes`.
  case outside(sample: Int, label: Int, classes: Int)
}
