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

  package init(_ network: TrainedNetwork, settings: TrialSettings, attacks: [PhotographAttack]) {
    (self.network, self.settings, self.attacks) = (network, settings, attacks)
  }

  package var label: String {
    "channels=\(settings.width),family=\(network.family),lambda=\(network.lambda),seed=\(network.seed)"
  }

  /// - Throws: ``TrainingError``, and `CancellationError` between two attacks.
  package static func value(
    of run: ConvolutionalTrialRun, on images: LabeledImages, in scope: ShardScope
  ) throws -> Trial {
    let (network, model) = (run.network, try run.network.convolutional())
    let classifier = ConvolutionalClassifier(model, team: WorkerTeam(threads: scope.threads))
    let attacks = try run.attacks.enumerated().map { index, planned in
      if scope.isCancelled { throw CancellationError() }
      scope.progress(Double(index) / Double(run.attacks.count), planned.attack.name)
      let chosen = images.prefix(planned.images)
      let outcome = try planned.attack.attack.outcome(
        on: Matrix<Float>(chosen), labels: chosen.classes, radii: planned.attack.radii, against: classifier,
        seed: network.seed)
      return AttackedAccuracy(
        of: network, attack: planned.attack.name, radii: planned.attack.radii,
        right: outcome.isRight.map { $0.count { $0 } }, images: chosen.count)
    }
    return Trial(
      settings: run.settings, measures: try NetworkMeasures(measuring: network, as: model), attacks: attacks)
  }
}

/// An attack on the first of some photographs.
package struct PhotographAttack: Codable, Hashable, Sendable {
  package var attack: TrialAttack
  package var images: Int

  package init(_ name: String, _ attack: Attack, at radii: [Double], images: Int) {
    (self.attack, self.images) = (TrialAttack(name, attack, at: radii), images)
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
