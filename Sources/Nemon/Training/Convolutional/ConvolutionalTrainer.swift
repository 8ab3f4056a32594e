import CKernels
import ImageData
import ImplicitNetworks
import LinearAlgebra

/// Trains a convolutional NEMON classifier by Adam on cross-entropy plus `lambda` times the Lipschitz regulariser,
/// with gradients by the adjoint equilibrium (chapters 8 and 10).
///
/// Eight images are a group, which goes through equilibrium, loss, adjoint equilibrium and gradients by itself; a chain
/// of groups is one task, and the gradients of chains are added up in order. Nothing depends on the thread that took a
/// task, so the trained bits are the same for any number of threads. Checkpoints may be taken after any step.
public final class ConvolutionalTrainer {
  /// Those of the run; they do not change.
  public let settings: ConvolutionalTrainingSettings
  /// Epochs completed.
  public private(set) var epoch = 0
  /// Steps completed in all epochs.
  public private(set) var steps = 0
  /// What the steps of the epoch that is under way have shown; nil between epochs.
  public private(set) var underway: EpochSums?
  private let template: ConvolutionalClassifier
  private let team: WorkerTeam
  private let images: LabeledImages
  private let parameters: ConvolutionalParameters
  private let solver: GroupSolver
  private let pool: WorkspacePool
  private let gradients: GroupGradients
  private let pixels: PixelScale
  private var order: [Int] = []
  private var seen: [GroupRecord]

  /// - Parameters:
  ///   - model: the parameters to start from.
  ///   - images: the training images, of the model's side and channels; at least one.
  ///   - settings: with batches of at least one image.
  ///   - team: shares the chains of groups, of which a step has at most eight.
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``.
  public convenience init(
    _ model: ConvolutionalClassifier, on images: LabeledImages, settings: ConvolutionalTrainingSettings,
    team: WorkerTeam
  ) throws(TrainingError) {
    try self.init(model, on: images, settings: settings, team: team, level: kernel_best_level())
  }

  /// - Parameter level: a kernel level that this processor runs.
  package init(
    _ model: ConvolutionalClassifier, on images: LabeledImages, settings: ConvolutionalTrainingSettings,
    team: WorkerTeam, level: kernel_level
  ) throws(TrainingError) {
    try model.checkShape(of: images, normalisation: settings.normalisation)
    precondition(settings.batch > 0, "batches of \(settings.batch) images")
    (template, self.settings, self.team, self.images) = (model, settings, team, images)
    parameters = ConvolutionalParameters(model, level: level)
    solver = GroupSolver(parameters)
    pool = WorkspacePool(model.architecture, count: team.threads)
    let groups = (settings.batch + groupSize - 1) / groupSize
    gradients = GroupGradients(parameters, chains: GroupGradients.chains(groups).count)
    pixels = PixelScale(settings.normalisation, pixels: model.architecture.pixels)
    seen = Array(repeating: GroupRecord(), count: groups)
    follow()
  }

  /// The parameters as they stand.
  public var model: ConvolutionalClassifier { parameters.read(\.value, like: template) }

  /// Adam's first moments, in the shape of the parameters: after the first step, a tenth of the gradient.
  package var firstMoments: ConvolutionalClassifier { parameters.read(\.first, like: template) }

  /// `‖B‖ ‖C‖` as the parameters stand: C5's bound for γ ≤ 0, in units of normalised pixels.
  var productOfNorms: Double { Double(parameters.inputNorm.value) * Double(parameters.outputNorm.value) }

  /// Everything that the next step depends on. The order of the images follows from the seed and the epoch.
  public var checkpoint: ConvolutionalCheckpoint {
    ConvolutionalCheckpoint(
      settings: settings, epoch: epoch, steps: steps, underway: underway, model: model, first: firstMoments,
      second: parameters.read(\.second, like: template))
  }

