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

/// Same seed, same bits: at any number of threads, at every kernel level, and after an interruption.
@Suite struct IntervalTrainerTests {
  private static let images: LabeledImages = {
    var generator = RandomGenerator(seed: 22)
    let labels = (0..<90).map { UInt8($0 % 3) }
    let pixels = labels.flatMap { label in
      (0..<49).map {
        UInt8($0 % 3 == Int(label) ? 120 + generator.integer(below: 136) : generator.integer(below: 60))
      }
    }
    return LabeledImages(rows: 7, columns: 7, channels: 1, pixels: pixels, labels: labels)
  }()

  private static var settings: IntervalTrainingSettings {
    var settings = IntervalTrainingSettings(width: 19, radius: 0.1, seed: 3)
    (settings.epochs, settings.batch, settings.ramp, settings.decays) = (6, 20, [1, 4], [5])
    settings.adam = Adam(learningRate: 1e-2)
    return settings
  }

  /// What a training may have besides.
  enum Variant: CaseIterable {
    case plain, shortRows, normalised
  }

  private func trainer(
    _ variant: Variant = .plain, threads: Int = 1, level: kernel_level = kernel_best_level()
  ) throws -> IntervalTrainer {
    var settings = Self.settings
    if variant == .shortRows { settings.largestRowSum = 0.4 }
    if variant == .normalised { settings.keptStatistics = 0.9 }
    return try IntervalTrainer(
      IntervalRun(settings).start(inputs: 49), on: Self.images, settings: settings,
      team: WorkerTeam(threads: threads), level: level)
  }

  @Test(arguments: Variant.allCases) func threadsAndLevelsChangeNoBit(variant: Variant) throws {
    let one = try trainer(variant)
    let epochs = try one.run(in: ShardScope(), watching: Self.images)
    for (threads, level) in [(3, kernel_best_level()), (2, kernel_plain)] {
      let other = try trainer(variant, threads: threads, level: level)
      #expect(try other.run(in: ShardScope(), watching: Self.images) == epochs)
      #expect(other.network == one.network)
    }
  }

  /// The baselines: feed-forward has no matrix at all, and IBP-MonDEQ's condition holds in the weights that were trained.
  @Test func rowsStayWithinTheirLimit() throws {
    var settings = Self.settings
    (settings.gamma, settings.rowSum) = (0.5, 2)
    for limit in [Float(0), 0.5] {
      settings.largestRowSum = limit
      let trainer = try IntervalTrainer(
        IntervalRun(settings).start(inputs: 49), on: Self.images, settings: settings,
        team: WorkerTeam(threads: 2))
      _ = try trainer.run(in: ShardScope(), watching: Self.images)
      let model = try trainer.network.implicitModel()
      let growth = trainer.network.layer.d.map { exp(Double($0)) }
      for i in 0..<settings.width {
        let sum = (0..<settings.width).map { abs(model.A[i, $0]) * growth[i] / growth[$0] }.reduce(0, +)
        // Off the diagonal nothing is left with limit 0, and the diagonal is gamma; 1e-5 for single precision.
        #expect(sum <= 0.5 + 1e-5)
        if limit == 0 { #expect(model.A[i, i] == 0.5 && sum == 0.5) }
      }
      #expect(trainer.watch(Self.images, radius: 0).right > 60)
    }
  }

  /// It learns: three classes that lie 60 of 255 apart, at a radius of 0.05.
  @Test(arguments: [Variant.plain, .normalised]) func itCertifies(variant: Variant) throws {
    let trainer = try trainer(variant)
    _ = try trainer.run(in: ShardScope(), watching: Self.images)
    let found = trainer.watch(Self.images, radius: 0.05)
    #expect(found.right == 90 && found.certified > 60)
  }

  /// Every checkpoint that a run saves takes another run to the same end.
  @Test(arguments: Variant.allCases) func anInterruptedRunEndsInTheSameBits(variant: Variant) throws {
    let whole = try trainer(variant)
    let saved = Mutex<[Data]>([])
    let keeping = CellCheckpoint(load: { nil }, save: { data in saved.withLock { $0.append(data) } })
    let epochs = try whole.run(
      in: ShardScope(checkpoint: keeping), watching: Self.images, savingEvery: .zero)
    let journals = saved.withLock { $0 }
    #expect(journals.count == whole.steps)
    for index in [0, 7, journals.count - 2] {
      let resumed = try trainer(variant)
      let from = CellCheckpoint(load: { journals[index] }, save: { _ in })
      #expect(try resumed.run(in: ShardScope(checkpoint: from), watching: Self.images) == epochs)
      #expect(resumed.network == whole.network)
    }
  }
}
