import CKernels
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Robustness
import Training

/// A trained network with images to attack, in single precision on the kernels: the attacks of Robustness for thousands
/// of images.
///
///     let outcome = try network.underAttack(on: test, team: team)
///       .outcome(of: .projectedGradientDescent(), radii: [0.05, 0.1], seed: 7)
///
/// Pixels lie in [0, 1]; radii are in these units (chapter 10). Images are shared out in tasks by their number, so
/// that results are the same bits for any number of threads.
package final class NetworkUnderAttack: @unchecked Sendable {
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
  ///   - normalisation: the one that the network was trained with.
  ///   - searching: when the equilibria that give gradients have converged.
  ///   - judging: when those that decide a prediction have.
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``.
  package init(
    _ network: any FullyConnectedClassifier, images: LabeledImages,
    normalisation: ChannelNormalisation = .mnist,
    searching: SolverTolerance = SolverTolerance(relativeChange: 1e-3),
    judging: SolverTolerance = SolverTolerance(relativeChange: 1e-5, mostIterations: 3000), team: WorkerTeam
  ) throws(TrainingError) {
    guard images.pixelsPerImage == network.inputs, images.labels.allSatisfy({ Int($0) < network.classes })
    else {
      throw .shapeMismatch(
        images: [images.count, images.pixelsPerImage],
        model: [network.width, network.inputs, network.classes])
    }
    let kernels = Training.kernels(at: kernel_best_level())
    (self.kernels, self.images, self.team) = (kernels, images, team)
    (self.searching, self.judging) = (searching, judging)
    parameters = PaddedParameters(network, kernels: kernels, team: team)
    let (n, r, p, lanes) = (parameters.n, parameters.r, parameters.padded, PaddedParameters.lanes)
    let paddedPixels = (r + lanes - 1) / lanes * lanes
    self.paddedPixels = paddedPixels
    base = parameters.base(normalisation)
    (scaledInput, input) = (FloatBuffer(count: r * p), FloatBuffer(count: n * paddedPixels))
    let deviation = Float(normalisation.deviations[0])
    for k in 0..<r {
      for i in 0..<n {
        let entry = parameters.B.value.pointer[k * p + i]
        scaledInput.pointer[k * p + i] = entry / deviation
        input.pointer[i * paddedPixels + k] = entry
      }
    }
  }

  func tolerance(for precision: AttackPrecision) -> SolverTolerance {
    precision == .searching ? searching : judging
  }

  /// Attacks every image at each radius.
  ///
  /// - Parameter radii: in increasing order, in units where white is 1.
  /// - Throws: ``TrainingError/notFinite(epoch:step:)`` with the epoch 0 and the first image of the task that
  ///   failed.
  package func outcome(
    of attack: Attack, radii: [Double], seed: UInt64
  ) throws -> AttackOutcome<Float> {
    let tasks = Blocks(of: images.count, each: Self.imagesPerTask)
    var parts = [AttackOutcome<Float>?](repeating: nil, count: tasks.count)
    parts.withUnsafeMutableBufferPointer { parts in
      nonisolated(unsafe) let parts = parts
      team.run(tasks: tasks.count) { task in
        let chosen = tasks[task]
        let walk = AttackWalk(
          on: KernelTarget(self, images: chosen.count), pixels: parameters.r, stride: paddedPixels,
          labels: chosen.map { Int(images.labels[$0]) }, seed: seed, firstImage: chosen.lowerBound
        ) { image, pixel in
          Float(images.pixels[(chosen.lowerBound + image) * images.pixelsPerImage + pixel]) / 255
        }
        parts[task] = try? walk.run(attack, radii: radii)
      }
    }
    if let failed = parts.firstIndex(where: { $0 == nil }) {
      throw TrainingError.notFinite(epoch: 0, step: tasks[failed].lowerBound)
    }
    return AttackOutcome(joining: parts.compactMap { $0 }, radii: radii.count, pixels: parameters.r)
  }
}

extension FullyConnectedClassifier {
  /// The network with images to attack, normalised as MNIST's.
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``.
  package func underAttack(
    on images: LabeledImages, team: WorkerTeam
  ) throws(TrainingError) -> NetworkUnderAttack {
    try NetworkUnderAttack(self, images: images, team: team)
  }
}
