import CKernels
import ImplicitNetworks
import LinearAlgebra

/// `A` itself is free; after each step its rows are projected onto the l1 ball, so that `‖A‖_inf <= radius`. Solved by
/// Picard iteration: steps of 1.
final class IDLMap: LayerMap, @unchecked Sendable {
  private let n, p: Int
  private let radius: Float
  private let kernels: UnsafePointer<kernel_set>
  private let A: AdamBlock
  private let gradient: FloatBuffer
  let form: FixedPointForm
  let growth, decay: FloatBuffer

  init(n: Int, padded p: Int, radius: Float, kernels: UnsafePointer<kernel_set>) {
    (self.n, self.p, self.radius, self.kernels) = (n, p, radius, kernels)
    A = AdamBlock(count: n * p)
    gradient = FloatBuffer(count: n * p)
    form = FixedPointForm(n: n, padded: p, adjoint: A.value)
    (growth, decay) = (FloatBuffer(ones: n, of: p), FloatBuffer(ones: n, of: p))
  }

  var free: [AdamBlock] { [A] }
  /// The measure is at most the norm.
  var gamma: Float? { radius }
  var tasks: Int { layerRows(n).count }

  func step(_ task: Int, _ buffers: StepBuffers, batch m: Int, adam: kernel_adam_step) {
    let rows = layerRows(n)[task]
    let at = rows.lowerBound * p
    buffers.addUpGradient(rows, batch: m, padded: p, kernels: kernels, into: gradient)
    A.step(kernels, adam, gradient: gradient.pointer + at, at: at, count: rows.count * p)
    project(rows)
    form.transpose(rows, n: n, padded: p)
  }

  func finish(adam: kernel_adam_step, pull: RegulariserPull?, team: WorkerTeam) {}

  func recompute(team: WorkerTeam) { form.transpose(0..<n, n: n, padded: p) }

  private func project(_ rows: Range<Int>) {
    for i in rows {
      L1Ball(radius: radius).project(UnsafeMutableBufferPointer(start: A.value.pointer + i * p, count: n))
    }
  }

  /// `‖A‖_inf - radius`
  func excess() -> Float {
    var largest: Float = 0
    for i in 0..<n {
      var sum: Float = 0
      for j in 0..<n { sum += abs(A.value.pointer[i * p + j]) }
      largest = max(largest, sum)
    }
    return largest - radius
  }
}

/// `A = 0`: one pass, nothing to learn beside `B`, `b`, `C`, `c`.
final class ExplicitMap: LayerMap, @unchecked Sendable {
  let form: FixedPointForm
  let growth, decay: FloatBuffer

  init(n: Int, padded p: Int) {
    form = FixedPointForm(n: n, padded: p, depth: 0)
    (growth, decay) = (FloatBuffer(ones: n, of: p), FloatBuffer(ones: n, of: p))
  }

  var free: [AdamBlock] { [] }
  var gamma: Float? { 0 }
  var tasks: Int { 0 }
  func step(_ task: Int, _ buffers: StepBuffers, batch: Int, adam: kernel_adam_step) {}
  func finish(adam: kernel_adam_step, pull: RegulariserPull?, team: WorkerTeam) {}
  func recompute(team: WorkerTeam) {}
  func excess() -> Float { 0 }
}
