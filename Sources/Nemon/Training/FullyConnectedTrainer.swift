import CKernels
import ImageData
import ImplicitNetworks
import LinearAlgebra

/// Trains a fully connected classifier of any family.
///
/// A step has two parallel parts: samples (equilibrium, loss, adjoint) and parameters (gradients in order of samples,
/// Adam). Tasks are cut by their number alone, so the trained bits are the same for any number of threads.
package final class FullyConnectedTrainer<Layer: LayerParameters>: Trainer {
  package let settings: TrainingSettings
  package let template: FullyConnectedNetwork<Layer>
  package var clock = TrainingClock()
  package var order: [Int] = []
  private let team: WorkerTeam
  private let parameters: PaddedParameters
  private let images: SparseImages
  private let samples: SampleHalf
  private let pixels: PixelRows
  private let outputs: OutputRows
  /// `∂loss/∂b = Σ q` over the batch, shape `[p]`.
  private let qSum: FloatBuffer
  private var iterations: [(forward: Int?, backward: Int?)]

  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``; ``TrainingError/noRegulariser(_:)`` for
  ///   `lambda` above 0 and a family without a Lipschitz bound.
  package init(
    _ model: FullyConnectedNetwork<Layer>, on images: SparseImages, settings: TrainingSettings,
    team: WorkerTeam, level: kernel_level = kernel_best_level()
  ) throws(TrainingError) {
    precondition(settings.batch > 0, "batches of \(settings.batch) images")
    guard images.count > 0, images.pixels == model.inputs,
      images.labels.allSatisfy({ Int($0) < model.classes })
    else {
      throw .shapeMismatch(
        images: [images.count, images.pixels], model: [model.width, model.inputs, model.classes])
    }
    let kernels = kernels(at: level)
    (template, self.settings, self.team, self.images) = (model, settings, team, images)
    parameters = PaddedParameters(model, kernels: kernels, team: team)
    guard settings.lambda == 0 || parameters.layer.gamma != nil else {
      throw .noRegulariser(model.layer.family)
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
    iterations = Array(repeating: (0, 0), count: SampleHalf.tasks(settings.batch).count)
  }

  package var imageCount: Int { images.count }

  package var bound: Double? {
    AttainedNorms(parameters, inputRowSums: pixels.absoluteSums.pointer).map { Double($0.bound) }
  }

  package func read(_ part: KeyPath<AdamBlock, FloatBuffer>) -> FullyConnectedNetwork<Layer> {
    parameters.read(part, like: template)
  }

  package func fill(_ part: KeyPath<AdamBlock, FloatBuffer>, from network: FullyConnectedNetwork<Layer>) {
    parameters.fill(part, from: network)
  }

  package func recompute() {
    parameters.transposeC()
    parameters.layer.recompute(team: team)
    pixels.recount()
  }

  package func step(on batch: ArraySlice<Int>, into sums: inout EpochSums) -> Bool {
    // What an image of zeros adds to the pre-activation, shape [p]: the sparse product adds the rest.
    for i in 0..<parameters.padded {
      samples.base[i] = parameters.b.value[i] + settings.normalisation.offset * pixels.sums[i]
    }
    return batch.map { Int32($0) }.withUnsafeBufferPointer { order in
      guard let order = order.baseAddress else { return false }
      runSamples(order, batch: batch.count)
      guard add(batch.count, to: &sums) else { return false }
      let adam = settings.adam.constants(
        step: clock.steps + 1, scale: settings.learningRateScale(epoch: clock.epoch))
      runParameters(order, batch: batch.count, adam: adam)
      sums.largestExcess = max(sums.largestExcess, Double(parameters.layer.excess()))
      return true
    }
  }

  /// What the samples of a batch showed; false where a value is not finite.
  private func add(_ batch: Int, to sums: inout EpochSums) -> Bool {
    var loss = 0.0
    for row in 0..<batch {
      loss += Double(samples.buffers.loss[row])
      sums.hits += Int(samples.buffers.hit[row])
    }
    sums.loss += loss
    sums.images += batch
    for task in iterations[..<SampleHalf.tasks(batch).count] {
      guard let forward = task.forward, let backward = task.backward else { return false }
      sums.forwardIterations += forward
      sums.backwardIterations += backward
    }
    return loss.isFinite
  }

  private func runSamples(_ order: UnsafePointer<Int32>, batch m: Int) {
    let (scale, tasks) = (1 / Float(m), SampleHalf.tasks(m))
    iterations.withUnsafeMutableBufferPointer { iterations in
      nonisolated(unsafe) let iterations = iterations
      nonisolated(unsafe) let order = order
      team.run(tasks: tasks.count) { [samples, settings] task in
        let rows = tasks[task]
        let forward = samples.forward(rows, samples: order, tolerance: settings.tolerance)
        samples.loss(rows, samples: order, scale: scale)
        iterations[task] = (forward, samples.solver.backward(rows, tolerance: settings.adjointTolerance))
      }
    }
  }

  private func runParameters(_ order: UnsafePointer<Int32>, batch m: Int, adam: kernel_adam_step) {
    let lambda = Float(settings.lambda)
    let measured =
      lambda > 0 ? AttainedNorms(parameters, inputRowSums: pixels.absoluteSums.pointer) : nil
    let regulariser = measured ?? .none
    for i in 0..<parameters.padded { qSum[i] = 0 }
    // In order of samples, whatever the threads: q is [m, p].
    for row in 0..<m {
      let q = samples.buffers.q.pointer + row * parameters.padded
      for i in 0..<parameters.padded { qSum.pointer[i] += q[i] }
    }
    nonisolated(unsafe) let order = order
    nonisolated(unsafe) let sum = qSum.pointer
    let (layer, buffers) = (parameters.layer, samples.buffers)
    let layerTasks = layer.tasks
    team.run(tasks: pixels.tasks + layerTasks + 1) { [pixels, outputs] task in
      if task == 0 {
        outputs.step(batch: m, adam: adam, lambda: lambda, regulariser: regulariser, qSum: sum)
      } else if task <= layerTasks {
        layer.step(task - 1, buffers, batch: m, adam: adam)
      } else {
        pixels.step(
          task - 1 - layerTasks, samples: order, batch: m, adam: adam, lambda: lambda,
          regulariser: regulariser, qSum: sum)
      }
    }
    let pull = measured.map {
      RegulariserPull(lambda: lambda, regulariser: $0, outputShare: UnsafePointer(outputs.share.pointer))
    }
    pixels.addUpTasks()
    parameters.transposeC()
    layer.finish(adam: adam, pull: pull, team: team)
  }
}
