import Attacks
import CertifiedTraining
import ImageData
import ImplicitNetworks
import JudgedNetworks
import LinearAlgebra
import Records
import Robustness
import Shards
import Training

/// The judging of one network that was trained by interval equilibria, on test images (claim B6).
package struct JudgedRun: Shard {
  package var kind: String
  package var network: TrainedNetwork
  /// Whether convolutions stand before its layer.
  package var hasFront: Bool
  package var radii: [Double]
  /// Every so many images are attacked, from the first.
  package var attackedEvery: Int

  package init(
    _ kind: String, _ network: TrainedNetwork, hasFront: Bool = false, radii: [Double], attackedEvery: Int
  ) {
    (self.kind, self.network, self.hasFront) = (kind, network, hasFront)
    (self.radii, self.attackedEvery) = (radii, attackedEvery)
  }

  package var label: String { "kind=\(kind),seed=\(network.seed)" }

  package static func value(
    of run: JudgedRun, on images: LabeledImages, in scope: ShardScope
  ) throws -> JudgedNetwork {
    let team = WorkerTeam(threads: scope.threads)
    let attacked = images.every(run.attackedEvery, from: 0)
    let subject =
      try run.hasFront
      ? Subject(run.network.fronted(), images, attacked, team)
      : Subject(run.network.fullyConnected(), images, attacked, team)
    func certified(_ certificates: any BatchCertificate, from start: Double) throws -> [[Bool]] {
      try run.radii.enumerated().map { index, radius in
        if scope.isCancelled { throw CancellationError() }
        scope.progress(start + Double(index) / Double(4 * run.radii.count), "certifying at \(radius)")
        return try certificates.certifies(
          radii: Array(repeating: radius, count: images.count), team: team)
      }
    }
    let interval = try certified(subject.interval, from: 0)
    let linear = try certified(subject.linear, from: 0.25)
    scope.progress(0.5, "attacking")
    let model = subject.model
    let logits = try ImplicitClassifier(model: model, until: Subject.rule).logits(of: subject.inputs)
    let error = try EvaluationError(
      of: model, residual: Subject.residual, largestInput: subject.largestInput(within: run.radii.max() ?? 0))
    let global = model.globalCertificates(inputScale: subject.moves).compactMap {
      $0.certificate?.certifiedAccuracies(
        logits: logits, labels: images.classes, C: model.C, radii: run.radii, error: error)
    }
    let outcome = try subject.attack(.projectedGradientDescent(), run.radii, 14)
    let both = run.radii.indices.map { k in
      attacked.classes.indices.filter { linear[k][$0 * run.attackedEvery] }
    }
    return JudgedNetwork(
      kind: run.kind, width: model.width, seed: run.network.seed, radii: run.radii, images: images.count,
      right: zip(logits.rowVectors, images.classes).count { $0.predictedClass == $1 },
      interval: interval.map { $0.count { $0 } }, linear: linear.map { $0.count { $0 } },
      attackedImages: attacked.count, underAttack: outcome.isRight.map { $0.count { $0 } },
      certifiedAndAttacked: both.reduce(0) { $0 + $1.count },
      broken: run.radii.indices.reduce(0) { sum, k in sum + both[k].count { !outcome.isRight[k][$0] } },
      global: run.radii.indices.map { k in global.map { $0[k] }.max() ?? 0 })
  }
}

/// A network as the certificates and the attack see it.
private struct Subject {
  var model: ImplicitModel
  /// Of the implicit layer, an image a row.
  var inputs: Matrix<Double>
  /// The largest move of each of these inputs while no pixel moves by more than 1; nil where they are the pixels.
  var moves: [Double]?
  var interval, linear: any BatchCertificate
  var attack: (Attack, _ radii: [Double], _ seed: UInt64) throws -> AttackOutcome<Float>

  static let residual = 1e-6
  static let rule = StoppingRule.residual(below: residual)

  /// Of the layer, for all images whose pixels move by no more than a radius.
  func largestInput(within radius: Double) -> Double {
    let moves = moves ?? Array(repeating: 1, count: model.inputs)
    return inputs.rowVectors.map { row in
      zip(row, moves).map { $0.magnitude + $1.magnitude * radius }.max() ?? 0
    }.max() ?? 0
  }

  init(
    _ network: any FullyConnectedClassifier, _ images: LabeledImages, _ attacked: LabeledImages,
    _ team: WorkerTeam
  ) throws {
    model = try network.implicitModel()
    inputs = Matrix(images)
    let (black, white) = (
      Array(repeating: 0.0, count: model.inputs), Array(repeating: 1.0, count: model.inputs)
    )
    let certificates = { [model, inputs] (sharpening: BoxSharpening?) in
      try IntervalCertificates(
        of: model, at: inputs, labels: images.classes, range: (black, white), sharpening: sharpening,
        until: Self.rule)
    }
    (interval, linear) = (try certificates(nil), try certificates(BoxSharpening()))
    attack = try NetworkUnderAttack(
      network, images: attacked, normalisation: ChannelNormalisation(means: [0], deviations: [1]), team: team
    ).outcome
  }

  init(_ network: FrontedNetwork, _ images: LabeledImages, _ attacked: LabeledImages, _ team: WorkerTeam)
    throws
  {
    model = try network.layer.implicitModel()
    inputs = network.front.outputs(of: Matrix(images))
    moves = network.front.sensitivities
    interval = try FrontCertificates(of: network, at: images, until: Self.rule)
    linear = try FrontCertificates(of: network, at: images, sharpening: BoxSharpening(), until: Self.rule)
    attack = try FrontUnderAttack(network, images: attacked, team: team).outcome
  }
}
