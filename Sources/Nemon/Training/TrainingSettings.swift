import ImplicitNetworks

/// How a classifier is trained (chapter 10).
public struct TrainingSettings: Hashable, Sendable, Codable {
  /// Passes over the training images.
  public var epochs = 10
  /// Images of a step; the last one of an epoch may have fewer.
  public var batch = 100
  /// The optimiser's constants; the learning rate is that of the first epochs.
  public var adam = Adam()
  /// The learning rate is divided by 10 after this many epochs, and again after as many.
  public var epochsPerDecade = 10
  /// Factor of the Lipschitz regulariser; 0 trains without it.
  public var lambda: Double = 0
  /// Of the equilibria and of the adjoint equilibria.
  public var tolerance = SolverTolerance.training
  /// How bytes become inputs.
  public var normalisation = PixelNormalisation.mnist
  /// Fixes the initial parameters and the order of the samples in every epoch.
  public var seed: UInt64

  /// The released code's settings for MNIST, without the regulariser.
  /// - Parameter seed: what runs that are paired have in common.
  public init(seed: UInt64) { self.seed = seed }
}

/// What one epoch showed.
public struct EpochRecord: Hashable, Sendable, Codable {
  /// Counted from 1.
  public var epoch: Int
  /// Mean cross-entropy over the epoch's batches, each before its step, without the regulariser.
  public var loss: Double
  /// Share of the training samples that were classified rightly, each before its step.
  public var trainingAccuracy: Double
  /// Iterations to an equilibrium, the average over samples.
  public var forwardIterations: Double
  /// Iterations to an adjoint equilibrium, the average over samples.
  public var backwardIterations: Double
  /// By how much `A` left its family's constraint after any step of the epoch, at most; not above rounding, if the
  /// theory holds. NEMON: its matrix measure in the trained weights minus γ (C6). IDL: `‖A‖_inf` minus the radius. MON: an
  /// upper bound of `mu_2(A) - (1 - m)`, a power of ten from 1e-6, by a Cholesky factor. Without constraint 0.
  public var largestExcess: Double
}
