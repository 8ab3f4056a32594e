import CKernels

/// The gradients in `T` and `d`, and their steps. Rows of `T` are shared out in tasks; `d` follows when all are done.
final class StateRows: @unchecked Sendable {
  static let rowsPerTask = 10
  let tasks: Int
  private let parameters: PaddedParameters
  private let buffers: StepBuffers
  private let kernels: UnsafePointer<kernel_set>
  /// `∂loss/∂A`, `∂loss/∂T` and `∂loss/∂A ∘ D⁻¹ T D`, shape `[n, p]`; `∂loss/∂d`, shape `[p]`.
  private let gradientA, gradientT, product, gradientd: FloatBuffer

  init(kernels: UnsafePointer<kernel_set>, parameters: PaddedParameters, buffers: StepBuffers) {
    (self.kernels, self.parameters, self.buffers) = (kernels, parameters, buffers)
    tasks = (parameters.n + Self.rowsPerTask - 1) / Self.rowsPerTask
    let count = parameters.n * parameters.padded
    (gradientA, gradientT) = (FloatBuffer(count: count), FloatBuffer(count: count))
    (product, gradientd) = (FloatBuffer(count: count), FloatBuffer(count: parameters.padded))
  }

  /// `∂loss/∂A = Σ q x'` for the task's rows, the chain rule of C6, and Adam on these rows of `T`.
  func step(_ task: Int, batch m: Int, adam: kernel_adam_step) {
    let (n, p) = (parameters.n, parameters.padded)
    let rows = task * Self.rowsPerTask..<min(n, (task + 1) * Self.rowsPerTask)
    let at = rows.lowerBound * p
    kernels.pointee.product(
      Int32(rows.count), Int32(p), Int32(m), buffers.q.pointer + rows.lowerBound, 1, p, buffers.x.pointer, p,
      nil, 0,
      gradientA.pointer + at, p)
    let growth = parameters.growth.pointer
    for i in rows {
      let (G, T) = (gradientA.pointer + i * p, parameters.T.value.pointer + i * p)
      let (out, S) = (gradientT.pointer + i * p, product.pointer + i * p)
      let (own, shrink) = (G[i], parameters.decay[i])
      for j in 0..<n {
        let ratio = growth[j] * shrink
        let sign: Float = T[j] > 0 ? 1 : T[j] < 0 ? -1 : 0
        out[j] = G[j] * ratio - own * sign
        S[j] = G[j] * T[j] * ratio
      }
    }
    parameters.T.step(kernels, adam, gradient: gradientT.pointer + at, at: at, count: rows.count * p)
  }

  /// `∂loss/∂d_k = Σ_i S_ik - Σ_j S_kj` with `S = ∂loss/∂A ∘ D⁻¹ T D`, the regulariser's part, and Adam on `d`.
  /// - Parameter outputShare: `|c_kj| exp(-d_j)` of the row k that attains ‖C‖, before this step, shape `[p]`.
  func stepWeights(
    adam: kernel_adam_step, lambda: Float, regulariser: LipschitzRegulariser,
    outputShare: UnsafePointer<Float>
  ) {
    let (n, p) = (parameters.n, parameters.padded)
    let out = gradientd.pointer
    for k in 0..<n {
      let row = product.pointer + k * p
      var sum: Float = 0
      for j in 0..<n { sum += row[j] }
      out[k] = -sum
    }
    for i in 0..<n {
      let row = product.pointer + i * p
      for k in 0..<n { out[k] += row[k] }
    }
    if lambda > 0 {
      let r = regulariser
      out[r.inputRow] += lambda * r.factor * r.inputNorm * r.inputNorm
      for j in 0..<n { out[j] -= lambda * r.factor * r.outputNorm * outputShare[j] }
    }
    parameters.d.step(kernels, adam, gradient: out, at: 0, count: p)
  }
}
