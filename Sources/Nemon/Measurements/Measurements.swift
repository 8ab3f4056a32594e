import Records

/// A trained network's accuracy beside its Lipschitz bounds, for normalised inputs.
package struct NetworkMeasures: StudyRun, Codable, Hashable, Sendable {
  package var family: Family
  package var lambda: Double
  package var seed: UInt64
  /// On the test images.
  package var accuracy: Double
  /// The training's last epoch.
  package var lastEpoch: EpochSummary
  /// The largest excess of any epoch.
  package var largestExcess: Double
  /// C5's bound, in NEMON's own weights and in weights of one elsewhere; nil unless `mu(A) < 1` in them.
  package var bound: Double?
  /// The bound by the Metzler majorant; nil unless its spectral abscissa is below 1.
  package var sharperBound: Double?
  /// The Euclidean bound of monotone operators, converted to the max norm; nil unless `mu_2(A) < 1`.
  package var euclideanBound: Double?
  /// The product of the norms of B and C without weights, as in the released code; a bound only where these are the model's.
  package var plainProduct: Double
  /// The spectral abscissa of the Metzler majorant: below 1 for some weights exactly if it is.
  package var majorantAbscissa: Double

  package init(
    of network: TrainedNetwork, lastEpoch: EpochSummary, bound: Double?, sharperBound: Double?,
    euclideanBound: Double?, plainProduct: Double, majorantAbscissa: Double
  ) {
    (family, lambda, seed, accuracy) = (network.family, network.lambda, network.seed, network.accuracy)
    (self.lastEpoch, self.bound, self.sharperBound) = (lastEpoch, bound, sharperBound)
    (self.euclideanBound, self.plainProduct) = (euclideanBound, plainProduct)
    self.majorantAbscissa = majorantAbscissa
    largestExcess = network.epochs.map(\.largestExcess).reduce(lastEpoch.largestExcess, max)
  }
}

/// How many images a network still reads rightly under one attack, at each radius.
package struct AttackedAccuracy: StudyRun, Codable, Hashable, Sendable {
  package var family: Family
  package var lambda: Double
  package var seed: UInt64
  package var attack: String
  /// In units where white is 1.
  package var radii: [Double]
  /// One a radius.
  package var right: [Int]
  package var images: Int

  package init(
    of network: some StudyRun, attack: String, radii: [Double], right: [Int], images: Int
  ) {
    (family, lambda, seed, self.attack) = (network.family, network.lambda, network.seed, attack)
    (self.radii, self.right, self.images) = (radii, right, images)
  }

  /// One a radius.
  package var accuracies: [Double] { right.map { Double($0) / Double(images) } }

  /// The accuracy at a radius that was tried; nil at others.
  package subscript(radius: Double) -> Double? { radii.firstIndex(of: radius).map { accuracies[$0] } }

  /// The mean over the radii.
  package var mean: Double { accuracies.reduce(0, +) / Double(radii.count) }
}

extension Array where Element == AttackedAccuracy {
  /// Those under one attack.
  package func under(_ attack: String) -> [AttackedAccuracy] { filter { $0.attack == attack } }
}

/// Shares of images that are read rightly and certified, at each radius.
package struct CertifiedAccuracy: StudyRun, Codable, Hashable, Sendable {
  package var family: Family
  package var lambda: Double
  package var seed: UInt64
  package var certificate: String
  /// In units where white is 1.
  package var radii: [Double]
  /// One a radius.
  package var accuracies: [Double]

  package init(of network: some StudyRun, by certificate: String, radii: [Double], accuracies: [Double]) {
    (family, lambda, seed) = (network.family, network.lambda, network.seed)
    (self.certificate, self.radii, self.accuracies) = (certificate, radii, accuracies)
  }
}
