import CKernels
import ImageData
import Robustness
import Training

/// A fully connected network under attack on the kernels. Each row keeps its solver's state, so that a solve can start
/// from that of the last step.
final class KernelTarget: AttackTarget {
  private let network: NetworkUnderAttack
  private let solver: StateSolver
  private var parameters: PaddedParameters { network.parameters }
  private var rows = 0

  /// - Parameter images: the most rows.
  init(_ network: NetworkUnderAttack, images: Int) {
    self.network = network
    let buffers = StepBuffers(
      batch: images, padded: network.parameters.padded, lanes: PaddedParameters.lanes)
    solver = StateSolver(kernels: network.kernels, parameters: network.parameters, buffers: buffers)
  }

  func read(
    _ moved: UnsafePointer<Float>, rows: Int, for precision: AttackPrecision, isWarm: Bool
  ) throws -> [Int] {
    self.rows = rows
    let p = parameters.padded
    network.kernels.pointee.product(
      Int32(rows), Int32(p), Int32(parameters.r), moved, network.paddedPixels, 1,
      network.scaledInput.pointer, p, network.base.pointer, 0, solver.buffers.v.pointer, p)
    let solved = solver.equilibrium(
      0..<rows, tolerance: network.tolerance(for: precision), isWarm: isWarm)
    guard solved != nil else { throw TrainingError.notFinite(epoch: 0, step: 0) }
    solver.logits(0..<rows)
    return (0..<rows).map { row in
      let y = solver.buffers.logits.pointer + row * PaddedParameters.lanes
      return (1..<parameters.q).reduce(0) { y[$1] > y[$0] ? $1 : $0 }
    }
  }

  func differentiate(
    _ labels: [Int], for precision: AttackPrecision, isWarm: Bool, into gradient: UnsafeMutablePointer<Float>
  ) throws {
    for (row, label) in labels.enumerated() {
      replaceWithAttackSlopes(
        solver.buffers.logits.pointer + row * PaddedParameters.lanes, classes: parameters.q, label: label)
    }
    let solved = solver.backward(
      0..<rows, tolerance: network.tolerance(for: precision), isWarm: isWarm)
    guard solved != nil else { throw TrainingError.notFinite(epoch: 0, step: 0) }
    network.kernels.pointee.product(
      Int32(rows), Int32(network.paddedPixels), Int32(parameters.n), solver.buffers.q.pointer,
      parameters.padded, 1, network.input.pointer, network.paddedPixels, nil, 0, gradient,
      network.paddedPixels)
  }

  func fill(_ row: Int, from last: Int) {
    rows = last
    guard row != last else { return }
    let (buffers, p) = (solver.buffers, parameters.padded)
    for (buffer, width) in [
      (buffers.x, p), (buffers.z, p), (buffers.w, p), (buffers.logits, PaddedParameters.lanes),
    ] {
      (buffer.pointer + row * width).update(from: buffer.pointer + last * width, count: width)
    }
  }
}
