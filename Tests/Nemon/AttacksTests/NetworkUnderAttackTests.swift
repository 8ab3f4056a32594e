import Attacks
import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing
import Training

/// The attacks on the kernels against those of Robustness in double precision.
@Suite struct NetworkUnderAttackTests {
  static let exact = SolverTolerance(relativeChange: 1e-7, mostIterations: 20_000)

  /// 50 images of 4 x 5 pixels in three classes that overlap, so that moderate attacks break some of them.
  static let images: LabeledImages = {
    var generator = RandomGenerator(seed: 31)
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for sample in 0..<50 {
      for i in 0..<20 {
        let level = 60 + (i % 3 == sample % 3 ? 90 : 0) + generator.integer(below: 80)
        pixels.append(UInt8(generator.uniform() < 0.15 ? 0 : level))
      }
      labels.append(UInt8(sample % 3))
    }
    return LabeledImages(rows: 4, columns: 5, channels: 1, pixels: pixels, labels: labels)
  }()

  private func trained<Layer: LayerParameters>(
    _ start: (RandomGenerator) -> Layer
  ) throws -> FullyConnectedNetwork<Layer> {
    let generator = RandomGenerator(seed: 12)
    let network = FullyConnectedNetwork(
      start(generator), width: 9, inputs: 20, classes: 3, randomly: generator)
    var settings = TrainingSettings(seed: 2)
    (settings.batch, settings.adam.learningRate) = (10, 5e-3)
    let trainer = try FullyConnectedTrainer(
      network, on: SparseImages(Self.images), settings: settings, team: WorkerTeam(threads: 1))
    for _ in 0..<12 { _ = try trainer.runEpoch() }
    return trainer.network
  }

  /// A network in both precisions.
  private struct Pair {
    var fast: NetworkUnderAttack
    var exact: PixelClassifier<ImplicitClassifier>
  }

  private func pair<Layer: LayerParameters>(_ network: FullyConnectedNetwork<Layer>) throws -> Pair {
    Pair(
      fast: try NetworkUnderAttack(
        network, images: Self.images, searching: Self.exact, judging: Self.exact, team: WorkerTeam(threads: 2)
      ),
      exact: PixelClassifier(
        ImplicitClassifier(
          model: try network.implicitModel(), by: PeacemanRachfordSplitting(), adjoint: .linearSolve,
          until: .residual(below: 1e-9)), means: [0.1307], deviations: [0.3081], pixels: 20))
  }

  private func pairs() throws -> [Pair] {
    [
      try pair(trained { IDLLayer(width: 9, randomly: $0) }),
      try pair(trained { MONLayer(width: 9, randomly: $0) }),
      try pair(trained { _ in ExplicitLayer() }),
    ]
  }

  private var pixels: Matrix<Double> {
    Matrix(rows: 50, columns: 20, elements: Self.images.pixels.map { Double($0) / 255 })
  }
  private var labels: [Int] { Self.images.labels.map(Int.init) }

  /// Oracle: `Attack.outcome` in double precision. Pixels agree to the rounding of single precision, except where the
  /// gradient's sign is decided by less than that: none for these networks.
  @Test(arguments: [Attack.uniformNoise, .continuousInversion, .inversionBlend, .fastGradientSign])
  func givenMoves(attack: Attack) throws {
    for pair in try pairs() {
      var broken = 0
      let outcome = try pair.fast.outcome(of: attack, radii: [0, 0.1, 0.3], seed: 5)
      for (k, radius) in [0, 0.1, 0.3].enumerated() {
        let expected = try attack.outcome(
          on: pixels, labels: labels, radii: [radius], against: pair.exact, seed: 5
        ).pixels
        let read = try pair.exact.logits(of: expected).rowVectors.map(\.predictedClass)
        #expect(outcome.isRight[k] == zip(read, labels).map { $0 == $1 })
        broken += outcome.isRight[k].count { !$0 }
        guard k == 2 else { continue }
        #expect(outcome.classes == read)
        for (fast, exact) in zip(outcome.pixels.elements, expected.elements) {
          #expect(abs(Double(fast) - exact) < 1e-6)
        }
      }
      #expect(broken > 0)
    }
  }

  /// Oracle: the same walk in double precision. Where a sign, or a prediction, is decided by less than the rounding of
  /// single precision, the two may part: for one image in twenty at most.
  @Test func descent() throws {
    let attack = Attack.projectedGradientDescent(steps: 12, step: 0.2, starts: 2)
    let radii = [0.02, 0.06]
    for pair in try pairs() {
      let fast = try pair.fast.outcome(of: attack, radii: radii, seed: 5)
      let exact = try attack.outcome(on: pixels, labels: labels, radii: radii, against: pair.exact, seed: 5)
      for (one, other) in zip(fast.isRight, exact.isRight) {
        #expect(zip(one, other).count { $0 != $1 } <= 2)
        #expect(other.contains(true) && other.contains(false))
      }
      let found = Matrix<Double>(fast.pixels)
      let reread = try pair.exact.logits(of: found).rowVectors.map(\.predictedClass)
      var same = 0
      for k in 0..<50 {
        #expect((found - pixels)[row: k].norm(in: .infinity) < 0.06 + 1e-6)
        #expect((reread[k] == labels[k]) == fast.isRight[1][k])
        if (found - exact.pixels)[row: k].norm(in: .infinity) < 1e-5 { same += 1 }
      }
      #expect(same >= 47)
    }
  }

