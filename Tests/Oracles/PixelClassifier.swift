import LinearAlgebra
import Robustness

/// A classifier of normalised inputs, seen from pixels in [0, 1]: `u = (p - mean) / deviation`.
///
/// Attacks and radii are in pixel units then.
package struct PixelClassifier<Base: Classifier>: Classifier {
  /// The classifier of normalised inputs.
  package let base: Base
  /// One a pixel.
  package let means: [Base.Scalar]
  /// One a pixel, positive.
  package let deviations: [Base.Scalar]

  /// - Parameters:
  ///   - base: takes `means.count * pixels` inputs.
  ///   - means: one a channel; the channels of an image follow each other in its row.
  ///   - deviations: one a channel, positive.
  ///   - pixels: in each channel.
  package init(_ base: Base, means: [Base.Scalar], deviations: [Base.Scalar], pixels: Int) {
    require(
      means.count == deviations.count && deviations.allSatisfy { $0 > 0 },
      "normalisation by the means \(means) and deviations \(deviations)")
    self.base = base
    self.means = means.flatMap { Array(repeating: $0, count: pixels) }
    self.deviations = deviations.flatMap { Array(repeating: $0, count: pixels) }
  }

  /// The base's logits for normalised inputs.
  /// - Parameter inputs: pixels in [0, 1], shape `[batch, pixels]`, channels included.
  package func logits(of inputs: Matrix<Base.Scalar>) throws -> Matrix<Base.Scalar> {
    try base.logits(of: normalized(inputs))
  }

  /// The base's gradient divided by the deviations: for pixels, not for normalised inputs.
  /// - Parameters:
  ///   - inputs: pixels in [0, 1], shape `[batch, pixels]`, channels included.
  ///   - lossGradient: from the logits to the loss's gradient for them.
  package func inputGradient(
    at inputs: Matrix<Base.Scalar>, of lossGradient: (Matrix<Base.Scalar>) throws -> Matrix<Base.Scalar>
  ) throws -> Matrix<Base.Scalar> {
    let gradient = try base.inputGradient(at: normalized(inputs), of: lossGradient)
    return Matrix(rows: gradient.rows, columns: gradient.columns) { gradient[$0, $1] / deviations[$1] }
  }

  private func normalized(_ inputs: Matrix<Base.Scalar>) -> Matrix<Base.Scalar> {
    require(
      inputs.columns == means.count, "\(inputs.shape) inputs for a classifier of \(means.count) pixels")
    return Matrix(rows: inputs.rows, columns: inputs.columns) {
      (inputs[$0, $1] - means[$1]) / deviations[$1]
    }
  }
}
