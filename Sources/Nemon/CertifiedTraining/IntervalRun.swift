import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Records
import Shards
import Training

/// The training of one NEMON by interval equilibria (claim B6).
package struct IntervalRun: Shard {
  package var training: IntervalTrainingSettings

  package init(_ training: IntervalTrainingSettings) { self.training = training }

  package var label: String {
    let rows = training.largestRowSum.map { ",rows=\($0)" } ?? ""
    let kept = training.keptStatistics.map { ",kept=\($0)" } ?? ""
    return "width=\(training.width),eps=\(training.radius)\(rows)\(kept),seed=\(training.seed)"
  }

  /// A run a seed, with the usual settings but these. A normalised drive bears twice the learning rate.
  package static func runs(
    width: Int, radius: Double, seeds: ClosedRange<UInt64>, gamma: Float = 0, largestRowSum: Float? = nil,
    keptStatistics: Float? = nil
  ) -> [IntervalRun] {
    seeds.map { seed in
      var settings = IntervalTrainingSettings(width: width, radius: radius, seed: seed)
      (settings.gamma, settings.largestRowSum) = (gamma, largestRowSum)
      settings.keptStatistics = keptStatistics
      if keptStatistics != nil { settings.adam.learningRate *= 2 }
      return IntervalRun(settings)
    }
  }

  /// What the run starts from.
  package func start(inputs: Int) -> FullyConnectedNEMON {
    var network = FullyConnectedNEMON(
      width: training.width, inputs: inputs, classes: 10, gamma: training.gamma, rowSum: training.rowSum,
      randomly: RandomGenerator(seed: training.seed).stream("parameters"))
    network.B = network.B.map { $0 * training.inputScale }
    return network
  }

  package static func value(
    of run: IntervalRun, on images: StudyImages, in scope: ShardScope
  ) throws -> TrainedNetwork {
    let trainer = try IntervalTrainer(
      run.start(inputs: images.train.pixelsPerImage), on: images.train, settings: run.training,
      team: WorkerTeam(threads: scope.threads))
    let epochs = try trainer.run(in: scope, watching: images.test)
    let found = trainer.watch(images.test, radius: run.training.radius)
    return TrainedNetwork(
      family: .nemon, lambda: 0, seed: run.training.seed, epochs: epochs, steps: trainer.steps,
      testImages: images.test.count, testCorrect: found.right, parameters: try stableJSON(trainer.network))
  }
}

/// What an epoch of training by interval equilibria has shown so far. Hits are images that are read rightly; once the
/// loss is that of the worst case alone, those that are certified.
extension EpochSums {
  /// To equilibria and to their adjoints, over all images.
  package var iterations: Double { Double(forwardIterations + backwardIterations) }

  mutating func add(_ outcome: IntervalBatch.Outcome, _ request: IntervalBatch.Request) {
    images += 1
    loss += Double(outcome.loss)
    hits += (request.clean > 0 ? outcome.isRight : outcome.isCertified) ? 1 : 0
    forwardIterations += outcome.forward
    backwardIterations += outcome.backward
    // By its form the layer cannot leave its constraint, and nothing measures it.
    largestExcess = 0
  }
}

extension IntervalTrainer {
  private struct Journal: Codable {
    var epochs: [EpochSummary] = []
    var underway = EpochSums()
    var checkpoint: Checkpoint
  }

  /// Trains to the end, from the checkpoint of `scope` if there is one.
  /// - Parameters:
  ///   - test: of which progress tells how many of the first thousand are certified.
  ///   - interval: least time between two checkpoints.
  /// - Throws: ``TrainingError``, `CancellationError`, and what the checkpoint throws.
  package func run(
    in scope: ShardScope, watching test: LabeledImages, savingEvery interval: Duration = .seconds(30)
  ) throws -> [EpochSummary] {
    let saved = try scope.saved(Journal.self)
    var journal = saved ?? Journal(checkpoint: checkpoint)
    if saved != nil, (try? resume(from: journal.checkpoint)) == nil {
      journal = Journal(checkpoint: checkpoint)
    }
    let watched = test.prefix(1000)
    try scope.repeating(while: { epoch < settings.epochs }, savingEvery: interval) {
      let epochs = epoch
      try step(into: &journal.underway)
      guard epoch > epochs else { return }
      let summary = journal.underway.summary(epoch: epoch)
      journal.epochs.append(summary)
      journal.underway = EpochSums()
      let found = watch(watched, radius: settings.radius)
      scope.progress(
        Double(epoch) / Double(settings.epochs),
        String(
          format: "epoch %d, loss %.4f, %.1f + %.1f iterations, of %d images %d right, %d certified at %g",
          epoch, summary.loss, summary.forwardIterations, summary.backwardIterations, watched.count,
          found.right, found.certified, settings.radius))
    } saved: {
      journal.checkpoint = checkpoint
      return journal
    }
    return journal.epochs
  }
}
