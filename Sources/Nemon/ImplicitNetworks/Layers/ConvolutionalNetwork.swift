import LinearAlgebra

/// The shape of a convolutional NEMON classifier, with sizes as in the released code.
public struct ConvolutionalArchitecture: Hashable, Sendable, Codable {
  /// Of the implicit layer.
  public var channels: Int
  /// Kernels are `taps` by `taps`: 3 or 5.
  public var taps: Int
  /// Of an image: 3 for red, green and blue.
  public var imageChannels: Int
  /// Images are `side` by `side`, and so is the state; both are zero outside.
  public var side: Int
  /// The state is averaged over squares of `pool` by `pool` pixels, which tile it.
  public var pool: Int
  /// Logits, at least 2.
  public var classes: Int
  /// The largest measure that the implicit layer may have; below 1, but for a network with a ``ConvolutionalNetwork/step``.
  public var gamma: Float

  /// - Parameters:
  ///   - channels: of the implicit layer, at least 1.
  ///   - taps: 3 or 5; kernels are square.
  ///   - imageChannels: 3 for red, green and blue.
  ///   - side: of the image and of the state, in pixels.
  ///   - pool: side of the squares that are averaged; divides `side`.
  ///   - classes: at least 2.
  ///   - gamma: the largest measure that the layer may have, below 1; 0 is the released code's.
  /// - Precondition: `taps` is 3 or 5, `pool` divides `side`, `gamma < 1`.
  public init(
    channels: Int, taps: Int, imageChannels: Int = 3, side: Int = 32, pool: Int = 4, classes: Int = 10,
    gamma: Float = 0
  ) {
    precondition(taps == 3 || taps == 5, "\(taps) taps; 3 and 5 are supported")
    precondition(pool > 0 && side.isMultiple(of: pool), "squares of \(pool) do not tile \(side) pixels")
    precondition(gamma < 1, "γ = \(gamma) must be below 1")
    precondition(
      channels > 0 && imageChannels > 0 && classes > 1, "\(channels), \(imageChannels), \(classes)")
    (self.channels, self.taps, self.imageChannels) = (channels, taps, imageChannels)
    (self.side, self.pool, self.classes, self.gamma) = (side, pool, classes, gamma)
  }

  /// The released code's layer for CIFAR-10: 81 channels, 5 by 5. There the image is padded by one pixel, and the state is
  /// zero on a rim two pixels wide, so that 30 by 30 pixels are active; here the state has the image's size, with zeros
  /// around it.
  public static let paper = ConvolutionalArchitecture(channels: 81, taps: 5)

  /// Pixels in a channel.
  public var pixels: Int { side * side }
  /// Inputs of the linear layer: `channels * (side / pool)^2`.
  public var features: Int { channels * (side / pool) * (side / pool) }
  package var entriesOfT: Int { channels * channels * taps * taps }
  package var entriesOfB: Int { channels * imageChannels * taps * taps }
  /// Of `T`, `B`, `b`, `C` and `c` together.
  public var parameters: Int { entriesOfT + entriesOfB + channels + classes * features + classes }
}

/// The parameters of a convolutional NEMON classifier, in single precision (claim C6).
///
/// The equilibrium layer is `x = φ(T * x + (γ - r) x + B * u + b)` with convolutions `*` (correlations, zero outside
/// the image), `r_c = Σ |T[c, :, :, :]|` and weights η = 1; the logits are `C P x + c`, where `P` averages over
/// squares. `T` is free: for every value of it the matrix measure of the layer is at most `γ`.
public struct ConvolutionalNetwork: Hashable, Sendable, Codable {
  /// What the lengths of the parameters follow from.
  public var architecture: ConvolutionalArchitecture
  /// Slope of the activation below zero: 0 is ReLU.
  public var negativeSlope: Float = 0
  /// The step of every channel's iteration, where those of the channels need not converge: `γ` may then be 1 or more.
  public var step: Float?
  /// While a monotone operator network is trained: what its kernels follow from, in place of `T`.
  public var monotone: MonotoneKernels?
  /// `T`, shape `[channels, channels, taps, taps]`: to, from, taps by rows.
  @PackedFloats public var T: [Float]
  /// `B`, shape `[channels, imageChannels, taps, taps]`.
  @PackedFloats public var B: [Float]
  /// `b`, shape `[channels]`: one number for all pixels of a channel.
  @PackedFloats public var b: [Float]
  /// `C`, shape `[classes, channels, side / pool, side / pool]`.
  @PackedFloats public var C: [Float]
  /// `c`, shape `[classes]`.
  @PackedFloats public var c: [Float]

  /// Random parameters: `B`, `b`, `C`, `c` uniform in ±1/sqrt(fan-in), and `T` uniform such that the expected row sum
  /// of `|T|` is `rowSum`. Iterations to an equilibrium grow with 1 + row sum.
  /// - Parameters:
  ///   - architecture: the shape of every parameter.
  ///   - rowSum: of `|T|`, expected; the largest possible is twice that.
  ///   - generator: each parameter is drawn from the stream of its name.
  public init(
    _ architecture: ConvolutionalArchitecture, rowSum: Double = 2, randomly generator: RandomGenerator
  ) {
    self.architecture = architecture
    func uniform(_ count: Int, within bound: Double, _ name: String) -> [Float] {
      var stream = generator.stream(name)
      return (0..<count).map { _ in Float(stream.uniform(-bound, bound)) }
    }
    let a = architecture
    let (rowOfT, rowOfB) = (a.channels * a.taps * a.taps, a.imageChannels * a.taps * a.taps)
    T = uniform(a.entriesOfT, within: 2 * rowSum / Double(rowOfT), "T")
    B = uniform(a.entriesOfB, within: 1 / Double(rowOfB).squareRoot(), "B")
    b = uniform(a.channels, within: 1 / Double(rowOfB).squareRoot(), "b")
    C = uniform(a.classes * a.features, within: 1 / Double(a.features).squareRoot(), "C")
    c = uniform(a.classes, within: 1 / Double(a.features).squareRoot(), "c")
  }

  /// Whether every parameter has as many entries as the architecture says.
  public var isComplete: Bool {
    let a = architecture
    return T.count == a.entriesOfT && B.count == a.entriesOfB && b.count == a.channels
      && C.count == a.classes * a.features && c.count == a.classes && monotone?.fits(a) != false
  }

  /// Whether this classifier and `other` have the same architecture and activation, and complete parameters.
  public func hasShape(of other: ConvolutionalNetwork) -> Bool {
    architecture == other.architecture && negativeSlope == other.negativeSlope && isComplete
      && other.isComplete && monotone?.m == other.monotone?.m
  }
}
