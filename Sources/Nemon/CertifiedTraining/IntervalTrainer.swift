import CKernels
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Training

/// Trains a NEMON, with a front of convolutions or without, so that interval equilibria certify it (claim B6), in single
/// precision.
///
/// Tasks are cut by their number alone and sums are taken in order, so the trained bits are the same for any number of
/// threads; the kernels round alike at every level.
package final class IntervalTrainer {
  package let settings: IntervalTrainingSettings
  package private(set) var steps = 0
  let parameters: IntervalParameters
  private let template: FullyConnectedNEMON
  private let images: LabeledImages
  private let batch: IntervalBatch
  /// What stands between the pixels and the layer; nil: nothing.
  private let front: FrontBatch?
  /// nil: the drive is not normalised.
  private let normalisation: DriveNormalisation?
  private let kernels: UnsafePointer<kernel_set>
  private let team: WorkerTeam
  private let scratch: (FloatBuffer, FloatBuffer)

  /// - Parameter front: its outputs are the inputs of `network`; nil: the pixels are.
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``.
  package init(
    _ network: FullyConnectedNEMON, behind front: ConvolutionalFront? = nil, on images: LabeledImages,
    settings: IntervalTrainingSettings, team: WorkerTeam, level: kernel_level = kernel_best_level()
  ) throws(TrainingError) {
    guard images.count > 0, images.pixelsPerImage == front?.pixels ?? network.inputs, settings.batch > 0,
      front?.isComplete != false, front.map({ $0.outputs == network.inputs }) != false,
      front == nil || settings.keptStatistics == nil,
      images.labels.allSatisfy({ Int($0) < network.classes })
    else {
      throw .shapeMismatch(
        images: [images.count, images.pixelsPerImage],
        model: (front.map { [$0.pixels, $0.outputs] } ?? []) + [
          network.width, network.inputs, network.classes,
        ])
    }
    (template, self.images, self.settings, self.team) = (network, images, settings, team)
    kernels = Training.kernels(at: level)
    parameters = IntervalParameters(network, largestRowSum: settings.largestRowSum)
    batch = IntervalBatch(batch: settings.batch, parameters: parameters, kernels: kernels)
    scratch = parameters.scratch
    self.front = front.map { [parameters, batch, kernels] in
      FrontBatch(
        batch: settings.batch, parameters: FrontParameters($0, before: parameters), layer: batch,
        kernels: kernels)
    }
    normalisation = settings.keptStatistics.map { [parameters, kernels] in
      DriveNormalisation(batch: settings.batch, momentum: $0, parameters: parameters, kernels: kernels)
    }
    parameters.shorten(team)
    recompute()
  }

  /// Everything that follows from the trained numbers.
  private func recompute() {
    normalisation?.useRunning(team)
    parameters.recompute(team)
    front?.parameters.recompute(parameters, team)
  }

  package var network: FullyConnectedNEMON { parameters.read(parameters.value, like: template) }
  /// The front, where there is one.
  package var trainedFront: ConvolutionalFront? {
    front.map { $0.parameters.read($0.parameters.numbers.value) }
  }
  package var stepsPerEpoch: Int { (images.count + settings.batch - 1) / settings.batch }
  package var epoch: Int { steps / stepsPerEpoch }

  /// What the next step asks for.
  private func request(share: Float) -> IntervalBatch.Request {
    let kappa = share * Float(settings.kappa)
    return IntervalBatch.Request(
      clean: 1 - kappa, worst: kappa, tolerance: settings.tolerance)
  }

  /// The order in which an epoch sees the images.
  private func order(epoch: Int) -> [Int] {
    var generator = RandomGenerator(seed: settings.seed).stream("order").stream(epoch)
    return generator.permutation(images.count)
  }

  private var orderOfEpoch: (epoch: Int, order: [Int]) = (-1, [])

  /// One step, in an order that the seed and the epoch fix.
  /// - Throws: ``TrainingError/notFinite(epoch:step:)``; the parameters are those before the step then.
  package func step(into sums: inout EpochSums) throws(TrainingError) {
    if orderOfEpoch.epoch != epoch { orderOfEpoch = (epoch, order(epoch: epoch)) }
    let first = steps % stepsPerEpoch * settings.batch
    let chosen = Array(orderOfEpoch.order[first..<min(first + settings.batch, images.count)])
    let share = Float(settings.progress(afterEpochs: Double(steps) / Double(stepsPerEpoch)))
    let request = request(share: share)
    let adam = settings.adam.constants(step: steps + 1, scale: settings.learningRateScale(epoch: epoch))
    load(images, chosen, radius: share * Float(settings.radius), request)
    let centres = batch.parts[request.worst > 0 ? 1 : 0].inputs
    normalisation?.useBatch(centres, count: chosen.count, team)
    batch.differentiate(
      labels: chosen.map { Int(images.labels[$0]) }, request, scratch: scratch, team)
    front?.differentiate(count: chosen.count, request, team)
    normalisation?.chain(centres, count: chosen.count, team)
    let outcomes = batch.outcomes[..<chosen.count]
    guard outcomes.allSatisfy(\.loss.isFinite) else {
      recompute()
      throw .notFinite(epoch: epoch + 1, step: steps + 1)
    }
    normalisation?.keepStatistics()
    for outcome in outcomes { sums.add(outcome, request) }
    optimise(adam)
    parameters.shorten(team)
    recompute()
    steps += 1
  }

  /// One step of Adam on everything, with the gradient shortened to the longest.
  private func optimise(_ adam: kernel_adam_step) {
    let numbers = [parameters.numbers, front?.parameters.numbers, normalisation?.numbers].compactMap { $0 }
    let length = numbers.map { $0.squaredLength(team) }.reduce(0, +).squareRoot()
    let scale = length > settings.longestGradient ? settings.longestGradient / length : 1
    for numbers in numbers { numbers.step(adam, scale: scale, kernels: kernels, team) }
  }

  /// The images and their boxes, as the layer's inputs.
  private func load(
    _ images: LabeledImages, _ chosen: [Int], radius: Float, _ request: IntervalBatch.Request
  ) {
    let rows = Blocks(of: chosen.count, each: IntervalBatch.rowsPerTask)
    team.run(tasks: rows.count) { index in
      for row in rows[index] {
        let pixels = images.image(chosen[row])
        if let front {
          front.load(pixels, row: row, radius: radius)
        } else {
          batch.load(pixels, row: row, radius: radius)
        }
      }
      front?.forward(rows[index], request)
    }
  }

  /// How many of some images are read rightly, and how many certified at a radius, both to single precision: for
  /// watching a training. What counts is `ImplicitModel.intervalEquilibria`.
  package func watch(_ test: LabeledImages, radius: Double) -> (right: Int, certified: Int) {
    let request = IntervalBatch.Request(
      clean: 0.5, worst: 0.5, tolerance: SolverTolerance(relativeChange: 1e-5))
    var (right, certified) = (0, 0)
    for chunk in Blocks(of: test.count, each: settings.batch) {
      load(test, Array(chunk), radius: Float(radius), request)
      let labels = chunk.map { Int(test.labels[$0]) }
      let rows = Blocks(of: chunk.count, each: IntervalBatch.rowsPerTask)
      team.run(tasks: rows.count) { index in
        _ = batch.forward(rows[index], request)
        for row in rows[index] { batch.loss(row: row, label: labels[row], request, scale: 0) }
      }
      right += batch.outcomes[..<chunk.count].count { $0.isRight }
      certified += batch.outcomes[..<chunk.count].count { $0.isRight && $0.isCertified }
    }
    return (right, certified)
  }
}

