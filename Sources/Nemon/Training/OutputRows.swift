import CKernels

/// The gradients in `C`, `c` and `b`, and their steps: small enough for one task.
final class OutputRows: @unchecked Sendable {
  private let kernels: UnsafePointer<kernel_set>
  private let parameters: PaddedParameters
  private let buffers: StepBuffers
  private let gradientC, gradientc: FloatBuffer
  /// `|c_kj| exp(-d_j)` of the row k that attained ‖C‖ before the last step, shape `[p]`.
  let share: FloatBuffer

  init(kernels: UnsafePointer<kernel_set>, parameters: PaddedParameters, buffers: StepBuffers) {
    (self.kernels, self.parameters, self.buffers) = (kernels, parameters, buffers)
    gradientC = FloatBuffer(count: parameters.q * parameters.padded)
    gradientc = FloatBuffer(count: PaddedParameters.lanes)
    share = FloatBuffer(count: parameters.padded)
  }

  /// - Parameter qSum: `∂loss/∂b = Σ q` over the batch, shape `[p]`.
  func step(
    batch m: Int, adam: kernel_adam_step, lambda: Float, regulariser: AttainedNorms,
    qSum: UnsafePointer<Float>
  ) {
    let (p, lanes) = (parameters.padded, PaddedParameters.lanes)
    kernels.pointee.product(
      Int32(parameters.q), Int32(p), Int32(m), buffers.logits.pointer, 1, lanes, buffers.x.pointer, p, nil, 0,
      gradientC.pointer, p)
    if lambda > 0 {
      let slope = lambda * regulariser.factor * regulariser.outputNorm
      let at = regulariser.outputRow * p
      let decay = parameters.layer.decay
      for j in 0..<parameters.n {
        let entry = parameters.C.value[at + j]
        share[j] = abs(entry) * decay[j]
        gradientC[at + j] += (entry > 0 ? slope : entry < 0 ? -slope : 0) * decay[j]
      }
    }
    for k in 0..<lanes { gradientc[k] = 0 }
    for row in 0..<m {
      for k in 0..<lanes { gradientc.pointer[k] += buffers.logits.pointer[row * lanes + k] }
    }
    parameters.C.step(kernels, adam, gradient: gradientC.pointer, at: 0, count: parameters.q * p)
    parameters.c.step(kernels, adam, gradient: gradientc.pointer, at: 0, count: lanes)
    parameters.b.step(kernels, adam, gradient: qSum, at: 0, count: p)
  }
}
