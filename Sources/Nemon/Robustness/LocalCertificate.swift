import ImplicitNetworks

/// How far the equilibrium of a ReLU model can move, around one input, and which margins survive.
public struct LocalCertificate: Hashable, Sendable {
  /// What one round of sharpening knows.
  public struct Round: Hashable, Sendable {
    /// How many units are on for every input of the ball.
    public let on: Int
    /// How many units are off for every input of the ball.
    public let off: Int
    /// The largest move of each state, length `n`.
    public let dx: [Double]
    /// The largest move of each pre-activation, length `n`.
    public let dz: [Double]
    /// The least margin of the label over another class, anywhere in the ball; infinite for one class.
    public let lowestMargin: Double
  }

  /// In the order of the sharpening.
  public let rounds: [Round]

  /// The best of the rounds, each of which holds by itself.
  public var lowestMargin: Double { rounds.map(\.lowestMargin).max() ?? -.infinity }

  /// Whether no input of the ball gives another class than the label.
  public var isCertified: Bool { lowestMargin > 0 }
}

/// Why there is no local certificate.
public enum LocalCertificateError: Error, Equatable {
  /// Units are on or off only for ReLU.
  case notReLU(Activation)
}