extension IntervalTrainer {
  /// What a resumed run needs to end in the same bits.
  package struct Checkpoint: Codable {
    package var settings: IntervalTrainingSettings
    package var steps: Int
    package var network, first, second: FullyConnectedNEMON
    /// Parameters and moments of the front; nil where there is none.
    package var front: [ConvolutionalFront]?
    /// nil where the drive is not normalised.
    var normalisation: DriveNormalisation.State?
  }

  package var checkpoint: Checkpoint {
    Checkpoint(
      settings: settings, steps: steps, network: network,
      first: parameters.read(parameters.numbers.first, like: template),
      second: parameters.read(parameters.numbers.second, like: template),
      front: front.map { front in
        front.parameters.numbers.kept.map(front.parameters.read)
      },
      normalisation: normalisation?.state)
  }

  /// Goes on where `checkpoint` was taken.
  /// - Throws: ``TrainingError/foreignCheckpoint`` unless it comes from a run with these settings and this shape.
  package func resume(from checkpoint: Checkpoint) throws(TrainingError) {
    let parts = [checkpoint.network, checkpoint.first, checkpoint.second]
    guard checkpoint.settings == settings, parts.allSatisfy({ $0.hasShape(of: template) }),
      checkpoint.front?.count == (front == nil ? nil : parts.count),
      (checkpoint.front ?? []).allSatisfy({ trainedFront.map($0.hasShape) == true }),
      (checkpoint.normalisation == nil) == (normalisation == nil),
      checkpoint.normalisation.flatMap({ normalisation?.resume(from: $0) }) != false
    else {
      throw .foreignCheckpoint
    }
    for (target, part) in zip(parameters.numbers.kept, parts) { parameters.fill(target, from: part) }
    for (target, part) in zip(front?.parameters.numbers.kept ?? [], checkpoint.front ?? []) {
      front?.parameters.fill(target, from: part)
    }
    recompute()
    steps = checkpoint.steps
  }
}
