import CKernels
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Robustness

/// A trained convolutional network, seen from images in [0, 1]: logits, and gradients for the images by the adjoint
/// equilibrium (chapters 8 and 10).
///
/// An image is a row `[imageChannels, side, side]`, as in the data set. Works in single precision, all threads of the
/// team on groups of eight images; results do not depend on the number of threads. One thread at a time may use it.
package final class ConvolutionalClassifier: Classifier, @unchecked Sendable {
  /// The kernels work in single precision.
  package typealias Scalar = Float

  /// The parameters, as they were given.
  package let model: ConvolutionalNetwork
  /// What is done to pixels before the network sees them; gradients are for the pixels.
  package let normalisation: ChannelNormalisation
  /// Of the equilibria and of the adjoint equilibria.
  package let tolerance: SolverTolerance
  private let team: WorkerTeam
  private let parameters: ConvolutionalParameters
  private let solver: GroupSolver
  private let pool: WorkspacePool
  private let pixels: PixelScale

  /// - Precondition: the model is complete, and the normalisation, that of its training, has its image channels.
  package init(
    _ model: ConvolutionalNetwork, normalisation: ChannelNormalisation = .cifar10,
    tolerance: SolverTolerance = .evaluation, team: WorkerTeam, level: kernel_level = kernel_best_level()
  ) {
    let a = model.architecture
    precondition(model.monotone == nil, "the kernels of a network in training")
    precondition(model.isComplete, "parameters of another shape than \(a)")
    precondition(
      normalisation.means.count == a.imageChannels,
      "\(normalisation.means.count) means for \(a.imageChannels) image channels")
    (self.model, self.normalisation, self.tolerance, self.team) = (model, normalisation, tolerance, team)
    let parameters = ConvolutionalParameters(model, level: level)
    (self.parameters, solver) = (parameters, GroupSolver(parameters))
    pool = WorkspacePool(a, count: team.threads)
    pixels = PixelScale(normalisation, pixels: a.pixels)
    parameters.recomputeDiagonal()
    team.run(tasks: ConvolutionalParameters.transforms) { parameters.recomputeTransform($0) }
  }

  /// - Parameter images: shape `[batch, imageChannels * side * side]`, entries in [0, 1].
  /// - Returns: shape `[batch, classes]`.
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``, ``TrainingError/notFinite(epoch:step:)`` with the epoch 0
  ///   and the first image of the group that failed.
  package func logits(of images: Matrix<Float>) throws -> Matrix<Float> {
    try forward(images, signs: nil)
  }

  /// The gradient for the images of a loss of their logits; see ``Classifier``.
  ///
  /// Between the two solves only the signs of the pre-activations are kept, one bit a unit.
  /// - Throws: as ``logits(of:)``, and what `lossGradient` throws.
  package func inputGradient(
    at images: Matrix<Float>, of lossGradient: (_ logits: Matrix<Float>) throws -> Matrix<Float>
  ) throws -> Matrix<Float> {
    let a = model.architecture
    let bytes = a.channels * a.pixels
    let signs = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, groups(images.rows).count * bytes))
    defer { signs.deallocate() }
    let slopes = try lossGradient(forward(images, signs: signs))
    precondition(
      slopes.rows == images.rows && slopes.columns == a.classes,
      "a gradient of shape \(slopes.shape) for \(images.rows) x \(a.classes) logits")
    var gradient = Array(repeating: Float(0), count: images.rows * images.columns)
    let failed = gradient.withUnsafeMutableBufferPointer { out in
      nonisolated(unsafe) let out = out
      return firstFailure(images.rows) { [solver, pixels, tolerance] w, group, chosen in
        for lane in 0..<groupSize {
          for k in 0..<a.classes {
            w.logits.pointer[k * groupSize + lane] =
              lane < chosen.count ? slopes[chosen.lowerBound + lane, k] : 0
          }
        }
        guard solver.backward(w, signs: signs + group * bytes, tolerance: tolerance) != nil else {
          return false
        }
        solver.inputGradient(w)
        pixels.read(w.u, images: chosen.count, into: out.baseAddress! + chosen.lowerBound * images.columns)
        return true
      }
    }
    if let failed { throw TrainingError.notFinite(epoch: 0, step: failed) }
    return Matrix(rows: images.rows, columns: images.columns, elements: gradient)
  }

  /// Classifies all images of a set, some hundreds at a time.
  /// - Throws: as ``logits(of:)``; ``LabelError`` (from ImplicitNetworks) for no images.
  package func classify(_ images: LabeledImages) throws -> Classification {
    try model.checkShape(of: images, normalisation: normalisation)
    let parts = try Blocks(of: images.count, each: 400).map { try logits(of: Matrix(images.select($0))) }
    let all = Matrix(
      rows: images.count, columns: model.architecture.classes, elements: parts.flatMap(\.elements))
    return try Classification(of: all, labels: images.classes)
  }

  private func groups(_ images: Int) -> Blocks { Blocks(of: images, each: groupSize) }

  /// Runs `body` on every group of images; it says whether all values were finite.
  /// - Returns: the first image of the first group where they were not.
  private func firstFailure(
    _ images: Int, _ body: (_ w: GroupWorkspace, _ group: Int, _ chosen: Range<Int>) -> Bool
  ) -> Int? {
    let groups = groups(images)
    var finite = Array(repeating: false, count: groups.count)
    finite.withUnsafeMutableBufferPointer { finite in
      nonisolated(unsafe) let finite = finite
      team.run(tasks: groups.count) { [pool] group in
        finite[group] = pool.with { body($0, group, groups[group]) }
      }
    }
    return finite.firstIndex(of: false).map { groups[$0].lowerBound }
  }

  /// Logits; the signs of the pre-activations go to `signs`, `[groups, channels * side * side]` bytes.
  private func forward(_ images: Matrix<Float>, signs: UnsafeMutablePointer<UInt8>?) throws -> Matrix<Float> {
    let a = model.architecture
    guard images.columns == a.imageChannels * a.pixels else {
      throw TrainingError.shapeMismatch(
        images: [images.rows, images.columns],
        model: [a.channels, a.imageChannels, a.side, a.side, a.classes])
    }
    let bytes = a.channels * a.pixels
    var logits = Array(repeating: Float(0), count: images.rows * a.classes)
    let failed = logits.withUnsafeMutableBufferPointer { out in
      nonisolated(unsafe) let out = out
      return firstFailure(images.rows) { [solver, pixels, tolerance] w, group, chosen in
        pixels.fill(w.u, with: images, chosen)
        guard solver.forward(w, tolerance: tolerance) != nil else { return false }
        if let signs { (signs + group * bytes).update(from: w.signs, count: bytes) }
        for lane in 0..<chosen.count {
          for k in 0..<a.classes {
            out[(chosen.lowerBound + lane) * a.classes + k] = w.logits.pointer[k * groupSize + lane]
          }
        }
        return true
      }
    }
    if let failed { throw TrainingError.notFinite(epoch: 0, step: failed) }
    return Matrix(rows: images.rows, columns: a.classes, elements: logits)
  }
}
