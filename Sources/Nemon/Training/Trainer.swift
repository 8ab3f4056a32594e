import Foundation
import LinearAlgebra
import Records
import Shards

/// What is trained: the parameters of a network.
package protocol TrainableNetwork: Hashable, Sendable, Codable {
  func hasShape(of other: Self) -> Bool
}

/// A training under way: Adam on cross-entropy plus `lambda` times the Lipschitz regulariser, with gradients by the
/// adjoint equilibrium (chapters 8 and 10).
///
/// Its next step depends on nothing but its ``checkpoint``, which may be taken after any step, and its bits on no number
/// of threads.
package protocol Trainer: AnyObject {
  associatedtype Network: TrainableNetwork

  var settings: TrainingSettings { get }
  /// Of the training images.
  var imageCount: Int { get }
  /// A network of the shape that is trained.
  var template: Network { get }
  var clock: TrainingClock { get set }
  /// The images of the epoch that is under way, in the order in which it sees them; empty between epochs.
  var order: [Int] { get set }
  /// C5's Lipschitz bound for normalised inputs, with γ for the measure; nil for a family that does not bound it.
  var bound: Double? { get }

  /// One step on a batch, the first after `clock.steps`.
  /// - Parameter sums: what it shows is added.
  /// - Returns: false where a value is not finite; the parameters are then those before the step.
  func step(on batch: ArraySlice<Int>, into sums: inout EpochSums) -> Bool
  /// Parameters, or moments in the shape of parameters.
  func read(_ part: KeyPath<AdamBlock, FloatBuffer>) -> Network
  func fill(_ part: KeyPath<AdamBlock, FloatBuffer>, from network: Network)
  /// Everything that follows from the parameters.
  func recompute()
}

/// How far a training is.
package struct TrainingClock: Hashable, Sendable, Codable {
  /// Epochs completed.
  package var epoch = 0
  /// Steps completed in all epochs, which Adam's bias correction counts.
  package var steps = 0
  /// What the steps of the epoch that is under way have shown; nil between epochs.
  package var underway: EpochSums?
}

/// The state of a training between two steps: what a resumed run needs to end in the same bits.
package struct TrainingCheckpoint<Network: TrainableNetwork>: Hashable, Sendable, Codable {
  package var settings: TrainingSettings
  package var clock: TrainingClock
  package var network: Network
  /// Adam's moments.
  package var first, second: Network
}

/// Sums over the images that an epoch has used so far.
package struct EpochSums: Hashable, Sendable, Codable {
  package var images = 0
  package var loss = 0.0
  package var hits = 0
  /// Those of an image's group count for each of its images.
  package var forwardIterations = 0
  package var backwardIterations = 0
  package var largestExcess = -Double.greatestFiniteMagnitude

  package init() {}

  package func summary(epoch: Int) -> EpochSummary {
    let count = Double(max(images, 1))
    return EpochSummary(
      epoch: epoch, loss: loss / count, trainingAccuracy: Double(hits) / count,
      forwardIterations: Double(forwardIterations) / count,
      backwardIterations: Double(backwardIterations) / count, largestExcess: largestExcess)
  }
}

extension Trainer {
  package var network: Network { read(\.value) }
  /// Adam's first moments: after the first step, a tenth of the gradient.
  package var firstMoments: Network { read(\.first) }
  package var stepsPerEpoch: Int { (imageCount + settings.batch - 1) / settings.batch }

  package var checkpoint: TrainingCheckpoint<Network> {
    TrainingCheckpoint(
      settings: settings, clock: clock, network: network, first: firstMoments, second: read(\.second))
  }

  /// Goes on where `checkpoint` was taken.
  /// - Throws: ``TrainingError/foreignCheckpoint`` unless it comes from a run with these settings and this shape.
  package func resume(from checkpoint: TrainingCheckpoint<Network>) throws(TrainingError) {
    let parts = [checkpoint.network, checkpoint.first, checkpoint.second]
    guard checkpoint.settings == settings, checkpoint.clock.underway?.images ?? 0 <= imageCount,
      parts.allSatisfy({ $0.hasShape(of: template) })
    else { throw .foreignCheckpoint }
    for (part, network) in zip([\AdamBlock.value, \.first, \.second], parts) { fill(part, from: network) }
    recompute()
    (clock, order) = (checkpoint.clock, [])
  }