  /// Goes on where `checkpoint` was taken.
  /// - Throws: ``TrainingError/foreignCheckpoint`` unless it comes from a run with these settings and this shape.
  public func resume(from checkpoint: ConvolutionalCheckpoint) throws(TrainingError) {
    guard checkpoint.settings == settings, checkpoint.underway?.images ?? 0 <= images.count,
      [checkpoint.model, checkpoint.first, checkpoint.second].allSatisfy({ $0.hasShape(of: template) })
    else { throw .foreignCheckpoint }
    parameters.fill(\.value, from: checkpoint.model)
    parameters.fill(\.first, from: checkpoint.first)
    parameters.fill(\.second, from: checkpoint.second)
    follow()
    (epoch, steps, underway, order) = (checkpoint.epoch, checkpoint.steps, checkpoint.underway, [])
  }

  /// Steps of an epoch.
  public var stepsPerEpoch: Int { (images.count + settings.batch - 1) / settings.batch }

  /// Steps to the end of the epoch that is under way, or through the next one, in an order that the seed and the epoch
  /// fix.
  /// - Throws: ``TrainingError/notFinite(epoch:step:)``.
  public func runEpoch() throws(TrainingError) -> EpochRecord {
    while true {
      if let record = try step() { return record }
    }
  }

  /// One step.
  /// - Returns: what the epoch showed, if this was its last step.
  /// - Throws: ``TrainingError/notFinite(epoch:step:)``; the parameters are those before the step then.
  public func step() throws(TrainingError) -> EpochRecord? {
    if order.isEmpty { order = sampleOrder(images.count, seed: settings.seed, epoch: epoch) }
    var sums = underway ?? EpochSums()
    let batch = sums.images..<min(images.count, sums.images + settings.batch)
    let groups = (batch.count + groupSize - 1) / groupSize
    runGroups(batch)
    for record in seen[..<groups] {
      guard let (forward, backward) = record.iterations, record.loss.isFinite else {
        throw .notFinite(epoch: epoch + 1, step: steps + 1)
      }
      sums.add(record, forward: forward, backward: backward)
    }
    steps += 1
    runParameters(chains: GroupGradients.chains(groups).count)
    sums.largestExcess = max(sums.largestExcess, parameters.measureExcess)
    underway = sums
    guard sums.images == images.count else { return nil }
    epoch += 1
    (underway, order) = (nil, [])
    return sums.record(epoch: epoch)
  }

  private func runGroups(_ batch: Range<Int>) {
    let chains = GroupGradients.chains((batch.count + groupSize - 1) / groupSize)
    order.withUnsafeBufferPointer { order in
      seen.withUnsafeMutableBufferPointer { seen in
        nonisolated(unsafe) let (order, seen) = (order, seen)
        let scale = 1 / Float(batch.count)
        let work = GroupWork(
          images: images, pixels: pixels, solver: solver, gradients: gradients, settings: settings,
          scale: scale)
        team.run(tasks: chains.count) { [pool, gradients] chain in
          gradients.start(chain: chain)
          pool.with { w in
            for group in chains[chain] {
              let first = batch.lowerBound + group * groupSize
              seen[group] = work.run(
                order[first..<min(first + groupSize, batch.upperBound)], in: w, chain: chain,
                isFirst: group == chains[chain].lowerBound)
            }
          }
        }
      }
    }
  }

  private func runParameters(chains: Int) {
    let adam = settings.adam.constants(step: steps, scale: settings.learningRateScale(epoch: epoch))
    let lambda = Float(settings.lambda)
    team.run(tasks: gradients.slices) { [gradients] in gradients.sum(slice: $0, chains: chains) }
    team.run(tasks: template.architecture.channels) { [gradients] in gradients.finish(channel: $0) }
    team.run(tasks: gradients.steps) { [gradients] in gradients.step(task: $0, adam: adam, lambda: lambda) }
    follow()
  }

  private func follow() {
    let transforms = ConvolutionalParameters.trainingTransforms
    team.run(tasks: transforms + 1) { [parameters] in
      if $0 < transforms { parameters.followTransform($0) } else { parameters.followDiagonal() }
    }
  }
}