  /// Oracle: a closed form. With offsets that keep every unit on, the explicit network is linear. For two classes the
  /// margin falls fastest along the signs of its gradient w, so it can fall by the radius times the sum of |w|, which
  /// both drivers reach: the gradient sign at once, descent in ten steps. No pixel comes near 0 or 1.
  @Test(arguments: [Attack.fastGradientSign, .projectedGradientDescent(steps: 40, step: 0.1, starts: 3)])
  func aLinearNetwork(attack: Attack) throws {
    var network = FullyConnectedNetwork(
      ExplicitLayer(), width: 9, inputs: 20, classes: 2, randomly: RandomGenerator(seed: 14))
    network.b = network.b.map { $0 + 12 }
    var generator = RandomGenerator(seed: 15)
    let levels = (0..<50 * 20).map { _ in UInt8(90 + generator.integer(below: 70)) }
    let pixels = Matrix(rows: 50, columns: 20, elements: levels.map { Double($0) / 255 })
    func exact() throws -> PixelClassifier<ImplicitClassifier> {
      PixelClassifier(
        ImplicitClassifier(model: try network.implicitModel()), means: [0.1307], deviations: [0.3081],
        pixels: 20)
    }
    // Half of the images on either side.
    let differences = try exact().logits(of: pixels).rowVectors.map { $0[0] - $0[1] }.sorted()
    network.c[0] -= Float(differences[25])
    let (model, linear) = (try network.implicitModel(), try exact())
    let w = (0..<20).map { k in
      (0..<9).reduce(0.0) { $0 + (model.C[0, $1] - model.C[1, $1]) * model.B[$1, k] } / 0.3081
    }
    let logits = try linear.logits(of: pixels)
    let labels = logits.rowVectors.map(\.predictedClass)
    let images = LabeledImages(
      rows: 4, columns: 5, channels: 1, pixels: levels, labels: labels.map(UInt8.init))
    let fall = w.map(\.magnitude).reduce(0, +)
    let margins = (0..<50).map { abs(logits[$0, 0] - logits[$0, 1]) }
    // The middle of the gap between two neighbouring margins: no image is decided by rounding.
    let sorted = margins.sorted()
    let radii = [10, 25, 40].map { (sorted[$0] + sorted[$0 + 1]) / 2 / fall }
    #expect(radii[2] < 0.3 && Set(labels).count == 2)
    let expected = radii.map { radius in margins.map { $0 > radius * fall } }
    let fast = try NetworkUnderAttack(network, images: images, team: WorkerTeam(threads: 2))
      .outcome(of: attack, radii: radii, seed: 3)
    let reference = try attack.outcome(on: pixels, labels: labels, radii: radii, against: linear, seed: 3)
    #expect(fast.isRight == expected)
    #expect(reference.isRight == expected)
    // The corner of the ball, for the images that survive.
    for k in 0..<50 where expected[2][k] {
      let sign = logits[k, 0] > logits[k, 1] ? 1.0 : -1
      for j in 0..<20 {
        let corner = pixels[k, j] - sign * radii[2] * (w[j] > 0 ? 1 : -1)
        #expect(abs(reference.pixels[k, j] - corner) < 1e-12)
        #expect(abs(Double(fast.pixels[k, j]) - corner) < 1e-6)
      }
    }
  }

  /// More radii and more starts never lose a success, and the threads do not matter.
  @Test func monotoneAndDeterministic() throws {
    let network = try trained { NEMONLayer(width: 9, randomly: $0) }
    let attack = Attack.projectedGradientDescent(steps: 8, step: 0.25, starts: 3)
    let outcomes = try [1, 2, 3].map { threads in
      try NetworkUnderAttack(network, images: Self.images, team: WorkerTeam(threads: threads))
        .outcome(of: attack, radii: [0, 0.03, 0.06, 0.12], seed: 1)
    }
    #expect(outcomes[0] == outcomes[1] && outcomes[0] == outcomes[2])
    for (smaller, larger) in zip(outcomes[0].isRight, outcomes[0].isRight.dropFirst()) {
      for (before, after) in zip(smaller, larger) where after { #expect(before) }
    }
    let accuracies = outcomes[0].accuracies
    #expect(accuracies[0] > accuracies[3])
    let single = try NetworkUnderAttack(network, images: Self.images, team: WorkerTeam(threads: 1))
      .outcome(
        of: .projectedGradientDescent(steps: 8, step: 0.25, starts: 1), radii: [0, 0.03, 0.06, 0.12], seed: 1)
    for (few, many) in zip(single.isRight, outcomes[0].isRight) {
      for (one, three) in zip(few, many) where three { #expect(one) }
    }
  }

  @Test func shapes() throws {
    let network = FullyConnectedNEMON(width: 4, inputs: 6, classes: 3, randomly: RandomGenerator(seed: 1))
    #expect(throws: TrainingError.shapeMismatch(images: [50, 20], model: [4, 6, 3])) {
      try NetworkUnderAttack(network, images: Self.images, team: WorkerTeam(threads: 1))
    }
  }
}
