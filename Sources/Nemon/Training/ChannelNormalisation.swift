import ImageData

/// How the pixels of an image's channels become inputs: `u = (p - mean) / deviation`, p in [0, 1].
///
/// The border around the image is zero after normalisation: it has the mean colour.
package struct ChannelNormalisation: Hashable, Sendable, Codable {
  /// In units where white is 1, one a channel; deviations are positive.
  package var means, deviations: [Double]

  package init(means: [Double], deviations: [Double]) {
    precondition(
      means.count == deviations.count && deviations.allSatisfy { $0 > 0 },
      "normalisation by the means \(means) and deviations \(deviations)")
    (self.means, self.deviations) = (means, deviations)
  }

  /// MNIST's, as in the released code.
  package static let mnist = ChannelNormalisation(means: [MNIST.mean], deviations: [MNIST.deviation])

  /// CIFAR-10's, as in the released code.
  package static let cifar10 = ChannelNormalisation(means: CIFAR10.means, deviations: CIFAR10.deviations)

  /// `1 / deviation`: what a move of one in pixel units is to the model.
  package var inputScale: [Double] { deviations.map { 1 / $0 } }

  /// Of images of one channel: `u = byte * slope + offset`.
  var slope: Float { Float(1 / (255 * deviations[0])) }
  var offset: Float { Float(-means[0] / deviations[0]) }
}
