import ImplicitNetworks

/// How a convolutional NEMON classifier is trained (chapter 11).
public struct ConvolutionalTrainingSettings: Hashable, Sendable, Codable {
  /// Passes over the training images.
  public var epochs = 40
  /// Images of a step; the last one of an epoch may have fewer.
  public var batch = 128
  /// The optimiser's constants; the learning rate is that of the first epochs.
  public var adam = Adam()
  /// The learning rate is divided by 10 after this many epochs, and again after as many.
  public var epochsPerDecade = 25
  /// Factor of the Lipschitz regulariser; 0 trains without it.
  public var lambda: Double = 0
  /// Of the equilibria. With both tolerances as they are by default, gradients are exact to about a
  /// hundredth.
  public var tolerance = SolverTolerance(relativeChange: 3e-2)
  /// Of the adjoint equilibria.
  public var adjointTolerance = SolverTolerance(relativeChange: 3e-2)
  /// How pixels become inputs.
  public var normalisation = ChannelNormalisation.cifar10
  /// Expected row sum of `|T|` at the start.
  public var rowSum = 1.0
  /// Fixes the initial parameters and the order of the images in every epoch.
  public var seed: UInt64

  /// The released code's epochs, batches and learning rates for CIFAR-10; its tolerance is
  /// 1e-2.
  /// - Parameter seed: what runs that are paired have in common.
  public init(seed: UInt64) { self.seed = seed }

  /// What the learning rate is multiplied with in an epoch, counted from 0.
  func learningRateScale(epoch: Int) -> Double {
    var scale = 1.0
    for _ in 0..<(epoch / max(epochsPerDecade, 1)) { scale /= 10 }
    return scale
  }
}
