import ImplicitNetworks
import LinearAlgebra

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
  /// The radius is negative, infinite or NaN.
  case radius(Double)
}

extension ImplicitModel {
  /// Certificates for the max-norm balls around inputs, sharper than ``StateSensitivity/metzler(of:inputScale:)`` because
  /// units that cannot switch are solved for.
  /// - Parameters:
  ///   - inputs: the centres, shape `[batch, r]`.
  ///   - labels: the class to certify, one a sample.
  ///   - radius: of the balls.
  ///   - rounds: at least 1; the certificates of more rounds are never worse.
  ///   - inputScale: what one unit of the radius is to each input; ones if nil.
  ///   - rule: when the equilibria are near enough; their error is taken off the margins.
  /// - Throws: ``LocalCertificateError``, ``BoundError/notWellPosed(measure:)`` unless `mu(A) < 1` in the model's
  ///   weights, `LabelError`, `ModelError` and `SolverError`.
  /// - Source: claim B4.
  public func localCertificates(
    at inputs: Matrix<Double>, labels: [Int], radius: Double, rounds: Int = 4, inputScale: [Double]? = nil,
    until rule: StoppingRule = .residual(below: 1e-12)
  ) throws -> [LocalCertificate] {
    guard activation == .relu else { throw LocalCertificateError.notReLU(activation) }
    guard radius >= 0, radius.isFinite else { throw LocalCertificateError.radius(radius) }
    return try LocalCertificates(
      of: self, at: inputs, labels: labels, rounds: rounds, inputScale: inputScale, until: rule
    ).certificates(radius: radius)
  }
}
