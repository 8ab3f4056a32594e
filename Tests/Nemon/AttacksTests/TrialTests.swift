import Attacks
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Measurements
import Records
import Robustness
import Shards
import Testing
import Training
import Trials

/// A trial is a training, its measures and its attacks, done one after the other.
@Suite struct TrialTests {
  private static let images = StudyImages((NetworkUnderAttackTests.images, NetworkUnderAttackTests.images))
  private static let sign = TrialAttack("sign", .fastGradientSign, at: [0.05, 0.1])

  private func study(seeds: ClosedRange<UInt64>) -> Study {
    Study(.nemon(lambdas: [0, 1e-3], gamma: 0.3), .idl(lambdas: [1e-3], radius: 0.5), .mon, .explicit)
      .seeds(seeds).epochs(2).width(12).learningRate(2e-3)
  }

  /// Oracle: the study's networks, measured and attacked by hand. The trial keeps nothing of the network but what these say.
  @Test func isWhatItsPartsGive() throws {
    let trials = try study(seeds: 3...3).trials(
      under: [Self.sign], every: 4, on: Self.images, in: RunningCell(cores: 2))
    let networks = try study(seeds: 3...3).train(on: Self.images, in: RunningCell(cores: 1))
    #expect(trials.count == 5 && networks.count == 5)
    // Seed 3 has the images 2, 6, 10, ...
    let chosen = NetworkUnderAttackTests.images.every(4, from: 2)
    for (trial, network) in zip(trials, networks) {
      let model = try network.fullyConnected().implicitModel()
      #expect(trial.family == network.family && trial.lambda == network.lambda && trial.seed == 3)
      #expect(trial.measures.accuracy == network.accuracy)
      #expect(trial.measures.bound == (try? model.lipschitzBound()))
      #expect(trial.measures.sharperBound == (try? model.metzlerLipschitzBound()))
      let outcome = try network.fullyConnected().underAttack(on: chosen, team: WorkerTeam(threads: 1))
        .outcome(of: .fastGradientSign, radii: [0.05, 0.1], seed: 3)
      #expect(trial.attacks.map(\.right) == [outcome.isRight.map { $0.count { $0 } }])
      #expect(trial.attacks.map(\.images) == [chosen.count])
      #expect(trial.settings.width == 12 && trial.settings.learningRate == 2e-3)
    }
    #expect(trials.map(\.settings.constraint) == [Double(Float(0.3)), Double(Float(0.3)), 0.5, 1, nil])
    #expect(trials.under("sign").map(\.family) == trials.map(\.family))
    #expect(trials.under("noise").isEmpty)
  }

  /// The images that a network is attacked on repeat with the seeds.
  @Test func seedsTakeTurns() throws {
    let trials = try Study(.explicit).seeds(1...5).epochs(1).width(4).trials(
      under: [TrialAttack("clean", .fastGradientSign, at: [0])], every: 20, on: Self.images,
      in: RunningCell(cores: 2))
    // Of 50 images, those from 0, 1, 2, 3 and 4 on.
    #expect(trials.flatMap { $0.attacks.map(\.images) } == [3, 3, 3, 3, 3])
  }

  @Test func withoutAnEpochThereIsNothingToTell() throws {
    #expect(throws: TrainingError.noEpoch) {
      try Study(.explicit).epochs(0).width(4).trials(
        under: [], every: 20, on: Self.images, in: RunningCell(cores: 1))
    }
  }
}
