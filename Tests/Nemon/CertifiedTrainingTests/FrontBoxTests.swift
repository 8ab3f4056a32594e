import CertifiedTraining
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing
import Training

/// A front's outputs and boxes, in double precision, and the certificate and the attack that rest on them.
@Suite struct FrontBoxTests {
  private let network = SmallFront.network
  private let images = SmallFront.images(30)

  private func corners(_ images: LabeledImages, _ radius: Double) -> (
    lower: Matrix<Double>, upper: Matrix<Double>
  ) {
    let pixels = Matrix<Double>(images)
    return (pixels.map { max($0 - radius, 0) }, pixels.map { min($0 + radius, 1) })
  }

  /// Where the side is odd, the last windows do not reach the rim.
  @Test(arguments: [7, 8, 9, 14]) func aConvolutionIsAMatrix(side: Int) {
    let front = SmallFront.front(side: side)
    let images = SmallFront.images(5, side: side)
    let dense = DenseFront(front)
    let pixels = Matrix<Double>(images)
    let found = front.outputs(of: pixels)
    let (lower, upper) = corners(images, 0.1)
    let box = front.boxes(lower: lower, upper: upper)
    #expect(found.columns == front.outputs)
    for row in 0..<images.count {
      // Sums of at most 256 products below 10: 1e-12 is some ten roundings of each.
      #expect(isClose(found[row: row], dense.outputs(of: pixels[row: row]), 1e-12))
      let expected = dense.box(lower[row: row], upper[row: row])
      #expect(isClose(box.lower[row: row], expected.lower, 1e-11))
      #expect(isClose(box.upper[row: row], expected.upper, 1e-11))
    }
  }

  @Test func nothingMovesFurtherThanItsSensitivity() {
    let (lower, upper) = corners(images, 0.01)
    let (low, high) = (network.front.outputs(of: lower), network.front.outputs(of: upper))
    let dense = DenseFront(network.front)
    let expected = (0..<2).reduce([Double](repeating: 1, count: 64)) { dense.matrix($1).absolute * $0 }
    #expect(isClose(network.front.sensitivities, expected, 1e-12))
    for row in 0..<images.count {
      for (k, most) in expected.enumerated() {
        #expect(abs(high[row, k] - low[row, k]) <= 0.02 * most + 1e-12)
      }
    }
  }

  /// Corners of the box and points inside it, in the middle where rounding might hide something, and on a box of radius 0.
  @Test(arguments: [0, 1e-9, 0.02, 0.3]) func nothingLeavesTheBox(radius: Double) {
    let (lower, upper) = corners(images, radius)
    let box = network.front.boxes(lower: lower, upper: upper)
    let dense = DenseFront(network.front)
    var generator = RandomGenerator(seed: 33)
    for row in 0..<images.count {
      for kind in 0..<3 {
        let point = (0..<64).map { k -> Double in
          let share = kind == 0 ? generator.uniform() : kind == 1 ? (generator.uniform() < 0.5 ? 0 : 1) : 0.5
          return min(
            max(lower[row, k] + share * (upper[row, k] - lower[row, k]), lower[row, k]), upper[row, k])
        }
        let outputs = dense.outputs(of: point)
        for k in outputs.indices {
          #expect(box.lower[row, k] <= outputs[k] && outputs[k] <= box.upper[row, k])
        }
      }
    }
  }

  /// The certificate is that of the layer over the dense front's box, and no attack changes what it certifies.
  @Test func certifiedImagesWithstandTheAttack() throws {
    let team = WorkerTeam(threads: 2)
    var network = network
    // Strong enough for some pixels to matter more than the offsets.
    network.layer.B = network.layer.B.map { 10 * $0 }
    let model = try network.layer.implicitModel()
    let logits = try ImplicitClassifier(model: model).logits(of: network.front.outputs(of: Matrix(images)))
    // What the network reads is what is to be certified: an untrained one is seldom right.
    var own = images
    own.labels = logits.rowVectors.map { UInt8($0.predictedClass) }
    let dense = DenseFront(network.front)
    let certificates = try FrontCertificates(of: network, at: own)
    let radii = [0.0, 0.002, 0.01, 0.1]
    let attacked = try FrontUnderAttack(network, images: own, team: team)
      .outcome(of: .projectedGradientDescent(steps: 10, step: 0.2, starts: 2), radii: radii, seed: 3)
    var (held, broken) = (0, 0)
    for (index, radius) in radii.enumerated() {
      let found = try certificates.certifies(radii: Array(repeating: radius, count: own.count), team: team)
      let (lower, upper) = corners(own, radius)
      let boxes = (0..<own.count).map { dense.box(lower[row: $0], upper[row: $0]) }
      let worst = try model.intervalEquilibria(
        lower: Matrix(boxes.map(\.lower)), upper: Matrix(boxes.map(\.upper)), until: .residual(below: 1e-9)
      ).worstLogitDifferences(of: model, labels: own.classes)
      let expected = zip(worst.rowVectors, own.classes).map { row, label in
        row.indices.allSatisfy { $0 == label || row[$0] < 0 }
      }
      #expect(found == expected)
      for k in found.indices where found[k] { #expect(attacked.isRight[index][k]) }
      held += found.count { $0 }
      broken += attacked.isRight[index].count { !$0 }
    }
    #expect(held > 30 && broken > 0)
  }

  /// The direction of the attack is that of the cross-entropy's gradient.
  @Test func theAttackClimbs() throws {
    let attacked = try FrontUnderAttack(
      network, images: images, searching: SolverTolerance(relativeChange: 1e-7, mostIterations: 2000),
      team: WorkerTeam(threads: 1))
    let target = FrontTarget(attacked, images: 6)
    let pixels = Matrix<Double>(images.prefix(6))
    let labels = Array(images.classes.prefix(6))
    var gradient = [Float](repeating: 0, count: 6 * 64)
    let classes = try target.read(pixels.elements.map { Float($0) }, rows: 6, for: .searching, isWarm: false)
    try target.differentiate(labels, for: .searching, isWarm: false, into: &gradient)
    let model = try network.layer.implicitModel()
    let classifier = ImplicitClassifier(model: model, until: .residual(below: 1e-13))
    #expect(
      classes
        == (try classifier.logits(of: network.front.outputs(of: pixels))).rowVectors.map(\.predictedClass))
    let dense = DenseFront(network.front)
    for row in 0..<6 {
      let expected = try centralDifferences(at: pixels[row: row], step: 1e-6) { point in
        let y = try classifier.logits(of: Matrix([dense.outputs(of: point)]))[row: 0]
        return try CrossEntropy.loss(of: Matrix([y]), labels: [labels[row]]).value
      }
      let found = gradient[row * 64..<(row + 1) * 64].map(Double.init)
      // A positive multiple of it, to single precision.
      let ratio = zip(found, expected).map { $0 * $1 }.reduce(0, +) / expected.map { $0 * $0 }.reduce(0, +)
      let size = expected.map(\.magnitude).max() ?? 0
      #expect(ratio > 0)
      for (a, b) in zip(found, expected) { #expect(abs(a / ratio - b) <= 1e-4 * size) }
    }
  }
}
