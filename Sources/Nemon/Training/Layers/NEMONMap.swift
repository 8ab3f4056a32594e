import CKernels
import ImplicitNetworks
import LinearAlgebra

/// `A = D⁻¹ T D - diag(|T| 1) + γ I` with `D = diag(exp d)` (claim C6), solved by the average iteration with a step for
/// each coordinate, `α_i = 1 / (1 - a_ii^-)`.
///
/// The smallest of these steps is α* (claim C3); the same argument, row by row, gives the factor `1 - α*(1 - μ^+)` here
/// too, and most rows move further.
final class NEMONMap: LayerMap, @unchecked Sendable {
  private let n, p: Int
  private let kernels: UnsafePointer<kernel_set>
  private let bound: Float
  private let T, d: AdamBlock
  let form: FixedPointForm
  /// exp(d) and exp(-d).
  let growth, decay: FloatBuffer
  /// `∂loss/∂A`, `∂loss/∂T` and `∂loss/∂A ∘ D⁻¹ T D`, shape `[n, p]`; `∂loss/∂d`, shape `[p]`.
  private let gradientA, gradientT, product, gradientd: FloatBuffer
  /// The measure of each row, shape `[p]`.
  private let rowMeasures: FloatBuffer

  init(n: Int, padded p: Int, gamma: Float, kernels: UnsafePointer<kernel_set>) {
    (self.n, self.p, self.kernels, bound) = (n, p, kernels, gamma)
    T = AdamBlock(count: n * p)
    d = AdamBlock(count: p)
    form = FixedPointForm(n: n, padded: p)
    (growth, decay) = (FloatBuffer(count: p), FloatBuffer(count: p))
    (gradientA, gradientT) = (FloatBuffer(count: n * p), FloatBuffer(count: n * p))
    (product, gradientd) = (FloatBuffer(count: n * p), FloatBuffer(count: p))
    rowMeasures = FloatBuffer(count: p)
    for i in 0..<p { form.steps[i] = 0 }
  }

  var free: [AdamBlock] { [T, d] }
  var gamma: Float? { bound }
  var tasks: Int { layerRows(n).count }

  /// `∂loss/∂A` for the task's rows, the chain rule of C6, and Adam on these rows of `T`.
  func step(_ task: Int, _ buffers: StepBuffers, batch m: Int, adam: kernel_adam_step) {
    let rows = layerRows(n)[task]
    buffers.addUpGradient(rows, batch: m, padded: p, kernels: kernels, into: gradientA)
    let growth = growth.pointer
    for i in rows {
      let (G, T) = (gradientA.pointer + i * p, T.value.pointer + i * p)
      let (out, S) = (gradientT.pointer + i * p, product.pointer + i * p)
      let (own, shrink) = (G[i], decay[i])
      // t_ij stands in a_ij, times d_j / d_i, and its magnitude in a_ii.
      for j in 0..<n {
        let ratio = growth[j] * shrink
        let sign: Float = T[j] > 0 ? 1 : T[j] < 0 ? -1 : 0
        out[j] = G[j] * ratio - own * sign
        S[j] = G[j] * T[j] * ratio
      }
    }
    let at = rows.lowerBound * p
    T.step(kernels, adam, gradient: gradientT.pointer + at, at: at, count: rows.count * p)
  }

  /// `∂loss/∂d_k = Σ_i S_ik - Σ_j S_kj` with `S = ∂loss/∂A ∘ D⁻¹ T D`, the regulariser's part, and Adam on `d`.
  func finish(adam: kernel_adam_step, pull: RegulariserPull?, team: WorkerTeam) {
    let out = gradientd.pointer
    // Minus the row sums of S, then plus its column sums, row by row: memory in order.
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
    if let pull {
      let r = pull.regulariser
      out[r.inputRow] += pull.lambda * r.factor * r.inputNorm * r.inputNorm
      for j in 0..<n { out[j] -= pull.lambda * r.factor * r.outputNorm * pull.outputShare[j] }
    }
    d.step(kernels, adam, gradient: out, at: 0, count: p)
    recompute(team: team)
  }

  func recompute(team: WorkerTeam) {
    for i in 0..<n {
      growth[i] = exponential(d.value[i])
      decay[i] = 1 / growth[i]
    }
    team.run(tasks: tasks) { task in
      let rows = layerRows(n)[task]
      for i in rows { recomputeRow(i) }
      form.transpose(rows, n: n, padded: p)
    }
  }

  /// Row i of `A`, its step, and its measure by the definition: `a_ii + Σ_{j≠i} |a_ij| η_j / η_i`.
  private func recomputeRow(_ i: Int) {
    let (row, out) = (T.value.pointer + i * p, form.adjoint.pointer + i * p)
    let (growth, decay) = (growth.pointer, decay.pointer)
    var sum: Float = 0
    // D⁻¹ T D, and the row sum of |T| that the diagonal loses.
    for j in 0..<n {
      sum += abs(row[j])
      out[j] = row[j] * growth[j] * decay[i]
    }
    out[i] = row[i] - sum + bound
    form.steps[i] = 1 / (1 - min(out[i], 0))
    var sizes: Float = 0
    // From the entries that the kernels use, not from the parameterisation: this is the check of claim C6.
    for j in 0..<n { sizes += abs(out[j]) * decay[j] }
    rowMeasures[i] = out[i] + (sizes - abs(out[i]) * decay[i]) * growth[i]
  }

  func excess() -> Float {
    (0..<n).reduce(-Float.infinity) { max($0, rowMeasures[$1]) } - bound
  }
}
