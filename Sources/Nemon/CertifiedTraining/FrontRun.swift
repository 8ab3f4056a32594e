import Foundation
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Records
import Shards
import Training

/// The training of one NEMON behind a front of convolutions by interval equilibria (claim B6).
package struct FrontRun: Shard {
  /// Filters of each convolution.
  package var filters: [Int]
  package var training: IntervalTrainingSettings

  package init(filters: [Int], _ training: IntervalTrainingSettings) {
    (self.filters, self.training) = (filters, training)
  }

  package var label: String {
    "filters=\(filters.map(String.init).joined(separator: "-")),width=\(training.width),eps=\(training.radius),"
      + "seed=\(training.seed)"
  }

  /// A run a seed, with the settings that are usual behind a front.
  package static func runs(
    filters: [Int], width: Int, radius: Double, seeds: ClosedRange<UInt64>
  ) -> [FrontRun] {
    seeds.map { seed in
      var settings = IntervalTrainingSettings(width: width, radius: radius, seed: seed)
      settings.adam.learningRate = 2e-3
      settings.inputScale = 0.3
      (settings.epochs, settings.ramp, settings.decays) = (40, [1, 16], [28, 36])
      return FrontRun(filters: filters, settings)
    }
  }

  /// What the run starts from.
  package func start(side: Int) -> FrontedNetwork {
    let generator = RandomGenerator(seed: training.seed).stream("parameters")
    let front = ConvolutionalFront(side: side, filters: filters, randomly: generator)
    return FrontedNetwork(front: front, layer: IntervalRun(training).start(inputs: front.outputs))
  }

  package static func value(
    of run: FrontRun, on images: StudyImages, in scope: ShardScope
  ) throws -> TrainedNetwork {
    let start = run.start(side: images.train.rows)
    let trainer = try IntervalTrainer(
      start.layer, behind: start.front, on: images.train, settings: run.training,
      team: WorkerTeam(threads: scope.threads))
    let epochs = try trainer.run(in: scope, watching: images.test)
    let found = trainer.watch(images.test, radius: run.training.radius)
    let network = FrontedNetwork(front: trainer.trainedFront ?? start.front, layer: trainer.network)
    return TrainedNetwork(
      family: .nemon, lambda: 0, seed: run.training.seed, epochs: epochs, steps: trainer.steps,
      testImages: images.test.count, testCorrect: found.right, parameters: try stableJSON(network))
  }
}

extension TrainedNetwork {
  /// The network with a front behind the record.
  /// - Throws: `DecodingError`.
  package func fronted() throws -> FrontedNetwork {
    try JSONDecoder().decode(FrontedNetwork.self, from: parameters)
  }
}
