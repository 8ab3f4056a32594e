import CKernels
import ImageData
import ImplicitNetworks
import LinearAlgebra

/// Trains a fully connected classifier of any family by Adam on cross-entropy plus `lambda` times the Lipschitz
/// regulariser, with gradients by the adjoint equilibrium (chapters 8 and 10).
///
/// A step has two parallel parts: samples (equilibrium, loss, adjoint) and parameters (gradients in order of samples,
/// Adam). Tasks are cut by their number alone, so the trained bits are the same for any number of threads.
public final class FullyConnectedTrainer<State: StateParameters> {
  /// Those of the run; they do not change.
  public let settings: TrainingSettings
  /// Epochs completed.
  public private(set) var epoch = 0
  private var stepCount = 0
  private let template: FullyConnectedNetwork<State>
  private let team: WorkerTeam
  private let parameters: PaddedParameters
  private let images: SparseImages
  private let samples: SampleHalf
  private let pixels: PixelRows
  private let outputs: OutputRows
  private let qSum: FloatBuffer
  private var iterations: [(forward: Int?, backward: Int?)]

  /// - Parameters:
  ///   - model: the parameters to start from.
  ///   - images: the training images; one byte a pixel, as many pixels as the model has inputs.
  ///   - settings: with batches of at least one image.
  ///   - team: shares the samples and the parameters of each step.
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``; ``TrainingError/noRegulariser(_:)`` for
  ///   `lambda` above 0 and a family without a Lipschitz bound.
  public convenience init(
    _ model: FullyConnectedNetwork<State>, on images: LabeledImages, settings: TrainingSettings,
    team: WorkerTeam
  ) throws(TrainingError) {
    try self.init(model, on: SparseImages(images), settings: settings, team: team)
  }

  /// - Parameter level: a kernel level that this processor runs.
  package init(
    _ model: FullyConnectedNetwork<State>, on images: SparseImages, settings: TrainingSettings,
    team: WorkerTeam,
    level: kernel_level = kernel_best_level()
  ) throws(TrainingError) {
    precondition(settings.batch > 0, "batches of \(settings.batch) images")
    guard images.count > 0, images.pixels == model.inputs,
      images.labels.allSatisfy({ Int($0) < model.classes })
    else {
      throw .shapeMismatch(
        images: [images.count, images.pixels], model: [model.width, model.inputs, model.classes])
    }
    guard let kernels = kernel_set_at(level) else {
      preconditionFailure("kernel level \(level) cannot run here")
    }
    (template, self.settings, self.team, self.images) = (model, settings, team, images)
    parameters = PaddedParameters(model, kernels: kernels, team: team)
    guard settings.lambda == 0 || parameters.state.gamma != nil else {
      throw .noRegulariser(model.state.family)
    }
    let buffers = StepBuffers(batch: settings.batch, padded: parameters.padded, lanes: PaddedParameters.lanes)
    pixels = PixelRows(
      kernels: kernels, parameters: parameters, buffers: buffers, images: images,
      normalisation: settings.normalisation)
    outputs = OutputRows(kernels: kernels, parameters: parameters, buffers: buffers)
    samples = SampleHalf(
      solver: StateSolver(kernels: kernels, parameters: parameters, buffers: buffers), images: images,
      normalisation: settings.normalisation, base: FloatBuffer(count: parameters.padded))
    qSum = FloatBuffer(count: parameters.padded)
    iterations = Array(repeating: (0, 0), count: SampleHalf.tasks(settings.batch))
  }

  /// Adam's first moments, in the shape of the parameters: after the first step, a tenth of the gradient.
  package var firstMoments: FullyConnectedNetwork<State> { parameters.read(\.first, like: template) }

  /// The parameters as they stand.
  public var model: FullyConnectedNetwork<State> { parameters.read(\.value, like: template) }

  /// C5's Lipschitz bound for normalised inputs, with γ for the measure; nil for a family that does not bound it.
  package var lipschitzBound: Float? {
    LipschitzRegulariser(parameters, inputRowSums: pixels.absoluteSums.pointer)?.bound
  }

  /// Everything that the next epoch depends on. The order of the samples follows from the seed and the epoch.
  public var checkpoint: TrainingCheckpoint<State> {
    TrainingCheckpoint(
      settings: settings, epoch: epoch, steps: stepCount, model: model,
      first: parameters.read(\.first, like: template), second: parameters.read(\.second, like: template))
  }

  /// Goes on where `checkpoint` was taken.
  /// - Throws: ``TrainingError/foreignCheckpoint`` unless it comes from a run with these settings and this shape.
  public func resume(from checkpoint: TrainingCheckpoint<State>) throws(TrainingError) {
    guard checkpoint.settings == settings,
      [checkpoint.model, checkpoint.first, checkpoint.second].allSatisfy({ $0.hasShape(of: template) })
    else { throw .foreignCheckpoint }
    parameters.fill(\.value, from: checkpoint.model)
    parameters.fill(\.first, from: checkpoint.first)
    parameters.fill(\.second, from: checkpoint.second)
    parameters.followOutputs()
    parameters.state.follow(team: team)
    pixels.recount()
    (epoch, stepCount) = (checkpoint.epoch, checkpoint.steps)
  }

