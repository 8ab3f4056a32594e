import ImplicitNetworks
import LinearAlgebra
import Robustness

/// How far the averages of each channel of a convolutional NEMON can move when every pixel moves by at most 1. Averages move
/// no further than the states that they are made of.
package struct ChannelSensitivity: LipschitzCertificate {
  /// One a channel.
  package let values: [Double]

  /// C5's: `|B| / (1 - mu^+)` in every channel; infinite where `mu` is 1 or more, so that nothing is certified.
  package static func weightedNorm(
    of network: ConvolutionalNetwork, inputScale: [Double]
  ) -> ChannelSensitivity {
    let (norm, measure) = (network.inputRowSums(inputScale: inputScale).largest ?? 0, network.measure)
    let move = measure < 1 ? norm / (1 - max(measure, 0)) : .infinity
    return ChannelSensitivity(values: Array(repeating: move, count: network.architecture.channels))
  }

  /// The Metzler majorant's on channels, `(I - M)^-1 |B| 1`; see ``ConvolutionalNetwork/metzlerLipschitzBound()``.
  /// - Throws: ``BoundError/notWellPosed(measure:)``.
  package static func metzler(
    of network: ConvolutionalNetwork, inputScale: [Double]
  ) throws(BoundError) -> ChannelSensitivity {
    let driven = network.inputRowSums(inputScale: inputScale).map {
      $0.roundedUp(terms: network.architecture.features)
    }
    guard let values = VerifiedMMatrix(network.channelMajorant)?.solution(atLeast: driven),
      values.allSatisfy(\.isFinite)
    else { throw .notWellPosed(measure: network.measure) }
    return ChannelSensitivity(values: values)
  }

  /// - Parameter C: shape `[q, features]`, a channel's squares side by side.
  package func differenceBounds(of C: Matrix<Double>) -> Matrix<Double> {
    let squares = C.columns / values.count
    return Matrix(rows: C.rows, columns: C.rows) { i, k in
      i == k ? 0 : (0..<C.columns).reduce(0) { $0 + (C[i, $1] - C[k, $1]).magnitude * values[$1 / squares] }
    }
  }
}
