import ImageData
import ImplicitNetworks
import LinearAlgebra
import Measurements
import Records
import Robustness
import Shards
import Training
import Trials

extension LabeledImages: ShardInput {}

/// Measures a trained convolutional network and attacks it on photographs (claim C8).
package struct ConvolutionalTrialRun: Shard {
  package var network: TrainedNetwork
  package var settings: TrialSettings
  package var attacks: [PhotographAttack]

  package init(
    _ network: TrainedNetwork, settings: TrialSettings, attacks: some Sequence<PhotographAttack>
  ) {
    (self.network, self.settings, self.attacks) = (network, settings, Array(attacks))
  }

  package var label: String {
    "channels=\(settings.width),family=\(network.family),lambda=\(network.lambda),seed=\(network.seed)"
  }

  /// - Throws: ``TrainingError``, and `CancellationError` between two moves.
  package static func value(
    of run: ConvolutionalTrialRun, on images: LabeledImages, in scope: ShardScope
  ) throws -> Trial {
    let (network, model) = (run.network, try run.network.convolutional())
    let classifier = ConvolutionalClassifier(model, team: WorkerTeam(threads: scope.threads))
    let attacks = try run.attacks.enumerated().map { index, photographs in
      let planned = photographs.planned
      func report(_ share: Double) throws {
        if scope.isCancelled { throw CancellationError() }
        scope.progress((Double(index) + share) / Double(run.attacks.count), planned.name)
      }
      try report(0)
      let chosen = images.every(photographs.every, forSeed: network.seed)
      let outcome = try planned.attack.outcome(
        on: Matrix<Float>(chosen), labels: chosen.classes, radii: planned.radii, against: classifier,
        seed: network.seed, progress: report)
      return AttackedAccuracy(of: network, under: planned, outcome)
    }
    return Trial(
      settings: run.settings, measures: try NetworkMeasures(measuring: network, as: model), attacks: attacks)
  }
}

/// An attack on some of the photographs.
package struct PhotographAttack: Codable, Hashable, Sendable {
  package var planned: TrialAttack
  /// The network of seed s is attacked on each photograph whose number, counted from s - 1, is a multiple of this.
  package var every: Int

  package init(_ name: String, _ attack: Attack, at radii: [Double], every: Int) {
    (planned, self.every) = (TrialAttack(name, attack, at: radii), every)
  }
}

extension LabeledImages {
  /// One image of every `step`, others for each of `step` seeds that follow each other.
  /// - Parameter seed: from 1 on.
  func every(_ step: Int, forSeed seed: UInt64) -> LabeledImages {
    every(step, from: Int((seed - 1) % UInt64(step)))
  }
}

extension NetworkMeasures {
  /// The bounds are those of all images: of the matrix on channels. The Euclidean one is not computed.
  /// - Throws: ``TrainingError/noEpoch``.
  package init(
    measuring network: TrainedNetwork, as model: ConvolutionalNetwork
  ) throws(TrainingError) {
    guard let last = network.epochs.last else { throw .noEpoch }
    let bound = model.lipschitzBound()
    self.init(
      of: network, lastEpoch: last, bound: bound.isFinite ? bound : nil,
      sharperBound: try? model.metzlerLipschitzBound(), euclideanBound: nil,
      plainProduct: (model.inputRowSums().largest ?? 0) * (model.outputChannelSums.rowSums.largest ?? 0),
      majorantAbscissa: model.channelMajorant.spectralAbscissa)
  }
}
