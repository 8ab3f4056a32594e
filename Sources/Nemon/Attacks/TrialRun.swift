import ImageData
import ImplicitNetworks
import LinearAlgebra
import Measurements
import Records
import Robustness
import Shards
import Training
import Trials

/// Trains a fully connected network, measures it and attacks it; keeps what that showed, not the network.
package struct TrialRun: Shard {
  package var training: FullyConnectedRun
  package var attacks: [TrialAttack]
  /// The network of seed s is attacked on each test image whose number, counted from s - 1, is a multiple of this.
  package var every: Int

  package var label: String { "width=\(training.width)," + training.label }

  /// - Throws: ``TrainingError``, and what the model's equations throw.
  package static func value(
    of run: TrialRun, on images: StudyImages, in scope: ShardScope
  ) throws -> Trial {
    let network = try FullyConnectedRun.value(of: run.training, on: images, in: scope)
    let classifier = try network.fullyConnected()
    let attacks = try network.attacked(
      by: run.attacks, on: images.test.every(run.every, forSeed: network.seed),
      team: WorkerTeam(threads: scope.threads))
    return Trial(
      settings: TrialSettings(
        width: run.training.width, constraint: run.training.family.constant.map(Double.init),
        learningRate: run.training.training.adam.learningRate),
      measures: try NetworkMeasures(measuring: network, as: classifier.implicitModel()), attacks: attacks)
  }
}

/// An attack that every network of a study goes through.
package struct TrialAttack: Codable, Hashable, Sendable {
  package var name: String
  package var attack: Attack
  /// Ascending, in units where white is 1.
  package var radii: [Double]

  package init(_ name: String, _ attack: Attack, at radii: [Double]) {
    (self.name, self.attack, self.radii) = (name, attack, radii)
  }
}

extension TrainedNetwork {
  /// How many of some digits a fully connected network still reads rightly under each attack, with random starts by its own seed.
  /// - Throws: ``TrainingError``.
  package func attacked(
    by attacks: some Sequence<TrialAttack>, on images: LabeledImages, team: WorkerTeam
  ) throws -> [AttackedAccuracy] {
    let target = try fullyConnected().underAttack(on: images, team: team)
    return try attacks.map { planned in
      AttackedAccuracy(
        of: self, under: planned, try target.outcome(of: planned.attack, radii: planned.radii, seed: seed))
    }
  }
}

extension AttackedAccuracy {
  /// What a planned attack left.
  init(of network: TrainedNetwork, under planned: TrialAttack, _ outcome: AttackOutcome<Float>) {
    self.init(
      of: network, attack: planned.name, radii: planned.radii,
      right: outcome.isRight.map { $0.count { $0 } }, images: outcome.classes.count)
  }
}

extension Study {
  /// A trial of each network, in the order of ``train(on:in:)``.
  /// - Parameter every: each network is attacked on one of so many test images, another one for the next seed.
  /// - Throws: ``TrainingError``, and what `cell` throws.
  package func trials(
    under attacks: [TrialAttack], every: Int, on images: @autoclosure () throws -> StudyImages,
    in cell: RunningCell
  ) throws -> [Trial] {
    try [self].trials(under: attacks, every: every, on: images(), in: cell)
  }
}

extension [Study] {
  /// The trials of one study after the other.
  package func trials(
    under attacks: [TrialAttack], every: Int, on images: @autoclosure () throws -> StudyImages,
    in cell: RunningCell
  ) throws -> [Trial] {
    let runs = flatMap(\.fullyConnectedRuns).map {
      TrialRun(training: $0, attacks: attacks, every: every)
    }
    return try cell.values(of: runs, on: images())
  }
}

extension NetworkMeasures {
  /// - Parameter model: the network in double precision.
  /// - Throws: ``TrainingError/noEpoch``.
  package init(
    measuring network: TrainedNetwork, as model: ImplicitModel
  ) throws(TrainingError) {
    guard let last = network.epochs.last else { throw .noEpoch }
    self.init(
      of: network, lastEpoch: last, bound: try? model.lipschitzBound(),
      sharperBound: try? model.metzlerLipschitzBound(),
      euclideanBound: try? EuclideanSensitivity.monotone(of: model).lipschitzBound(of: model.C),
      plainProduct: model.B.norm(in: .infinity) * model.C.norm(in: .infinity),
      majorantAbscissa: model.A.metzlerMajorant.spectralAbscissa)
  }
}

extension NetworkFamily {
  fileprivate var constant: Float? {
    switch self {
    case .nemon(let gamma): gamma
    case .idl(let radius): radius
    case .mon(let m): m
    case .explicit: nil
    }
  }
}
