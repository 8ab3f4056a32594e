import CKernels
import CertifiedTraining
import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Shards
import Synchronization
import Testing
import Training

/// With a front: same seed, same bits, at any number of threads, at every kernel level, and after an interruption.
@Suite struct FrontTrainerTests {
  /// Three classes, by which third of the rows is bright.
  private static let images: LabeledImages = {
    var generator = RandomGenerator(seed: 41)
    let labels = (0..<60).map { UInt8($0 % 3) }
    let pixels = labels.flatMap { label in
      (0..<64).map {
        UInt8($0 / 8 / 3 == Int(label) ? 150 + generator.integer(below: 106) : generator.integer(below: 60))
      }
    }
    return LabeledImages(rows: 8, columns: 8, channels: 1, pixels: pixels, labels: labels)
  }()

  private static var run: FrontRun {
    var settings = IntervalTrainingSettings(width: 19, radius: 0.1, seed: 3)
    (settings.epochs, settings.batch, settings.ramp, settings.decays) = (20, 25, [2, 10], [16])
    settings.adam = Adam(learningRate: 1e-2)
    return FrontRun(filters: [16, 16], settings)
  }

  private func trainer(threads: Int = 1, level: kernel_level = kernel_best_level()) throws -> IntervalTrainer
  {
    let start = Self.run.start(side: 8)
    return try IntervalTrainer(
      start.layer, behind: start.front, on: Self.images, settings: Self.run.training,
      team: WorkerTeam(threads: threads), level: level)
  }

  @Test func threadsAndLevelsChangeNoBit() throws {
    let one = try trainer()
    let epochs = try one.run(in: ShardScope(), watching: Self.images)
    #expect(one.trainedFront != Self.run.start(side: 8).front)
    for (threads, level) in [(2, kernel_best_level()), (3, kernel_plain)] {
      let other = try trainer(threads: threads, level: level)
      #expect(try other.run(in: ShardScope(), watching: Self.images) == epochs)
      #expect(other.network == one.network && other.trainedFront == one.trainedFront)
    }
  }

  /// It learns, and what it watches in single precision is what the certificate says in double.
  @Test func itCertifies() throws {
    let trainer = try trainer()
    _ = try trainer.run(in: ShardScope(), watching: Self.images)
    let found = trainer.watch(Self.images, radius: 0.05)
    #expect(found.right == 60 && found.certified > 40)
    let front = try #require(trainer.trainedFront)
    let certificates = try FrontCertificates(
      of: FrontedNetwork(front: front, layer: trainer.network), at: Self.images)
    let held = try certificates.certifies(
      radii: Array(repeating: 0.05, count: 60), team: WorkerTeam(threads: 1))
    // One image may lie on the edge between the two precisions.
    #expect(abs(held.count { $0 } - found.certified) <= 1)
  }

  /// Every checkpoint that a run saves takes another run to the same end.
  @Test func anInterruptedRunEndsInTheSameBits() throws {
    let whole = try trainer()
    let saved = Mutex<[Data]>([])
    let keeping = CellCheckpoint(load: { nil }, save: { data in saved.withLock { $0.append(data) } })
    let epochs = try whole.run(in: ShardScope(checkpoint: keeping), watching: Self.images, savingEvery: .zero)
    let journals = saved.withLock { $0 }
    #expect(journals.count == whole.steps)
    for index in [0, 5, journals.count - 2] {
      let resumed = try trainer()
      let from = CellCheckpoint(load: { journals[index] }, save: { _ in })
      #expect(try resumed.run(in: ShardScope(checkpoint: from), watching: Self.images) == epochs)
      #expect(resumed.network == whole.network && resumed.trainedFront == whole.trainedFront)
    }
  }

  @Test func aCheckpointWithoutFrontIsForeign() throws {
    let trainer = try trainer()
    var checkpoint = trainer.checkpoint
    checkpoint.front = nil
    #expect(throws: TrainingError.foreignCheckpoint) { try trainer.resume(from: checkpoint) }
  }

  @Test func aFrontThatDoesNotFitIsRefused() throws {
    let start = Self.run.start(side: 8)
    #expect(throws: TrainingError.shapeMismatch(images: [60, 64], model: [196, 144, 19, 64, 10])) {
      try IntervalTrainer(
        start.layer,
        behind: ConvolutionalFront(side: 14, filters: [16, 16], randomly: RandomGenerator(seed: 1)),
        on: Self.images, settings: Self.run.training, team: WorkerTeam(threads: 1))
    }
  }

  @Test func theRecordHoldsTheNetwork() throws {
    let network = Self.run.start(side: 8)
    let data = try stableJSON(network)
    #expect(try JSONDecoder().decode(FrontedNetwork.self, from: data) == network)
  }
}
