/// A trained network's accuracy beside its Lipschitz bounds, for normalised inputs.
public struct NetworkMeasures: StudyRun, Codable, Hashable, Sendable {
  public var family: Family
  public var lambda: Double
  public var seed: UInt64
  /// On the test images.
  public var accuracy: Double
  /// The training's last epoch.
  public var lastEpoch: EpochSummary
  /// The largest excess of any epoch.
  public var largestExcess: Double
  /// C5's bound, in NEMON's own weights and in weights of one elsewhere; nil unless `mu(A) < 1` in them.
  public var bound: Double?
  /// The bound by the Metzler majorant; nil unless its spectral abscissa is below 1.
  public var sharperBound: Double?
  /// The Euclidean bound of monotone operators, converted to the max norm; nil unless `mu_2(A) < 1`.
  public var euclideanBound: Double?
  /// The product of the norms of B and C without weights, as in the released code; a bound only where these are the model's.
  public var plainProduct: Double
  /// The spectral abscissa of the Metzler majorant: below 1 for some weights exactly if it is.
  public var majorantAbscissa: Double

  public init(
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
public struct AttackedAccuracy: StudyRun, Codable, Hashable, Sendable {
  public var family: Family
  public var lambda: Double
  public var seed: UInt64
  public var attack: String
  /// In units where white is 1.
  public var radii: [Double]
  /// One a radius.
  public var right: [Int]
  public var images: Int

  public init(
    of network: some StudyRun, attack: String, radii: [Double], right: [Int], images: Int
  ) {
    (family, lambda, seed, self.attack) = (network.family, network.lambda, network.seed, attack)
    (self.radii, self.right, self.images) = (radii, right, images)
  }

  /// One a radius.
  public var accuracies: [Double] { right.map { Double($0) / Double(images) } }

  /// The accuracy at a radius that was tried; nil at others.
  public subscript(radius: Double) -> Double? { radii.firstIndex(of: radius).map { accuracies[$0] } }

  /// The mean over the radii.
  public var mean: Double { accuracies.reduce(0, +) / Double(radii.count) }
}

extension Array where Element == AttackedAccuracy {
  /// Those under one attack.
  public func under(_ attack: String) -> [AttackedAccuracy] { filter { $0.attack == attack } }
}

/// Shares of images that are read rightly and certified, at each radius.
public struct CertifiedAccuracy: StudyRun, Codable, Hashable, Sendable {
  public var family: Family
  public var lambda: Double
  public var seed: UInt64
  public var certificate: String
  /// In units where white is 1.
  public var radii: [Double]
  /// One a radius.
  public var accuracies: [Double]

  public init(of network: some StudyRun, by certificate: String, radii: [Double], accuracies: [Double]) {
    (family, lambda, seed) = (network.family, network.lambda, network.seed)
    (self.certificate, self.radii, self.accuracies) = (certificate, radii, accuracies)
  }
}
