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
public final class ConvolutionalClassifier: Classifier, @unchecked Sendable {
  /// The kernels work in single precision.
  public typealias Scalar = Float

  /// The parameters, as they were given.
  public let model: ConvolutionalNetwork
  /// What is done to pixels before the network sees them; gradients are for the pixels.
  public let normalisation: ChannelNormalisation
  /// Of the equilibria and of the adjoint equilibria.
  public let tolerance: SolverTolerance
  private let team: WorkerTeam
  private let parameters: ConvolutionalParameters
  private let solver: GroupSolver
  private let pool: WorkspacePool
  private let pixels: PixelScale

  /// - Parameters:
  ///   - model: with complete parameters.
  ///   - normalisation: the one that the model was trained with, of as many channels as its images have.
  ///   - tolerance: of the equilibria and of the adjoint equilibria.
  ///   - team: shares the groups of images.
  public convenience init(
    _ model: ConvolutionalNetwork, normalisation: ChannelNormalisation = .cifar10,
    tolerance: SolverTolerance = .evaluation, team: WorkerTeam
  ) {
    self.init(
      model, normalisation: normalisation, tolerance: tolerance, team: team, level: kernel_best_level())
  }

  /// - Precondition: the model is complete, and the normalisation has its image channels.
  package init(
    _ model: ConvolutionalNetwork, normalisation: ChannelNormalisation, tolerance: SolverTolerance,
    team: WorkerTeam, level: kernel_level
  ) {
    let a = model.architecture
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
  public func logits(of images: Matrix<Float>) throws -> Matrix<Float> {
    try forward(images, signs: nil)
  }

  /// The gradient for the images of a loss of their logits; see ``Classifier``.
  ///
  /// Between the two solves only the signs of the pre-activations are kept, one bit a unit.
  /// - Throws: as ``logits(of:)``, and what `lossGradient` throws.
  public func inputGradient(
    at images: Matrix<Float>, of lossGradient: (_ logits: Matrix<Float>) throws -> Matrix<Float>
  ) throws -> Matrix<Float> {
    let a = model.architecture
    let bytes = a.channels * a.pixels
    let signs = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, groups(images.rows) * bytes))
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

  /// The gradients for the images of each image's own cross-entropy.
  /// - Parameters:
  ///   - images: shape `[batch, imageChannels * side * side]`, entries in [0, 1].
  ///   - labels: one class a row.
  /// - Throws: as ``logits(of:)``, and ``LabelError`` (from ImplicitNetworks).
  public func inputGradients(of images: Matrix<Float>, labels: [Int]) throws -> Matrix<Float> {
    try inputGradient(at: images) { logits in
      let count = Float(labels.count)
      return try CrossEntropy.loss(of: logits, labels: labels).gradient.map { $0 * count }
    }
  }

  /// Classifies all images of a set.
  /// - Parameter images: of the model's side and channels, at least one, with labels below the number of
  ///   classes.
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``, ``TrainingError/notFinite(epoch:step:)`` with the epoch 0
  ///   and the first image of the group that failed.
  public func classify(_ images: LabeledImages) throws(TrainingError) -> Classification {
    try model.checkShape(of: images, normalisation: normalisation)
    let order = Array(0..<images.count)
    var seen = Array(
      repeating: Classification(count: 0, correct: 0, loss: 0, iterations: 0), count: groups(images.count))
    let failed = order.withUnsafeBufferPointer { order in
      seen.withUnsafeMutableBufferPointer { seen in
        nonisolated(unsafe) let (order, seen) = (order, seen)
        return firstFailure(images.count) { [solver, pixels, tolerance] w, group, chosen in
          pixels.fill(w.u, with: images, order[chosen])
          guard let iterations = solver.forward(w, tolerance: tolerance) else { return false }
          seen[group].iterations = Double(iterations * chosen.count)
          for lane in 0..<chosen.count {
            let label = Int(images.labels[chosen.lowerBound + lane])
            let (loss, hit) = solver.loss(w, image: lane, label: label, scale: 1)
            seen[group].loss += Double(loss)
            if hit { seen[group].correct += 1 }
          }
          return true
        }
      }
    }
    if let failed { throw .notFinite(epoch: 0, step: failed) }
    let count = Double(max(images.count, 1))
    return seen.reduce(Classification(count: images.count, correct: 0, loss: 0, iterations: 0)) {
      sum, group in
      Classification(
        count: sum.count, correct: sum.correct + group.correct, loss: sum.loss + group.loss / count,
        iterations: sum.iterations + group.iterations / count)
    }
  }

  private func groups(_ images: Int) -> Int { (images + groupSize - 1) / groupSize }

  /// Runs `body` on every group of images; it says whether all values were finite.
  /// - Returns: the first image of the first group where they were not.
  private func firstFailure(
    _ images: Int, _ body: (_ w: GroupWorkspace, _ group: Int, _ chosen: Range<Int>) -> Bool
  ) -> Int? {
    var finite = Array(repeating: false, count: groups(images))
    finite.withUnsafeMutableBufferPointer { finite in
      nonisolated(unsafe) let finite = finite
      team.run(tasks: groups(images)) { [pool] group in
        let chosen = group * groupSize..<min(images, (group + 1) * groupSize)
        finite[group] = pool.with { body($0, group, chosen) }
      }
    }
    return finite.firstIndex(of: false).map { $0 * groupSize }
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
