import CKernels
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Robustness
import Training

/// An implicit layer behind a front of convolutions with images to attack, in single precision on the kernels.
///
/// Pixels lie in [0, 1]. Images are shared out in tasks by their number, so that results are the same bits for any number of
/// threads.
package final class FrontUnderAttack: @unchecked Sendable {
  let kernels: UnsafePointer<kernel_set>
  let parameters: IntervalParameters
  let front: FrontParameters
  let images: LabeledImages
  let team: WorkerTeam
  /// For gradients, and for predictions.
  let searching, judging: SolverTolerance

  /// - Parameters:
  ///   - searching: when the equilibria that give gradients have converged.
  ///   - judging: when those that decide a prediction have.
  /// - Throws: ``TrainingError/shapeMismatch(images:model:)``.
  package init(
    _ network: FrontedNetwork, images: LabeledImages,
    searching: SolverTolerance = SolverTolerance(relativeChange: 1e-3),
    judging: SolverTolerance = SolverTolerance(relativeChange: 1e-5, mostIterations: 3000), team: WorkerTeam
  ) throws(TrainingError) {
    guard images.pixelsPerImage == network.front.pixels, network.front.outputs == network.layer.inputs,
      network.front.isComplete, images.labels.allSatisfy({ Int($0) < network.layer.classes })
    else {
      throw .shapeMismatch(
        images: [images.count, images.pixelsPerImage],
        model: [network.front.pixels, network.front.outputs, network.layer.inputs, network.layer.classes])
    }
    kernels = Training.kernels(at: kernel_best_level())
    (self.images, self.team, self.searching, self.judging) = (images, team, searching, judging)
    parameters = IntervalParameters(network.layer)
    front = FrontParameters(network.front, before: parameters)
    parameters.recompute(team)
    front.recompute(parameters, team)
  }

  /// Attacks every image at each radius.
  /// - Parameter radii: in increasing order.
  /// - Throws: ``TrainingError/notFinite(epoch:step:)`` with the epoch 0 and the first image of the task that failed.
  package func outcome(of attack: Attack, radii: [Double], seed: UInt64) throws -> AttackOutcome<Float> {
    let pixels = images.pixelsPerImage
    let tasks = Blocks(of: images.count, each: IntervalBatch.rowsPerTask)
    var parts = [AttackOutcome<Float>?](repeating: nil, count: tasks.count)
    parts.withUnsafeMutableBufferPointer { parts in
      nonisolated(unsafe) let parts = parts
      team.run(tasks: tasks.count) { task in
        let chosen = tasks[task]
        let walk = AttackWalk(
          on: FrontTarget(self, images: chosen.count), pixels: pixels, stride: pixels,
          labels: chosen.map { Int(images.labels[$0]) }, seed: seed, firstImage: chosen.lowerBound
        ) { image, pixel in
          Float(images.pixels[(chosen.lowerBound + image) * pixels + pixel]) / 255
        }
        parts[task] = try? walk.run(attack, radii: radii)
      }
    }
    if let failed = parts.firstIndex(where: { $0 == nil }) {
      throw TrainingError.notFinite(epoch: 0, step: tasks[failed].lowerBound)
    }
    return AttackOutcome(joining: parts.compactMap { $0 }, radii: radii.count, pixels: pixels)
  }
}

/// A layer and its front under attack: the clean part of their batches. Every solve starts anew.
package final class FrontTarget: AttackTarget {
  private let network: FrontUnderAttack
  private let layer: IntervalBatch
  private let front: FrontBatch
  private var rows = 0

  /// - Parameter images: the most rows; at most one task of the batches.
  package init(_ network: FrontUnderAttack, images: Int) {
    self.network = network
    layer = IntervalBatch(batch: images, parameters: network.parameters, kernels: network.kernels)
    front = FrontBatch(batch: images, parameters: network.front, layer: layer, kernels: network.kernels)
  }

  private func request(_ precision: AttackPrecision) -> IntervalBatch.Request {
    IntervalBatch.Request(
      clean: 1, worst: 0, tolerance: precision == .searching ? network.searching : network.judging)
  }

  package func read(
    _ moved: UnsafePointer<Float>, rows: Int, for precision: AttackPrecision, isWarm: Bool
  ) throws -> [Int] {
    self.rows = rows
    front.pixels[0].pointer.update(from: moved, count: rows * network.images.pixelsPerImage)
    front.forward(0..<rows, request(precision))
    _ = layer.forward(0..<rows, request(precision))
    return try (0..<rows).map { row in
      let y = layer.logits(row: row)
      guard y.allSatisfy(\.isFinite) else { throw TrainingError.notFinite(epoch: 0, step: 0) }
      return y.predictedClass
    }
  }

  package func differentiate(
    _ labels: [Int], for precision: AttackPrecision, isWarm: Bool, into gradient: UnsafeMutablePointer<Float>
  ) throws {
    for (row, label) in labels.enumerated() {
      var y = layer.logits(row: row)
      replaceWithAttackSlopes(&y, classes: y.count, label: label)
      layer.pull(row: row) { y[$0] }
    }
    _ = layer.backward(0..<rows, request(precision))
    front.backward(0..<rows, request(precision), toPixels: gradient)
  }

  package func fill(_ row: Int, from last: Int) {
    rows = last
    guard row != last else { return }
    let states = [layer.parts[0].x, layer.parts[0].z].map { ($0, network.parameters.p) }
    for (buffer, width) in states + zip(front.z, front.shapes).map({ ($0[0], $1.outputCount) }) {
      (buffer.pointer + row * width).update(from: buffer.pointer + last * width, count: width)
    }
  }
}
