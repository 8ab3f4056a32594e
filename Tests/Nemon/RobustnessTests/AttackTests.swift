import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing

/// `logits = u W'`: attacks on it have closed forms.
private struct LinearClassifier<Scalar: MatrixScalar>: Classifier {
  let W: Matrix<Scalar>

  func logits(of inputs: Matrix<Scalar>) -> Matrix<Scalar> { inputs.timesTransposed(W) }

  func inputGradient(
    at inputs: Matrix<Scalar>, of lossGradient: (Matrix<Scalar>) throws -> Matrix<Scalar>
  ) rethrows -> Matrix<Scalar> { try lossGradient(logits(of: inputs)) * W }
}

/// Reads the second class above 0.6.
private struct Threshold: Classifier {
  func logits(of inputs: Matrix<Double>) -> Matrix<Double> {
    Matrix(rows: inputs.rows, columns: 2) { $1 == 0 ? 0.6 : inputs[$0, 0] }
  }

  func inputGradient(
    at inputs: Matrix<Double>, of lossGradient: (Matrix<Double>) throws -> Matrix<Double>
  ) rethrows -> Matrix<Double> {
    let slopes = try lossGradient(logits(of: inputs))
    return Matrix(rows: inputs.rows, columns: 1) { row, _ in slopes[row, 1] }
  }
}

@Suite struct AttackTests {
  static let all: [Attack] = [
    .uniformNoise, .continuousInversion, .inversionBlend, .fastGradientSign,
    .projectedGradientDescent(steps: 5, starts: 2),
  ]

