import ImplicitNetworks

/// The state of a convolutional training between two steps: what a resumed run needs to end in the same bits.
public struct ConvolutionalCheckpoint: Hashable, Sendable, Codable {
  public var settings: ConvolutionalTrainingSettings
  /// Epochs and steps completed.
  public var epoch: Int
  public var steps: Int
  /// What the steps of the epoch that is under way have shown; nil between epochs.
  public var underway: EpochSums?
  public var model: ConvolutionalClassifier
  /// Adam's first and second moments, in the shape of the parameters.
  public var first: ConvolutionalClassifier
  public var second: ConvolutionalClassifier
}

/// Sums over the images that an epoch has used so far.
public struct EpochSums: Hashable, Sendable, Codable {
  public var images = 0
  public var loss = 0.0
  public var hits = 0
  public var forwardIterations = 0
  public var backwardIterations = 0
  /// After any step so far.
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
