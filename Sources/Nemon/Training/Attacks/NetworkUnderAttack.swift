import CKernels
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Robustness

/// A trained network with images to attack, in single precision on the kernels: what `Attack` in Robustness does in
/// double precision, for thousands of images.
///
///     let target = try NetworkUnderAttack(network, images: test, team: team)
///     let outcome = try target.outcome(of: .projectedGradientDescent(), radii: [0.05, 0.1], seed: 7)
///
/// Pixels lie in [0, 1]; radii are in these units (chapter 10). Images are shared out in tasks by their number, so
/// that results are the same bits for any number of threads.
public final class NetworkUnderAttack: @unchecked Sendable {
  let kernels: UnsafePointer<kernel_set>
  let parameters: PaddedParameters
  let images: LabeledImages
  let team: WorkerTeam
  /// `B' / deviation`, shape `[r, p]`, and `b + offset B 1`, shape `[p]`: the pre-activation of pixels in [0, 1].
  let scaledInput, base: FloatBuffer
  /// `B`, shape `[n, paddedPixels]`: what takes an adjoint state to pixels.
  let input: FloatBuffer
  let paddedPixels: Int
  /// For gradients, and for predictions.
  let searching, judging: SolverTolerance
  /// Images of one task: whole groups of the kernels.
  static let imagesPerTask = 4 * Int(KERNEL_GROUP)

  /// - Parameters:
  ///   - network: as trained.
  ///   - images: the images to attack, with their true classes.
  ///   - normalisation: the one that the network was trained with.
  ///   - searching: when the equilibria that give gradients have converged. They start from those of the last
  ///     step.
  ///   - judging: when those that decide a prediction have.
  ///   - team: shares the images.
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``.
  public init<State>(
    _ network: FullyConnectedNetwork<State>, images: LabeledImages,
    normalisation: PixelNormalisation = .mnist,
    searching: SolverTolerance = SolverTolerance(relativeChange: 1e-3),
    judging: SolverTolerance = SolverTolerance(relativeChange: 1e-5, mostIterations: 3000), team: WorkerTeam
  ) throws(TrainingError) {
    guard images.pixelsPerImage == network.inputs, images.labels.allSatisfy({ Int($0) < network.classes })
    else {
      throw .shapeMismatch(
        images: [images.count, images.pixelsPerImage],
        model: [network.width, network.inputs, network.classes])
    }
    guard let kernels = kernel_set_at(kernel_best_level()) else { preconditionFailure("no kernels") }
    (self.kernels, self.images, self.team) = (kernels, images, team)
    (self.searching, self.judging) = (searching, judging)
    parameters = PaddedParameters(network, kernels: kernels, team: team)
    let (n, r, p, lanes) = (parameters.n, parameters.r, parameters.padded, PaddedParameters.lanes)
    let paddedPixels = (r + lanes - 1) / lanes * lanes
    self.paddedPixels = paddedPixels
    base = parameters.base(normalisation)
    (scaledInput, input) = (FloatBuffer(count: r * p), FloatBuffer(count: n * paddedPixels))
    let deviation = Float(normalisation.deviation)
    for k in 0..<r {
      for i in 0..<n {
        let entry = parameters.B.value.pointer[k * p + i]
        scaledInput.pointer[k * p + i] = entry / deviation
        input.pointer[i * paddedPixels + k] = entry
      }
    }
  }

  /// What an attack did to the images.
  public struct Outcome: Hashable, Sendable {
    /// Whether image k is still classified rightly at radius i, `[radii][images]`.
    public var isRight: [[Bool]]
    /// The images at the last radius, shape `[images, pixels]`: attacked, or where an attack by descent succeeded at a
    /// smaller radius, as they were found there.
    public var pixels: Matrix<Float>
    /// What the network reads in these.
    public var classes: [Int]

    /// The share of images that is still classified rightly, at each radius.
    public var accuracies: [Double] {
      isRight.map { Double($0.count { $0 }) / Double(Swift.max($0.count, 1)) }
    }
  }

  /// Attacks every image at each radius.
  ///
  /// Projected gradient descent stops an image at the first step that changes its class, takes further starts
  /// only against the images that are left, and counts an image that broke at a smaller radius as broken at
  /// the larger ones: the smaller move is allowed there. The other attacks are one given move at each radius.
  /// - Parameters:
  ///   - attack: each of the radii is its `epsilon` in turn.
  ///   - radii: in increasing order, in units where white is 1.
  ///   - seed: for random moves; image k draws from its own stream, as in `Attack.images`.
  /// - Throws: ``TrainingError/notFinite(epoch:step:)`` with the epoch 0 and the first image of the task that
  ///   failed.
  public func outcome(of attack: Attack, radii: [Double], seed: UInt64) throws(TrainingError) -> Outcome {
    precondition(zip(radii, radii.dropFirst()).allSatisfy { $0 < $1 }, "radii \(radii) must increase")
    let size = Self.imagesPerTask
    let tasks = (images.count + size - 1) / size
    var parts = [AttackTask.Part?](repeating: nil, count: tasks)
    parts.withUnsafeMutableBufferPointer { parts in
      nonisolated(unsafe) let parts = parts
      team.run(tasks: tasks) { task in
        let rows = task * size..<Swift.min(images.count, (task + 1) * size)
        parts[task] = AttackTask(self, images: rows, seed: seed).run(attack, radii: radii)
      }
    }
    var outcome = Outcome(
      isRight: radii.map { _ in [] }, pixels: Matrix(rows: images.count, columns: parameters.r), classes: [])
    for (task, part) in parts.enumerated() {
      guard let part else { throw .notFinite(epoch: 0, step: task * size) }
      for k in radii.indices { outcome.isRight[k] += part.isRight[k] }
      for (k, row) in part.pixels.enumerated() { outcome.pixels[row: task * size + k] = row }
      outcome.classes += part.classes
    }
    return outcome
  }
}
