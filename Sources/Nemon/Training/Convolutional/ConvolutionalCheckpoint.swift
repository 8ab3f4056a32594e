import ImplicitNetworks

/// The state of a convolutional training between two steps: what a resumed run needs to end in the same bits.
public struct ConvolutionalCheckpoint: Hashable, Sendable, Codable {
  /// Those of the run; another run's checkpoint is refused.
  public var settings: ConvolutionalTrainingSettings
  /// Epochs completed.
  public var epoch: Int
  /// Steps completed in all epochs, which Adam's bias correction counts.
  public var steps: Int
  /// What the steps of the epoch that is under way have shown; nil between epochs.
  public var underway: EpochSums?
  /// The parameters as they stand.
  public var model: ConvolutionalClassifier
  /// Adam's first moments, in the shape of the parameters.
  public var first: ConvolutionalClassifier
  /// Adam's second moments, in the shape of the parameters.
  public var second: ConvolutionalClassifier
}

/// Sums over the images that an epoch has used so far.
public struct EpochSums: Hashable, Sendable, Codable {
  /// How many they are.
  public var images = 0
  /// Of cross-entropies, each before its step, without the regulariser.
  public var loss = 0.0
  /// Images that were classified rightly, each before its step.
  public var hits = 0
  /// Iterations to the equilibria: those of a group count for each of its images.
  public var forwardIterations = 0
  /// Iterations to the adjoint equilibria, counted likewise.
  public var backwardIterations = 0
  /// By how much the layer's measure exceeded γ after any step so far, at most (C6); not positive, if the
  /// theory holds.
  public var largestExcess = -Double.greatestFiniteMagnitude

  /// - Parameter number: the epoch's, counted from 1.
  func record(epoch number: Int) -> EpochRecord {
    let count = Double(max(images, 1))
    return EpochRecord(
      epoch: number, loss: loss / count, trainingAccuracy: Double(hits) / count,
      forwardIterations: Double(forwardIterations) / count,
      backwardIterations: Double(backwardIterations) / count,
      largestExcess: largestExcess)
  }
}