  /// Every attack stays in the ball and in [0, 1], and repeats itself; 2e-16 is one rounding of a sum near 1.
  /// Oracle: the ball, and the same call again.
  @Test(arguments: all, [0, 0.05, 0.7]) func attacksStayInTheirBall(attack: Attack, epsilon: Double) throws {
    var generator = RandomGenerator(seed: 80)
    let classifier = LinearClassifier(W: generator.normalMatrix(rows: 3, columns: 6))
    let images = Matrix<Double>(rows: 9, columns: 6) { _, _ in generator.uniform() }
    let labels = (0..<9).map { $0 % 3 }
    let attacked = try attack.images(images, labels: labels, epsilon: epsilon, against: classifier, seed: 5)
    #expect(attacked.elements.allSatisfy { $0 >= 0 && $0 <= 1 })
    let moves = (attacked - images).elements.norm(in: .infinity)
    #expect(moves <= epsilon + 2e-16)
    #expect(epsilon == 0 || moves > 0)
    #expect(
      try attack.images(images, labels: labels, epsilon: epsilon, against: classifier, seed: 5) == attacked)
  }

  /// Oracle: by hand, on pixels below, at and above 1/2.
  @Test func inversions() throws {
    let classifier = LinearClassifier(W: Matrix<Double>.identity(4))
    let images = try Matrix([[0.0, 0.25, 0.5, 1]])
    func attacked(_ attack: Attack) throws -> [Double] {
      try attack.images(images, labels: [0], epsilon: 0.25, against: classifier, seed: 0).elements
    }
    #expect(try attacked(.continuousInversion) == [0.25, 0.5, 0.5, 0.75])
    #expect(try attacked(.inversionBlend) == [0.25, 0.375, 0.5, 0.75])
  }

  /// Oracle: for two classes and a linear classifier the worst point of the ball is, for the second class, `u - epsilon sign(w_1 - w_0)`,
  /// which is still read rightly.
  /// In Float, as trained networks are.
  @Test func gradientAttacksOnALinearClassifier() throws {
    let classifier = LinearClassifier(W: try Matrix<Float>([[1, -2, 0.5], [0, 1, 0.5]]))
    let images = try Matrix<Float>([[0.5, 0.5, 0.5]])
    let attacks: [Attack] = [.fastGradientSign, .projectedGradientDescent()]
    for attack in attacks {
      let attacked = try attack.images(images, labels: [1], epsilon: 0.125, against: classifier, seed: 3)
      #expect(attacked[0, 0] == 0.625 && attacked[0, 1] == 0.375)
    }
    let fast = try Attack.fastGradientSign.images(
      images, labels: [0], epsilon: 0.125, against: classifier, seed: 3)
    #expect(fast[0, 2] == 0.5)
  }

  /// Oracle: by hand. At a margin of 60 the softmax of the true class rounds to 1, and its part of the gradient to 0; the
  /// direction must still be that of the difference of both rows.
  @Test func surePredictions() throws {
    let classifier = LinearClassifier(W: try Matrix<Double>([[100, 41], [40, 1]]))
    let attacked = try Attack.fastGradientSign.images(
      try Matrix([[0.7, 0.45]]), labels: [0], epsilon: 0.25, against: classifier, seed: 3)
    #expect(attacked.elements == [0.7 - 0.25, 0.45 - 0.25])
    let other = LinearClassifier(W: try Matrix<Double>([[100, 1], [0, 2]]))
    #expect(
      try Attack.fastGradientSign.images(
        try Matrix([[0.7, 0.5]]), labels: [0], epsilon: 0.25, against: other, seed: 3
      ).elements == [0.7 - 0.25, 0.75])
  }

  /// Oracle: by hand, on one pixel and two classes of which the second is read above 0.6. From 0.5, in steps of a
  /// hundredth, the first point above 0.6 counts; at the radius 0.05 there is none, and at 0.3 the earlier one stays.
  @Test func theFirstMisreadPointCounts() throws {
    let classifier = Threshold()
    let outcome = try Attack.projectedGradientDescent(steps: 40, step: 0.1, starts: 1).outcome(
      on: try Matrix([[0.5], [0.7]]), labels: [0, 0], radii: [0.05, 0.2, 0.3], against: classifier, seed: 3)
    #expect(outcome.isRight == [[true, false], [false, false], [false, false]])
    #expect(outcome.classes == [1, 1])
    // A step of 0.02 beyond 0.6 at most, or a start there; the image that is misread anyway is not moved.
    #expect(outcome.pixels[0, 0] > 0.6 && outcome.pixels[0, 0] <= 0.7)
    #expect(outcome.pixels[1, 0] == 0.7)
  }

  /// PGD never leaves a larger margin than FGSM on an implicit network, and both lower the clean accuracy.
  /// Oracle: the order that the attacks have by construction.
  @Test func strongerAttacksAreStronger() throws {
    var generator = RandomGenerator(seed: 81)
    let model = try randomModel(gamma: 0.3, from: &generator)
    let classifier = PixelClassifier(
      ImplicitClassifier(model: model, until: .residual(below: 1e-7)), means: [0.5], deviations: [0.1],
      pixels: 4)
    let images = Matrix<Double>(rows: 60, columns: 4) { _, _ in generator.uniform() }
    let labels = try classifier.logits(of: images).rowVectors.map(\.predictedClass)
    func accuracy(_ attack: Attack) throws -> Double {
      let attacked = try attack.images(images, labels: labels, epsilon: 0.15, against: classifier, seed: 2)
      return try classifier.accuracy(on: attacked, labels: labels)
    }
    let fast = try accuracy(.fastGradientSign)
    #expect(try accuracy(.projectedGradientDescent(steps: 20, starts: 3)) <= fast)
    #expect(fast < 1)
    #expect(fast < (try accuracy(.uniformNoise)))
  }

  /// Oracle: central differences in pixel units through the normalisation.
  @Test func pixelUnits() throws {
    var generator = RandomGenerator(seed: 82)
    let model = try randomModel(inputs: 6, gamma: 0.1, activation: .tanh, from: &generator)
    let classifier = PixelClassifier(
      ImplicitClassifier(model: model, until: .residual(below: 1e-12)), means: [0.1, 0.4],
      deviations: [0.3, 0.5],
      pixels: 3)
    let scale = [0.3, 0.3, 0.3, 0.5, 0.5, 0.5]
    let image = Matrix<Double>(rows: 1, columns: 6) { _, _ in generator.uniform() }
    func loss(_ image: Matrix<Double>) throws -> Double {
      try CrossEntropy.loss(of: classifier.logits(of: image), labels: [1]).value
    }
    let gradient = try classifier.inputGradient(at: image) {
      try CrossEntropy.loss(of: $0, labels: [1]).gradient
    }
    for j in 0..<6 {
      var (up, down) = (image, image)
      up[0, j] += 1e-5
      down[0, j] -= 1e-5
      #expect(abs(gradient[0, j] - (try loss(up) - loss(down)) / 2e-5) < 1e-6)
    }
    let direct = Matrix(rows: 1, columns: 6) { _, j in (image[0, j] - (j < 3 ? 0.1 : 0.4)) / scale[j] }
    #expect(try classifier.logits(of: image) == classifier.base.logits(of: direct))
  }

  /// MON's models are solved and attacked without a max-norm measure below 1. Oracle: central differences.
  @Test func monotoneModels() throws {
    var generator = RandomGenerator(seed: 83)
    let parameters = try MonotoneParameters(
      P: generator.normalMatrix(rows: 8, columns: 8), Q: generator.normalMatrix(rows: 8, columns: 8), m: 0.5)
    let model = try ImplicitModel(
      A: parameters.A, B: generator.normalMatrix(rows: 8, columns: 4), b: generator.normals(8),
      C: generator.normalMatrix(rows: 3, columns: 8))
    #expect(!model.isWellPosed)
    let classifier = ImplicitClassifier(
      model: model, by: .peacemanRachfordSplitting(), adjoint: .linearSolve, until: .residual(below: 1e-12))
    let image = generator.normalMatrix(rows: 1, columns: 4)
    let gradient = try classifier.inputGradient(at: image) { _ in try Matrix([[1, 0, -1]]) }
    for j in 0..<4 {
      var (up, down) = (image, image)
      up[0, j] += 1e-5
      down[0, j] -= 1e-5
      let (above, below) = (try classifier.logits(of: up), try classifier.logits(of: down))
      let difference = (above[0, 0] - above[0, 2] - below[0, 0] + below[0, 2]) / 2e-5
      #expect(abs(gradient[0, j] - difference) < 1e-6)
    }
  }
}
