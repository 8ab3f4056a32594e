import CKernels
import ImageData
import ImplicitNetworks
import LinearAlgebra

/// Trains a convolutional NEMON, IDL or monotone operator classifier.
///
/// Eight images are a group, which goes through equilibrium, loss, adjoint equilibrium and gradients by itself; a chain
/// of groups is one task, and the gradients of chains are added up in order. Nothing depends on the thread that took a
/// task, so the trained bits are the same for any number of threads.
package final class ConvolutionalTrainer: Trainer {
  package let settings: TrainingSettings
  package let template: ConvolutionalNetwork
  package var clock = TrainingClock()
  package var order: [Int] = []
  private let team: WorkerTeam
  private let images: LabeledImages
  private let parameters: ConvolutionalParameters
  private let solver: GroupSolver
  private let pool: WorkspacePool
  private let gradients: GroupGradients
  private let pixels: PixelScale
  private var seen: [GroupRecord]

  /// - Parameter radius: IDL's; the layer is then the model's `T` itself, and stays below it in the maximum norm, from the
  ///   first step on.
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``; ``TrainingError/noRegulariser(_:)`` for a monotone operator
  ///   network that is to be regularised.
  package init(
    _ model: ConvolutionalNetwork, radius: Float? = nil, on images: LabeledImages, settings: TrainingSettings,
    team: WorkerTeam, level: kernel_level = kernel_best_level()
  ) throws(TrainingError) {
    try model.checkShape(of: images, normalisation: settings.normalisation)
    precondition(settings.batch > 0, "batches of \(settings.batch) images")
    precondition(
      model.monotone == nil || model.negativeSlope == 0 && radius == nil, "MON has ReLU and no radius")
    if let kernels = model.monotone, settings.lambda > 0 { throw .noRegulariser(.mon(m: kernels.m)) }
    (template, self.settings, self.team, self.images) = (model, settings, team, images)
    parameters = ConvolutionalParameters(model, radius: radius, level: level)
    solver = GroupSolver(parameters)
    pool = WorkspacePool(model.architecture, count: team.threads)
    let groups = (settings.batch + groupSize - 1) / groupSize
    gradients = GroupGradients(parameters, chains: GroupGradients.chains(groups).count)
    pixels = PixelScale(settings.normalisation, pixels: model.architecture.pixels)
    seen = Array(repeating: GroupRecord(), count: groups)
    project()
    recompute()
  }

  /// Steps of training after which the solver's step is chosen anew, where it does not follow from the diagonal.
  private static let stepsPerChoice = 16

  package var imageCount: Int { images.count }

  /// `‖B‖ ‖C‖ / (1 - γ⁺)` as the parameters stand, with IDL's radius for γ; none for MON.
  package var bound: Double? {
    guard parameters.largestMeasure < 1 else { return nil }
    return Double(parameters.inputNorm.value) * Double(parameters.outputNorm.value)
      / Double(1 - parameters.largestMeasure)
  }

  package func read(_ part: KeyPath<AdamBlock, FloatBuffer>) -> ConvolutionalNetwork {
    parameters.read(part, like: template)
  }

  package func fill(_ part: KeyPath<AdamBlock, FloatBuffer>, from network: ConvolutionalNetwork) {
    parameters.fill(part, from: network)
  }

  package func recompute() {
    if let monotone = parameters.monotone {
      let row = template.architecture.entriesOfT / template.architecture.channels
      team.run(tasks: template.architecture.channels) { [parameters] in
        monotone.compose(channel: $0, into: parameters.T.value.pointer + $0 * row)
      }
    }
    let transforms = ConvolutionalParameters.trainingTransforms
    team.run(tasks: transforms + 1) { [parameters] in
      if $0 < transforms { parameters.recomputeTransform($0) } else { parameters.recomputeDiagonal() }
    }
  }

  package func step(on batch: ArraySlice<Int>, into sums: inout EpochSums) -> Bool {
    let groups = (batch.count + groupSize - 1) / groupSize
    if let monotone = parameters.monotone, clock.steps.isMultiple(of: Self.stepsPerChoice) {
      parameters.step = pool.with { SplittingStep(parameters: parameters, m: monotone.m).chosen(in: $0) }
      parameters.recomputeDiagonal()
    }
    runGroups(batch)
    for record in seen[..<groups] {
      guard let (forward, backward) = record.iterations, record.loss.isFinite else { return false }
      sums.add(record, forward: forward, backward: backward)
    }
    runParameters(chains: GroupGradients.chains(groups).count)
    sums.largestExcess = max(sums.largestExcess, parameters.excess)
    return true
  }

  private func runGroups(_ batch: ArraySlice<Int>) {
    let chains = GroupGradients.chains((batch.count + groupSize - 1) / groupSize)
    batch.withUnsafeBufferPointer { order in
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
              let first = group * groupSize
              seen[group] = work.run(
                order[first..<min(first + groupSize, order.count)], in: w, chain: chain,
                isFirst: group == chains[chain].lowerBound)
            }
          }
        }
      }
    }
  }

  private func runParameters(chains: Int) {
    let adam = settings.adam.constants(
      step: clock.steps + 1, scale: settings.learningRateScale(epoch: clock.epoch))
    let lambda = Float(settings.lambda)
    team.run(tasks: gradients.slices) { [gradients] in gradients.sum(slice: $0, chains: chains) }
    team.run(tasks: template.architecture.channels) { [gradients] in gradients.finish(channel: $0) }
    if parameters.monotone != nil {
      team.run(tasks: template.architecture.channels) { [gradients] in gradients.pullBack(channel: $0) }
    }
    team.run(tasks: gradients.steps) { [gradients] in gradients.step(task: $0, adam: adam, lambda: lambda) }
    project()
    recompute()
  }

  /// IDL's rows into their ball.
  private func project() {
    guard parameters.radius != nil else { return }
    team.run(tasks: template.architecture.channels) { [parameters] in parameters.project(channel: $0) }
  }
}
