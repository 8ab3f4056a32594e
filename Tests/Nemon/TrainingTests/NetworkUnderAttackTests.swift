import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
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

  private func trained<State: StateParameters>(
    _ start: (RandomGenerator) -> State
  ) throws -> FullyConnectedNetwork<State> {
    let generator = RandomGenerator(seed: 12)
    let network = FullyConnectedNetwork(
      start(generator), width: 9, inputs: 20, classes: 3, randomly: generator)
    var settings = TrainingSettings(seed: 2)
    (settings.batch, settings.adam.learningRate) = (10, 5e-3)
    let trainer = try FullyConnectedTrainer(
      network, on: Self.images, settings: settings, team: WorkerTeam(threads: 1))
    for _ in 0..<12 { _ = try trainer.runEpoch() }
    return trainer.model
  }

  /// A network in both precisions.
  private struct Pair {
    var fast: NetworkUnderAttack
    var exact: PixelClassifier<ImplicitClassifier>
  }

  private func pair<State: StateParameters>(_ network: FullyConnectedNetwork<State>) throws -> Pair {
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
      try pair(trained { IDLState(width: 9, randomly: $0) }),
      try pair(trained { MONState(width: 9, randomly: $0) }),
      try pair(trained { _ in ExplicitState() }),
    ]
  }

  private var pixels: Matrix<Double> {
    Matrix(rows: 50, columns: 20, elements: Self.images.pixels.map { Double($0) / 255 })
  }
  private var labels: [Int] { Self.images.labels.map(Int.init) }

  /// Oracle: `Attack.images` in double precision. Pixels agree to the rounding of single precision, except where the
  /// gradient's sign is decided by less than that: none for these networks.
  @Test(arguments: [Attack.uniformNoise, .continuousInversion, .inversionBlend, .fastGradientSign])
  func givenMoves(attack: Attack) throws {
    for pair in try pairs() {
      var broken = 0
      let outcome = try pair.fast.outcome(of: attack, radii: [0, 0.1, 0.3], seed: 5)
      for (k, radius) in [0, 0.1, 0.3].enumerated() {
        let expected = try attack.images(
          pixels, labels: labels, epsilon: radius, against: pair.exact, seed: 5)
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

  /// Oracle: the descent in double precision from the same start. An image that survives has walked the same way; one
  /// that the exact descent ends with wrong was broken here on that way, and what was found is wrong for the exact
  /// network, too, and within the ball.
  @Test func descent() throws {
    let attack = Attack.projectedGradientDescent(steps: 12, step: 0.2, starts: 1)
    for pair in try pairs() {
      let outcome = try pair.fast.outcome(of: attack, radii: [0.06], seed: 5)
      let expected = try attack.images(pixels, labels: labels, epsilon: 0.06, against: pair.exact, seed: 5)
      let clean = try pair.exact.logits(of: pixels).rowVectors.map(\.predictedClass)
      let read = try pair.exact.logits(of: expected).rowVectors.map(\.predictedClass)
      let found = Matrix(rows: 50, columns: 20) { Double(outcome.pixels[$0, $1]) }
      let reread = try pair.exact.logits(of: found).rowVectors.map(\.predictedClass)
      var (survivors, same, broken) = (0, 0, 0)
      for k in 0..<50 {
        #expect((found - pixels)[row: k].norm(in: .infinity) < 0.06 + 1e-6)
        if outcome.isRight[0][k] {
          survivors += 1
          #expect(read[k] == labels[k])
          if zip(found[row: k], expected[row: k]).allSatisfy({ abs($0 - $1) < 1e-5 }) { same += 1 }
        } else {
          #expect(reread[k] != labels[k])
          if clean[k] == labels[k] { broken += 1 }
        }
      }
      #expect(survivors > 0 && broken > 0)
      // The exact descent keeps the clean image where no end is worse, and a sign may hang on rounding.
      #expect(Double(same) >= 0.9 * Double(survivors))
    }
  }

  /// More radii and more starts never lose a success, and the threads do not matter.
  @Test func monotoneAndDeterministic() throws {
    let network = try trained { NEMONState(width: 9, randomly: $0) }
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
