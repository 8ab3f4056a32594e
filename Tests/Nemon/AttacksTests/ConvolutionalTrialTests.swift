import Attacks
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Measurements
import Records
import Robustness
import Shards
import Synchronization
import Testing
import Training
import Trials

/// A trial of a convolutional network.
@Suite struct ConvolutionalTrialTests {
  private static let images: LabeledImages = {
    var noise = RandomGenerator(seed: 3).stream("pixels")
    return LabeledImages(
      rows: 8, columns: 8, channels: 3, pixels: (0..<24 * 192).map { _ in UInt8(noise.integer(below: 256)) },
      labels: (0..<24).map { UInt8($0 % 10) })
  }()

  private static func trained(_ family: NetworkFamily) throws -> TrainedNetwork {
    var settings = TrainingSettings.photographs(seed: 5)
    (settings.epochs, settings.batch) = (2, 12)
    let run = ConvolutionalRun(
      family: family, architecture: ConvolutionalArchitecture(channels: 3, taps: 3, side: 8),
      training: settings)
    return try ConvolutionalRun.value(of: run, on: StudyImages((images, images)), in: ShardScope())
  }

  /// Oracle: the network's parts, one by one; of MON, whose measure is above 1 here, C5's bound does not exist.
  @Test(arguments: [NetworkFamily.nemon(gamma: 0), .idl(radius: 0.9), .mon(m: 1)])
  func isWhatItsPartsGive(family: NetworkFamily) throws {
    let network = try Self.trained(family)
    let settings = TrialSettings(width: 3, constraint: nil, learningRate: 1e-3)
    let attacks: [PhotographAttack] = [
      .init("sign", .fastGradientSign, at: [0.01, 0.05], every: 2),
      .init("descent", .projectedGradientDescent(steps: 4, starts: 2), at: [0.02], every: 9),
    ]
    let run = ConvolutionalTrialRun(network, settings: settings, attacks: attacks)
    let trial = try ConvolutionalTrialRun.value(of: run, on: Self.images, in: ShardScope(threads: 2))
    #expect(try trial == ConvolutionalTrialRun.value(of: run, on: Self.images, in: ShardScope(threads: 1)))
    let model = try network.convolutional()
    #expect(trial.family == network.family && trial.seed == 5 && trial.measures.accuracy == network.accuracy)
    #expect(trial.settings == settings && trial.measures.lastEpoch == network.epochs.last)
    #expect((trial.measures.bound == nil) == (model.measure >= 1))
    #expect(trial.measures.bound.map { $0 == model.lipschitzBound() } != false)
    #expect(trial.measures.sharperBound == (try? model.metzlerLipschitzBound()))
    // With weights of one and no plus, C5's bound is this product over 1 - mu.
    let product = model.lipschitzBound() * (1 - max(model.measure, 0))
    #expect(model.measure >= 1 || abs(trial.measures.plainProduct / product - 1) < 1e-9)
    #expect(trial.measures.majorantAbscissa <= model.measure + 1e-9)
    if case .mon = family {
      #expect(trial.measures.bound == nil)
    } else {
      #expect(trial.measures.bound != nil)
    }
    let classifier = ConvolutionalClassifier(model, team: WorkerTeam(threads: 1))
    // Seed 5 of 24 images: every second one from the first on, and every ninth from the fifth.
    for (found, (attack, numbers)) in zip(
      trial.attacks,
      [
        (Attack.fastGradientSign, Array(stride(from: 0, to: 24, by: 2))),
        (.projectedGradientDescent(steps: 4, starts: 2), [4, 13, 22]),
      ])
    {
      let chosen = Self.images.select(numbers)
      let outcome = try attack.outcome(
        on: Matrix<Float>(chosen), labels: chosen.classes, radii: found.radii, against: classifier, seed: 5)
      #expect(found.right == outcome.isRight.map { $0.count { $0 } } && found.images == numbers.count)
    }
  }

  /// Asked to stop after some reports, a trial sends no further one: it stops within an attack, too. Until then its shares do not fall.
  @Test(arguments: [Attack.fastGradientSign, .projectedGradientDescent(steps: 4, starts: 2)], [0, 2])
  func stopsBetweenMoves(attack: Attack, reports: Int) throws {
    let shares = Mutex<[Double]>([])
    let scope = ShardScope(
      progress: CellProgress { share, _ in shares.withLock { $0.append(share) } },
      isCancelled: { shares.withLock { $0.count == reports } })
    let run = ConvolutionalTrialRun(
      try Self.trained(.nemon(gamma: 0)),
      settings: TrialSettings(width: 3, constraint: nil, learningRate: 1e-3),
      attacks: [.init("attack", attack, at: [0.01, 0.02, 0.03], every: 5)])
    #expect(throws: CancellationError.self) {
      try ConvolutionalTrialRun.value(of: run, on: Self.images, in: scope)
    }
    let seen = shares.withLock { $0 }
    #expect(seen.count == reports && zip(seen, seen.dropFirst()).allSatisfy { $0 <= $1 })
  }
}