  /// One pass over the training images, in an order that the seed and the epoch fix.
  /// - Throws: ``TrainingError/notFinite(epoch:step:)``.
  public func runEpoch() throws(TrainingError) -> EpochRecord {
    let order = sampleOrder(images.count, seed: settings.seed, epoch: epoch).map { Int32($0) }
    let scale = learningRateScale
    var record = EpochRecord(
      epoch: epoch + 1, loss: 0, trainingAccuracy: 0, forwardIterations: 0, backwardIterations: 0,
      largestExcess: -.infinity)
    for first in stride(from: 0, to: images.count, by: settings.batch) {
      let batch = min(settings.batch, images.count - first)
      stepCount += 1
      let seen = order.withUnsafeBufferPointer {
        step(samples: $0.baseAddress! + first, batch: batch, learningRateScale: scale)
      }
      guard let seen else { throw .notFinite(epoch: epoch + 1, step: stepCount) }
      record.loss += seen.loss
      record.trainingAccuracy += seen.hits
      record.forwardIterations += Double(seen.forward)
      record.backwardIterations += Double(seen.backward)
      record.largestExcess = max(record.largestExcess, Double(seen.excess))
    }
    let count = Double(images.count)
    record.loss /= count
    record.trainingAccuracy /= count
    record.forwardIterations /= count
    record.backwardIterations /= count
    epoch += 1
    return record
  }

  private var learningRateScale: Double {
    var scale = 1.0
    for _ in 0..<(epoch / max(settings.epochsPerDecade, 1)) { scale /= 10 }
    return scale
  }

  private struct StepRecord {
    var loss = 0.0
    var hits = 0.0
    var forward = 0
    var backward = 0
    var excess: Float = 0
  }

  /// Nil where a value is not finite.
  private func step(samples order: UnsafePointer<Int32>, batch m: Int, learningRateScale: Double)
    -> StepRecord?
  {
    let p = parameters.padded
    for i in 0..<p {
      samples.base[i] = parameters.b.value[i] + settings.normalisation.offset * pixels.sums[i]
    }
    runSamples(order, batch: m)
    var record = StepRecord()
    for task in 0..<SampleHalf.tasks(m) {
      guard let forward = iterations[task].forward, let backward = iterations[task].backward else {
        return nil
      }
      record.forward += forward
      record.backward += backward
    }
    for row in 0..<m {
      record.loss += Double(samples.buffers.loss[row])
      record.hits += Double(samples.buffers.hit[row])
    }
    guard record.loss.isFinite else { return nil }
    runParameters(order, batch: m, adam: settings.adam.constants(step: stepCount, scale: learningRateScale))
    record.excess = parameters.state.excess()
    return record
  }

  private func runSamples(_ order: UnsafePointer<Int32>, batch m: Int) {
    let scale = 1 / Float(m)
    iterations.withUnsafeMutableBufferPointer { iterations in
      nonisolated(unsafe) let iterations = iterations
      nonisolated(unsafe) let order = order
      team.run(tasks: SampleHalf.tasks(m)) { [samples, settings] task in
        let rows = task * SampleHalf.rowsPerTask..<min(m, (task + 1) * SampleHalf.rowsPerTask)
        let forward = samples.forward(rows, samples: order, tolerance: settings.tolerance)
        samples.loss(rows, samples: order, scale: scale)
        iterations[task] = (forward, samples.solver.backward(rows, tolerance: settings.tolerance))
      }
    }
  }

  private func runParameters(_ order: UnsafePointer<Int32>, batch m: Int, adam: kernel_adam_step) {
    let lambda = Float(settings.lambda)
    let measured =
      lambda > 0 ? LipschitzRegulariser(parameters, inputRowSums: pixels.absoluteSums.pointer) : nil
    let regulariser = measured ?? .none
    for i in 0..<parameters.padded { qSum[i] = 0 }
    for row in 0..<m {
      let q = samples.buffers.q.pointer + row * parameters.padded
      for i in 0..<parameters.padded { qSum.pointer[i] += q[i] }
    }
    nonisolated(unsafe) let order = order
    nonisolated(unsafe) let sum = qSum.pointer
    let (state, buffers) = (parameters.state, samples.buffers)
    let stateTasks = state.tasks
    team.run(tasks: pixels.tasks + stateTasks + 1) { [pixels, outputs] task in
      if task == 0 {
        outputs.step(batch: m, adam: adam, lambda: lambda, regulariser: regulariser, qSum: sum)
      } else if task <= stateTasks {
        state.step(task - 1, buffers, batch: m, adam: adam)
      } else {
        pixels.step(
          task - 1 - stateTasks, samples: order, batch: m, adam: adam, lambda: lambda,
          regulariser: regulariser,
          qSum: sum)
      }
    }
    let pull = measured.map {
      RegulariserPull(lambda: lambda, regulariser: $0, outputShare: UnsafePointer(outputs.share.pointer))
    }
    pixels.follow()
    parameters.followOutputs()
    state.finish(adam: adam, pull: pull, team: team)
  }
}