  /// Steps to the end of the epoch that is under way, or through the next one.
  /// - Throws: ``TrainingError/notFinite(epoch:step:)``.
  package func runEpoch() throws(TrainingError) -> EpochSummary {
    while true {
      if let summary = try step() { return summary }
    }
  }

  /// One step, in an order that the seed and the epoch fix.
  /// - Returns: what the epoch showed, if this was its last step.
  /// - Throws: ``TrainingError/notFinite(epoch:step:)``; the parameters are those before the step then.
  package func step() throws(TrainingError) -> EpochSummary? {
    if order.isEmpty {
      var generator = RandomGenerator(seed: settings.seed).stream("order").stream(clock.epoch)
      order = generator.permutation(imageCount)
    }
    var sums = clock.underway ?? EpochSums()
    let batch = order[sums.images..<min(imageCount, sums.images + settings.batch)]
    guard step(on: batch, into: &sums) else {
      throw .notFinite(epoch: clock.epoch + 1, step: clock.steps + 1)
    }
    clock.steps += 1
    clock.underway = sums
    guard sums.images == imageCount else { return nil }
    (clock.epoch, clock.underway, order) = (clock.epoch + 1, nil, [])
    return sums.summary(epoch: clock.epoch)
  }

  /// Trains to the end, from the checkpoint of `scope` if there is one.
  /// - Parameter interval: least time between two checkpoints.
  /// - Throws: ``TrainingError``, `CancellationError`, and what the checkpoint throws.
  package func run(in scope: ShardScope, savingEvery interval: Duration = .seconds(30)) throws
    -> [EpochSummary]
  {
    var journal = try journal(in: scope)
    var lastReport = ContinuousClock.now
    let (firstStep, begun) = (clock.steps, lastReport)
    try scope.repeating(while: { clock.epoch < settings.epochs }, savingEvery: interval) {
      if let summary = try step() { journal.epochs.append(summary) }
      let now = ContinuousClock.now
      guard now - lastReport >= .seconds(1) || clock.underway == nil else { return }
      let speed = Double((clock.steps - firstStep) * settings.batch) / ((now - begun) / .seconds(1))
      scope.progress(
        Double(clock.steps) / Double(settings.epochs * stepsPerEpoch),
        line(journal.epochs.last, imagesPerSecond: speed))
      lastReport = now
    } saved: {
      journal.checkpoint = checkpoint
      return journal
    }
    return journal.epochs
  }

  /// What was saved, as far as it can be read and gone on from; otherwise the beginning.
  private func journal(in scope: ShardScope) throws -> TrainingJournal<Network> {
    let saved = try scope.saved(TrainingJournal<Network>.self)
    if let saved, (try? resume(from: saved.checkpoint)) != nil { return saved }
    return TrainingJournal(checkpoint: checkpoint)
  }

  /// What a reader wants to know between two steps.
  private func line(_ last: EpochSummary?, imagesPerSecond: Double) -> String {
    guard let seen = clock.underway?.summary(epoch: clock.epoch + 1) ?? last else { return "" }
    func text(_ value: Double, _ format: String) -> String { String(format: format, value) }
    return [
      "epoch \(seen.epoch) of \(settings.epochs)",
      "step \(clock.underway == nil ? stepsPerEpoch : clock.steps % stepsPerEpoch) of \(stepsPerEpoch)",
      "loss " + text(seen.loss, "%.4f"), "accuracy " + text(100 * seen.trainingAccuracy, "%.2f") + " %",
      bound.map { "bound " + text($0, "%.4g") } ?? "no bound",
      text(seen.forwardIterations, "%.1f") + " + " + text(seen.backwardIterations, "%.1f") + " iterations",
      text(imagesPerSecond, "%.0f") + " images/s",
    ].joined(separator: ", ")
  }
}

/// A training under way as it is saved.
private struct TrainingJournal<Network: TrainableNetwork>: Codable {
  var epochs: [EpochSummary] = []
  var checkpoint: TrainingCheckpoint<Network>
}
