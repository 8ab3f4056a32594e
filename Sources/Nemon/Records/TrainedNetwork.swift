import Foundation

/// A trained network: its settings, what its epochs showed, and its parameters as bytes.
package struct TrainedNetwork: StudyRun, Codable, Hashable, Sendable {
  package var family: Family
  package var lambda: Double
  package var seed: UInt64
  /// In order.
  package var epochs: [EpochSummary]
  /// Of the optimiser.
  package var steps: Int
  package var testImages: Int
  /// Test images that it reads rightly.
  package var testCorrect: Int
  /// The network's own type as JSON with sorted keys.
  @JSONText package var parameters: Data

  package init(
    family: Family, lambda: Double, seed: UInt64, epochs: [EpochSummary], steps: Int, testImages: Int,
    testCorrect: Int, parameters: Data
  ) {
    (self.family, self.lambda, self.seed) = (family, lambda, seed)
    (self.epochs, self.steps) = (epochs, steps)
    (self.testImages, self.testCorrect, self.parameters) = (testImages, testCorrect, parameters)
  }

  /// The share of test images that it reads rightly.
  package var accuracy: Double { Double(testCorrect) / Double(testImages) }
}

/// JSON that is coded as the text that it is: as bytes it would be a third longer.
@propertyWrapper
package struct JSONText: Codable, Hashable, Sendable {
  package var wrappedValue: Data

  package init(wrappedValue: Data) { self.wrappedValue = wrappedValue }

  package init(from decoder: any Decoder) throws {
    wrappedValue = Data(try decoder.singleValueContainer().decode(String.self).utf8)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(String(decoding: wrappedValue, as: UTF8.self))
  }
}

/// What one epoch of a training showed.
package struct EpochSummary: Codable, Hashable, Sendable {
  /// Counted from 1.
  package var epoch: Int
  /// Mean cross-entropy over the epoch's batches, each before its step, without the regulariser.
  package var loss: Double
  /// Share of the training samples that were classified rightly, each before its step.
  package var trainingAccuracy: Double
  /// Iterations to an equilibrium, the average over samples.
  package var forwardIterations: Double
  /// Iterations to an adjoint equilibrium, the average over samples.
  package var backwardIterations: Double
  /// By how much `A` left its family's constraint after any step of the epoch, at most; not above rounding, if the
  /// theory holds. NEMON: its matrix measure in the trained weights minus γ (C6). IDL: `‖A‖_inf` minus the radius. MON: an
  /// upper bound of `mu_2(A) - (1 - m)`, a power of ten from 1e-6, by a Cholesky factor. Without constraint 0.
  package var largestExcess: Double

  package init(
    epoch: Int, loss: Double, trainingAccuracy: Double, forwardIterations: Double, backwardIterations: Double,
    largestExcess: Double
  ) {
    (self.epoch, self.loss, self.trainingAccuracy) = (epoch, loss, trainingAccuracy)
    (self.forwardIterations, self.backwardIterations) = (forwardIterations, backwardIterations)
    self.largestExcess = largestExcess
  }
}
