import LinearAlgebra

/// The free kernels of a convolutional monotone operator network: its layer is the convolution with
/// `K = (1 - m) δ - P'P + Q - Q'`, where the products and transposes are those of convolutions on the plane.
///
/// A state is zero outside of its image, so that the layer is the plane's, cut off: `mu_2 <= 1 - m` on every image. The
/// kernels of `P` are such that those of `P'P` have as many taps as `Q`.
/// - Source: Winston and Kolter, Monotone operator equilibrium networks, 2020, section 3, with zeros around the image.
public struct MonotoneKernels: Hashable, Sendable, Codable {
  /// The least strong monotonicity of the layer, positive.
  public var m: Float
  /// `P`, shape `[channels, channels, reach + 1, reach + 1]` with `reach = taps / 2`.
  @PackedFloats public var P: [Float]
  /// `Q`, shape `[channels, channels, taps, taps]`; only its skew part counts.
  @PackedFloats public var Q: [Float]

  /// `P` and `Q` uniform in ±1/sqrt(fan-in), the usual start of a convolution.
  /// - Parameters:
  ///   - architecture: of the network.
  ///   - m: positive; with 1, `mu_2 <= 0`.
  ///   - generator: `P` and `Q` are drawn from its streams of these names.
  public init(_ architecture: ConvolutionalArchitecture, m: Float = 1, randomly generator: RandomGenerator) {
    precondition(m > 0, "the strong monotonicity \(m) must be positive")
    self.m = m
    func uniform(taps: Int, _ name: String) -> [Float] {
      let row = architecture.channels * taps * taps
      return generator.uniform(architecture.channels * row, within: 1 / Double(row).squareRoot(), name)
    }
    P = uniform(taps: Self.tapsOfP(architecture), "P")
    Q = uniform(taps: architecture.taps, "Q")
  }

  /// Of `P`, each way.
  package static func tapsOfP(_ architecture: ConvolutionalArchitecture) -> Int { architecture.taps / 2 + 1 }

  /// Whether `P` and `Q` have as many entries as the architecture says.
  func fits(_ architecture: ConvolutionalArchitecture) -> Bool {
    let (channels, taps) = (architecture.channels, Self.tapsOfP(architecture))
    return P.count == channels * channels * taps * taps && Q.count == architecture.entriesOfT
  }
}
