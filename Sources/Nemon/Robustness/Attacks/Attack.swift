import ImplicitNetworks
import LinearAlgebra

/// A perturbation of images in pixel units: entries in [0, 1], moved by at most `epsilon` each and clipped to [0, 1].
///
///     let outcome = try Attack.projectedGradientDescent().outcome(
///       on: images, labels: labels, radii: [0.05, 0.1], against: classifier, seed: 7)
///
/// What an attack does is written once, in ``AttackWalk``; networks take part in it as ``AttackTarget``.
/// - Source: Goodfellow, Shlens and Szegedy, 2015 (gradient sign); Madry et al., 2018 (projected gradient descent); the
///   inversions are defined in chapter 10.
public enum Attack: Hashable, Sendable, Codable {
  /// `p + epsilon * U(-1, 1)`, independent in every pixel.
  case uniformNoise
  /// `p + epsilon * sign(1/2 - p)`: a move towards the photographic negative. What names "continuous image
  /// inversion" does not define it; this is our definition.
  case continuousInversion
  /// `(1 - epsilon) p + epsilon (1 - p)`, which moves no pixel by more than `epsilon`. Also our definition.
  case inversionBlend
  /// `p + epsilon * sign(gradient of the cross-entropy)`.
  case fastGradientSign
  /// Steps of `step * epsilon` along the sign of the gradient, each projected to the ball and to [0, 1], from several
  /// uniform starts.
  ///
  /// An image is broken by the first point that is misread, itself, a start or the end of any step. Later starts are for
  /// the images that are left, and an image that broke at a radius is broken at the larger ones, which allow that move.
  case projectedGradientDescent(steps: Int = 40, step: Double = 0.1, starts: Int = 5)

  /// Attacks every image at each radius, in the classifier's own precision.
  /// - Parameters:
  ///   - images: shape `[batch, pixels]`, entries in [0, 1].
  ///   - labels: the true class of each row.
  ///   - radii: each is the `epsilon` in turn; in increasing order.
  ///   - seed: for random moves; image k draws from its own stream.
  ///   - progress: see ``AttackWalk/run(_:radii:progress:)``.
  /// - Throws: what the classifier and `progress` throw, and ``LabelError`` (from ImplicitNetworks).
  public func outcome<C: Classifier>(
    on images: Matrix<C.Scalar>, labels: [Int], radii: [Double], against classifier: C, seed: UInt64,
    progress: (Double) throws -> Void = { _ in }
  ) throws -> AttackOutcome<C.Scalar> {
    guard labels.count == images.rows else {
      throw LabelError.count(expected: images.rows, found: labels.count)
    }
    let target = ClassifierTarget(classifier, pixels: images.columns)
    let walk = AttackWalk(
      on: target, pixels: images.columns, stride: images.columns, labels: labels, seed: seed
    ) { images[$0, $1] }
    return try walk.run(self, radii: radii, progress: progress)
  }
}

/// What an attack did to images.
public struct AttackOutcome<Scalar: MatrixScalar>: Hashable, Sendable {
  /// Whether image k is still classified rightly at radius i, `[radii][images]`.
  public var isRight: [[Bool]]
  /// The images at the last radius, shape `[images, pixels]`: attacked, or where an attack by descent succeeded at a
  /// smaller radius, as they were found there.
  public var pixels: Matrix<Scalar>
  /// What the network reads in these.
  public var classes: [Int]

  /// The share of images that is still classified rightly, at each radius.
  public var accuracies: [Double] {
    isRight.map { Double($0.count { $0 }) / Double(Swift.max($0.count, 1)) }
  }

  /// The outcomes of parts of a set of images, joined in order.
  public init(joining parts: [AttackOutcome], radii: Int, pixels: Int) {
    isRight = (0..<radii).map { radius in parts.flatMap { $0.isRight[radius] } }
    classes = parts.flatMap(\.classes)
    self.pixels = Matrix(
      rows: classes.count, columns: pixels, elements: parts.flatMap(\.pixels.elements))
  }

  @usableFromInline
  init(isRight: [[Bool]], pixels: Matrix<Scalar>, classes: [Int]) {
    (self.isRight, self.pixels, self.classes) = (isRight, pixels, classes)
  }
}
