import ImageData
import ImplicitNetworks

/// How a classifier is trained (chapters 10 and 11).
package struct TrainingSettings: Hashable, Sendable, Codable {
  /// Passes over the training images.
  package var epochs = 10
  /// Images of a step; the last one of an epoch may have fewer.
  package var batch = 100
  /// The optimiser's constants; the learning rate is that of the first epochs.
  package var adam = Adam()
  /// The learning rate is divided by 10 after this many epochs, and again after as many.
  package var epochsPerDecade = 10
  /// Factor of the Lipschitz regulariser; 0 trains without it.
  package var lambda = 0.0
  /// Of the equilibria.
  package var tolerance = SolverTolerance.training
  /// Of the adjoint equilibria.
  package var adjointTolerance = SolverTolerance.training
  /// How bytes become inputs.
  package var normalisation = ChannelNormalisation.mnist
  /// Fixes the initial parameters and the order of the images in every epoch: runs of a seed are paired.
  package var seed: UInt64

  /// The released code's settings for MNIST, without the regulariser.
  package init(seed: UInt64) { self.seed = seed }

  /// The released code's for CIFAR-10, but for its tolerance of 1e-2: with these, gradients are exact to about a
  /// hundredth.
  package static func photographs(seed: UInt64) -> TrainingSettings {
    var settings = TrainingSettings(seed: seed)
    (settings.epochs, settings.batch, settings.epochsPerDecade) = (40, 128, 25)
    settings.tolerance = SolverTolerance(relativeChange: 3e-2)
    settings.adjointTolerance = settings.tolerance
    settings.normalisation = .cifar10
    return settings
  }

  /// What the learning rate is multiplied with in an epoch, counted from 0.
  func learningRateScale(epoch: Int) -> Double {
    var scale = 1.0
    for _ in 0..<(epoch / max(epochsPerDecade, 1)) { scale /= 10 }
    return scale
  }
}
