import ImplicitNetworks
import LinearAlgebra

/// Upper bounds of the Lipschitz constant from images to logits, both in the max norm. They hold for images of every
/// size, and do not look at the image's border, where the layer has fewer connections.
extension ConvolutionalNetwork {
  /// C5's bound `||B|| ||C|| / (1 - mu^+)`, weights one, for normalised images; infinite where `mu` is 1 or more.
  /// - Source: chapter 11, theorem on convolutional layers, for claim C5.
  public func lipschitzBound() -> Double {
    let (input, output) = (inputRowSums().largest ?? 0, outputChannelSums.rowSums.largest ?? 0)
    let terms = architecture.channels * architecture.taps * architecture.taps
    guard measure < 1 else { return .infinity }
    return (input * output / (1 - max(measure, 0))).roundedUp(terms: 2 * terms)
  }

  /// `max_k Σ_c |C|_kc s_c` with `(I - M) s = |B| 1` on channels, `M` their majorant; never above ``lipschitzBound()``.
  ///
  /// The states' moves `(I - M)^-1 |B| 1` for the Metzler majorant of the whole layer are at most `s` in every channel:
  /// `s`, constant in each channel, solves a system with at least as large entries.
  /// - Throws: ``BoundError/notWellPosed(measure:)`` where rounding or values that are not finite leave no solution.
  /// - Source: claim B1; chapter 12, theorem on the Metzler certificate.
  public func metzlerLipschitzBound() throws(BoundError) -> Double {
    let terms = architecture.channels * architecture.taps * architecture.taps
    let driven = inputRowSums().map { $0.roundedUp(terms: terms) }
    guard let moves = VerifiedMMatrix(channelMajorant)?.solution(atLeast: driven),
      moves.allSatisfy(\.isFinite)
    else { throw .notWellPosed(measure: measure) }
    return (outputChannelSums * moves).norm(in: .infinity).roundedUp(terms: terms)
  }
}
