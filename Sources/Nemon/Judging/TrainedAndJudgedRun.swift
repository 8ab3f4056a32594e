import CertifiedTraining
import ImageData
import JudgedNetworks
import Records
import Shards
import Training

/// The training of one NEMON by interval equilibria and its judging, for networks too large to keep (claim B6).
package struct TrainedAndJudgedRun: Shard {
  package var kind: String
  package var training: IntervalTrainingSettings
  package var radii: [Double]
  /// Every so many test images are judged and attacked, from the first.
  package var judgedEvery: Int

  package init(_ kind: String, _ training: IntervalTrainingSettings, radii: [Double], judgedEvery: Int) {
    (self.kind, self.training, self.radii, self.judgedEvery) = (kind, training, radii, judgedEvery)
  }

  package var label: String { "kind=\(kind),\(IntervalRun(training).label)" }

  package static func value(
    of run: TrainedAndJudgedRun, on images: StudyImages, in scope: ShardScope
  ) throws -> JudgedNetwork {
    func part(_ start: Double, _ share: Double, _ checkpoint: CellCheckpoint) -> ShardScope {
      ShardScope(
        threads: scope.threads, progress: CellProgress { scope.progress(start + share * $0, $1) },
        checkpoint: checkpoint, isCancelled: { scope.isCancelled })
    }
    let network = try IntervalRun.value(
      of: IntervalRun(run.training), on: images, in: part(0, 0.7, scope.checkpoint))
    return try JudgedRun.value(
      of: JudgedRun(run.kind, network, radii: run.radii, attackedEvery: 1),
      on: images.test.every(run.judgedEvery, from: 0), in: part(0.7, 0.3, .none))
  }
}
