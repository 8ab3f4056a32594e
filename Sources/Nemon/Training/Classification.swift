import CKernels
import ImageData
import ImplicitNetworks
import LinearAlgebra

/// How a classifier does on a set of images.
public struct Classification: Hashable, Sendable, Codable {
  /// Images that were classified.
  public var count: Int
  /// Images whose largest logit, the first of several, is the label's.
  public var correct: Int
  /// Mean cross-entropy.
  public var loss: Double
  /// Iterations to an equilibrium, the average over images.
  public var iterations: Double

  /// Share of the images that are classified rightly.
  public var accuracy: Double { Double(correct) / Double(max(count, 1)) }
}

extension FullyConnectedNetwork {
  /// Classifies all images.
  /// - Parameters:
  ///   - images: with labels below the number of classes.
  ///   - normalisation: the one that the network was trained with.
  ///   - tolerance: of the equilibria.
  ///   - team: shares the images; the result does not depend on its size.
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``, ``TrainingError/notFinite(epoch:step:)`` with the
  ///   epoch 0 and the first image of the task that failed.
  public func classify(
    _ images: LabeledImages, normalisation: ChannelNormalisation, tolerance: SolverTolerance = .evaluation,
    team: WorkerTeam
  ) throws(TrainingError) -> Classification {
    try classify(SparseImages(images), normalisation: normalisation, tolerance: tolerance, team: team)
  }

  package func classify(
    _ images: SparseImages, normalisation: ChannelNormalisation, tolerance: SolverTolerance, team: WorkerTeam
  ) throws(TrainingError) -> Classification {
    guard images.pixels == inputs, images.labels.allSatisfy({ Int($0) < classes }) else {
      throw .shapeMismatch(images: [images.count, images.pixels], model: [width, inputs, classes])
    }
    guard let kernels = kernel_set_at(kernel_best_level()) else { preconditionFailure("no kernels") }
    let parameters = PaddedParameters(self, kernels: kernels, team: team)
    let buffers = StepBuffers(batch: images.count, padded: parameters.padded, lanes: PaddedParameters.lanes)
    let samples = SampleHalf(
      solver: StateSolver(kernels: kernels, parameters: parameters, buffers: buffers), images: images,
      normalisation: normalisation,
      base: parameters.base(normalisation))
    let order = (0..<images.count).map { Int32($0) }
    let rowsPerTask = 50 * SampleHalf.rowsPerTask
    let tasks = (images.count + rowsPerTask - 1) / rowsPerTask
    var iterations = [Int?](repeating: 0, count: tasks)
    order.withUnsafeBufferPointer { order in
      iterations.withUnsafeMutableBufferPointer { iterations in
        nonisolated(unsafe) let iterations = iterations
        nonisolated(unsafe) let order = order.baseAddress!
        team.run(tasks: tasks) { task in
          let rows = task * rowsPerTask..<min(images.count, (task + 1) * rowsPerTask)
          iterations[task] = samples.forward(rows, samples: order, tolerance: tolerance)
          samples.loss(rows, samples: order, scale: 1)
        }
      }
    }
    var out = Classification(count: images.count, correct: 0, loss: 0, iterations: 0)
    for task in 0..<tasks {
      guard let count = iterations[task] else { throw .notFinite(epoch: 0, step: task * rowsPerTask) }
      out.iterations += Double(count) / Double(images.count)
    }
    for row in 0..<images.count {
      out.correct += Int(buffers.hit[row])
      out.loss += Double(buffers.loss[row]) / Double(images.count)
    }
    return out
  }
}

extension PaddedParameters {
  /// `b + offset B 1`: what an image of zeros adds to the pre-activation, shape `[p]`.
  package func base(_ normalisation: ChannelNormalisation) -> FloatBuffer {
    let out = FloatBuffer(count: padded)
    for k in 0..<r {
      for i in 0..<n { out[i] += B.value[k * padded + i] }
    }
    for i in 0..<n { out[i] = b.value[i] + normalisation.offset * out[i] }
    return out
  }
}
