import CKernels
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Robustness

/// How a network does on a set of images.
package struct Classification: Hashable, Sendable {
  package var count: Int
  /// Images whose largest logit, the first of several, is the label's.
  package var correct: Int
  /// Mean cross-entropy.
  package var loss: Double

  package var accuracy: Double { Double(correct) / Double(max(count, 1)) }

  /// - Throws: ``LabelError`` (from ImplicitNetworks).
  init(of logits: Matrix<Float>, labels: [Int]) throws {
    count = labels.count
    correct = zip(logits.rowVectors, labels).count { $0.predictedClass == $1 }
    loss = try CrossEntropy.loss(of: logits, labels: labels).value
  }
}

extension FullyConnectedNetwork {
  /// Classifies all images, the same for any number of threads.
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``, ``TrainingError/notFinite(epoch:step:)`` with the
  ///   epoch 0 and the first image of the task that failed; ``LabelError`` (from ImplicitNetworks) for no images.
  package func classify(
    _ images: SparseImages, normalisation: ChannelNormalisation, tolerance: SolverTolerance, team: WorkerTeam
  ) throws -> Classification {
    guard images.pixels == inputs, images.labels.allSatisfy({ Int($0) < classes }) else {
      throw TrainingError.shapeMismatch(
        images: [images.count, images.pixels], model: [width, inputs, classes])
    }
    let kernels = kernels(at: kernel_best_level())
    let parameters = PaddedParameters(self, kernels: kernels, team: team)
    let lanes = PaddedParameters.lanes
    let buffers = StepBuffers(batch: images.count, padded: parameters.padded, lanes: lanes)
    let samples = SampleHalf(
      solver: StateSolver(kernels: kernels, parameters: parameters, buffers: buffers), images: images,
      normalisation: normalisation, base: parameters.base(normalisation))
    let order = (0..<images.count).map { Int32($0) }
    let tasks = Blocks(of: images.count, each: 50 * SampleHalf.rowsPerTask)
    var isFinite = [Bool](repeating: true, count: tasks.count)
    order.withUnsafeBufferPointer { order in
      isFinite.withUnsafeMutableBufferPointer { isFinite in
        nonisolated(unsafe) let (order, isFinite) = (order.baseAddress!, isFinite)
        team.run(tasks: tasks.count) { task in
          isFinite[task] = samples.forward(tasks[task], samples: order, tolerance: tolerance) != nil
          samples.solver.logits(tasks[task])
        }
      }
    }
    if let failed = isFinite.firstIndex(of: false) {
      throw TrainingError.notFinite(epoch: 0, step: tasks[failed].lowerBound)
    }
    let logits = Matrix<Float>(rows: images.count, columns: classes) { buffers.logits[$0 * lanes + $1] }
    return try Classification(of: logits, labels: images.labels.map(Int.init))
  }
}

/// - Parameter level: one that this processor runs.
package func kernels(at level: kernel_level) -> UnsafePointer<kernel_set> {
  guard let kernels = kernel_set_at(level) else {
    preconditionFailure("kernel level \(level) cannot run here")
  }
  return kernels
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
