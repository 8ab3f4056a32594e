import CKernels
import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Records
import Testing
import Training

/// Same seed, same bits: at any number of threads, at every kernel level, and after an interruption between any two
/// steps.
@Suite struct ConvolutionalDeterminismTests {
  typealias Gradients = ConvolutionalGradientTests

  /// 70 images: two full batches of 24, whose three groups are three chains, and one of 22, whose last group is filled up.
  static let images = Gradients.images(70, side: 6)

  static let settings: TrainingSettings = {
    var settings = TrainingSettings.photographs(seed: 4)
    (settings.batch, settings.lambda, settings.epochs) = (24, 1e-3, 2)
    (settings.epochsPerDecade, settings.normalisation) = (1, Gradients.normalisation)
    return settings
  }()

  private func trainer(
    threads: Int, batch: Int = 24, images: LabeledImages = images, level: kernel_level = kernel_best_level()
  ) throws -> ConvolutionalTrainer {
    var settings = Self.settings
    settings.batch = batch
    return try ConvolutionalTrainer(
      Gradients.model(Gradients.architecture(side: 6, taps: 3)), on: images, settings: settings,
      team: WorkerTeam(threads: threads), level: level)
  }

  @Test(arguments: [2, 4], [24, 128]) func threads(count: Int, batch: Int) throws {
    let images = batch == 24 ? Self.images : Gradients.images(150, side: 6)
    let one = try trainer(threads: 1, batch: batch, images: images)
    let several = try trainer(threads: count, batch: batch, images: images)
    for _ in 0..<3 { #expect(try one.runEpoch() == several.runEpoch()) }
    #expect(one.checkpoint == several.checkpoint)
    let judges = [1, count].map {
      ConvolutionalClassifier(
        one.network, normalisation: Gradients.normalisation, team: WorkerTeam(threads: $0))
    }
    #expect(try judges[0].classify(images) == judges[1].classify(images))
  }

  /// An epoch at each kernel level that this processor runs.
  @Test func levels() throws {
    let best = try trainer(threads: 2)
    let record = try best.runEpoch()
    for level in SameBitsTests.levels {
      let other = try trainer(threads: 2, level: level)
      #expect(try other.runEpoch() == record)
      #expect(other.checkpoint == best.checkpoint)
    }
    var bits = Bits()
    for parameter in [best.network.T, best.network.B, best.network.b, best.network.C, best.network.c] {
      bits.add(parameter)
    }
    // What a Xeon with AVX-512 gave, and any processor must give.
    #expect(bits.digest == 0x114b_6321_4bd4_8148, "0x\(String(bits.digest, radix: 16))")
  }

  /// After every number of steps of two epochs: in the middle of one and between them.
  @Test func resumedEqualsUninterrupted() throws {
    let whole = try trainer(threads: 2)
    var (records, checkpoints): ([EpochSummary], [TrainingCheckpoint<ConvolutionalNetwork>]) = (
      [], [whole.checkpoint]
    )
    while whole.clock.epoch < 2 {
      if let record = try whole.step() { records.append(record) }
      checkpoints.append(whole.checkpoint)
    }
    #expect(checkpoints.map { $0.clock.underway?.images } == [nil, 24, 48, nil, 24, 48, nil])
    for (steps, checkpoint) in checkpoints.enumerated() {
      let saved = try JSONDecoder().decode(
        TrainingCheckpoint<ConvolutionalNetwork>.self, from: JSONEncoder().encode(checkpoint))
      let resumed = try trainer(threads: 1)
      try resumed.resume(from: saved)
      var rest: [EpochSummary] = []
      while resumed.clock.epoch < 2 { rest.append(try resumed.runEpoch()) }
      #expect(rest == Array(records.dropFirst(steps / 3)))
      #expect(resumed.checkpoint == whole.checkpoint)
    }
  }

  /// A short group's copies of its first image change nothing: nine images give the mean of what eight and one give.
  /// Oracle: the gradients of the two parts alone, weighted. A solver tolerance of 1e-6 leaves 1e-5 of the largest.
  @Test func paddingHasNoShare() throws {
    func gradient(_ indices: Range<Int>) throws -> (network: ConvolutionalNetwork, loss: Double) {
      var settings = Self.settings
      (settings.batch, settings.lambda) = (128, 0)
      settings.tolerance = SolverTolerance(relativeChange: 1e-6, mostIterations: 1000)
      settings.adjointTolerance = settings.tolerance
      let trainer = try ConvolutionalTrainer(
        Gradients.model(Gradients.architecture(side: 6, taps: 3)), on: Self.images.select(indices),
        settings: settings, team: WorkerTeam(threads: 1))
      let record = try trainer.runEpoch()
      return (trainer.firstMoments, record.loss)
    }
    let (all, eight, one) = (try gradient(0..<9), try gradient(0..<8), try gradient(8..<9))
    #expect(abs(all.loss - (8 * eight.loss + one.loss) / 9) < 1e-6)
    for path in [\ConvolutionalNetwork.T, \.B, \.b, \.C, \.c] {
      let scale = all.network[keyPath: path].map(abs).max()!
      #expect(scale > 0)
      for k in all.network[keyPath: path].indices {
        let mean = (8 * eight.network[keyPath: path][k] + one.network[keyPath: path][k]) / 9
        #expect(abs(all.network[keyPath: path][k] - mean) < 1e-5 * scale)
      }
    }
  }

  @Test func foreignCheckpoint() throws {
    let one = try trainer(threads: 1)
    var checkpoint = one.checkpoint
    checkpoint.settings.seed += 1
    #expect(throws: TrainingError.foreignCheckpoint) { try one.resume(from: checkpoint) }
    checkpoint = one.checkpoint
    checkpoint.second.T.removeLast()
    #expect(throws: TrainingError.foreignCheckpoint) { try one.resume(from: checkpoint) }
  }
}
