import ImplicitNetworks
import LinearAlgebra

/// A perturbation of images in pixel units: entries in [0, 1], moved by at most `epsilon` each and clipped to [0, 1].
///
///     let worst = try Attack.projectedGradientDescent().images(
///       images, labels: labels, epsilon: 0.1, against: classifier, seed: 7)
///
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
  /// Steps of `step * epsilon` along the sign of the gradient, each projected to the ball, from several uniform starts;
  /// the end with the smallest margin of the true class counts, and the image itself if none is smaller.
  case projectedGradientDescent(steps: Int = 40, step: Double = 0.1, starts: Int = 5)

  /// The attacked images.
  /// - Parameters:
  ///   - images: shape `[batch, pixels]`, entries in [0, 1].
  ///   - labels: the true class of each row.
  ///   - epsilon: the largest move of a pixel.
  ///   - seed: for the random attacks; image k draws from its own stream.
  /// - Returns: the same shape, entries in [0, 1].
  /// - Throws: what the classifier throws, and ``LabelError`` (from ImplicitNetworks).
  @inlinable
  public func images<C: Classifier>(
    _ images: Matrix<C.Scalar>, labels: [Int], epsilon: Double, against classifier: C, seed: UInt64
  ) throws -> Matrix<C.Scalar> {
    let radius = C.Scalar(epsilon)
    let generator = RandomGenerator(seed: seed)
    switch self {
    case .uniformNoise:
      return noisy(images, epsilon: epsilon, from: generator)
    case .continuousInversion:
      return images.map { clipped($0 + radius * sign(0.5 - $0)) }
    case .inversionBlend:
      return images.map { clipped((1 - radius) * $0 + radius * (1 - $0)) }
    case .fastGradientSign:
      let gradient = try lossGradient(images, labels: labels, against: classifier)
      return images.combined(with: gradient) { clipped($0 + radius * sign($1)) }
    case .projectedGradientDescent(let steps, let step, let starts):
      return try descend(
        images, labels: labels, radius: radius, steps: steps, step: C.Scalar(step) * radius,
        starts: (0..<starts).map { noisy(images, epsilon: epsilon, from: generator, stream: $0) },
        against: classifier)
    }
  }
}

@inlinable
func noisy<Scalar>(
  _ images: Matrix<Scalar>, epsilon: Double, from generator: RandomGenerator, stream: Int = 0
) -> Matrix<Scalar> {
  let generator = generator.stream(stream)
  var moved = images
  for row in 0..<images.rows {
    var own = generator.stream(row)
    moved[row: row] = images[row: row].map { clipped($0 + Scalar(own.uniform(-epsilon, epsilon))) }
  }
  return moved
}

@inlinable
func lossGradient<C: Classifier>(
  _ images: Matrix<C.Scalar>, labels: [Int], against classifier: C
) throws -> Matrix<C.Scalar> {
  try classifier.inputGradient(at: images) { logits in
    try CrossEntropy.loss(of: logits, labels: labels).gradient
  }
}

@inlinable
func descend<C: Classifier>(
  _ images: Matrix<C.Scalar>, labels: [Int], radius: C.Scalar, steps: Int, step: C.Scalar,
  starts: [Matrix<C.Scalar>], against classifier: C
) throws -> Matrix<C.Scalar> {
  var worst = images
  var worstMargins = try margins(images, labels: labels, against: classifier)
  for start in starts {
    var moved = start
    for _ in 0..<steps {
      let gradient = try lossGradient(moved, labels: labels, against: classifier)
      moved = moved.combined(with: gradient) { $0 + step * sign($1) }
      moved = moved.combined(with: images) { clipped(Swift.min(Swift.max($0, $1 - radius), $1 + radius)) }
    }
    for (k, margin) in try margins(moved, labels: labels, against: classifier).enumerated()
    where margin < worstMargins[k] {
      worst[row: k] = moved[row: k]
      worstMargins[k] = margin
    }
  }
  return worst
}

/// The label's logit above the best other one: negative where the prediction is wrong.
@inlinable
func margins<C: Classifier>(
  _ images: Matrix<C.Scalar>, labels: [Int], against classifier: C
) throws -> [C.Scalar] {
  zip(try classifier.logits(of: images).rowVectors, labels).map { row, label in
    let others = row.indices.lazy.filter { $0 != label }.map { row[$0] }
    return row[label] - (others.max() ?? -C.Scalar.infinity)
  }
}

/// -1, 0 or 1.
@inlinable
func sign<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar { x > 0 ? 1 : x < 0 ? -1 : 0 }

@inlinable
func clipped<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar { Swift.min(Swift.max(x, 0), 1) }
