import CKernels
import ImplicitNetworks
import LinearAlgebra

/// `A = (1 - m) I - P'P + Q - Q'`, solved by Peaceman and Rachford's splitting in the reflected form of
/// ``FixedPointForm``, with the step `α = 1`. One inverse a step of training serves all samples in both directions.
final class MONMap: LayerMap, @unchecked Sendable {
  static let splittingStep: Float = 1
  private let n, p: Int
  private let m: Float
  private let kernels: UnsafePointer<kernel_set>
  private let P, Q: AdamBlock
  let form: FixedPointForm
  let growth, decay: FloatBuffer
  /// `∂loss/∂A`, its sum with its transpose, and the gradients in `P` and `Q`, shape `[n, p]`.
  private let gradientA, symmetric, gradientP, gradientQ: FloatBuffer
  /// `I - A`, and what becomes the resolvent `(I + α (I - A))^-1`.
  private let monotone: FloatBuffer
  private let resolvent: GaussJordanInverse

  init(n: Int, padded p: Int, m: Float, kernels: UnsafePointer<kernel_set>) {
    (self.n, self.p, self.m, self.kernels) = (n, p, m, kernels)
    (P, Q) = (AdamBlock(count: n * p), AdamBlock(count: n * p))
    form = FixedPointForm(n: n, padded: p, splittingStep: Self.splittingStep)
    (growth, decay) = (FloatBuffer(ones: n, of: p), FloatBuffer(ones: n, of: p))
    (gradientA, symmetric) = (FloatBuffer(count: n * p), FloatBuffer(count: n * p))
    (gradientP, gradientQ) = (FloatBuffer(count: n * p), FloatBuffer(count: n * p))
    monotone = FloatBuffer(count: n * p)
    resolvent = GaussJordanInverse(n: n, padded: p, kernels: kernels)
  }

  var free: [AdamBlock] { [P, Q] }
  var gamma: Float? { nil }
  var tasks: Int { layerRows(n).count }

  func step(_ task: Int, _ buffers: StepBuffers, batch: Int, adam: kernel_adam_step) {
    buffers.addUpGradient(layerRows(n)[task], batch: batch, padded: p, kernels: kernels, into: gradientA)
  }

  /// `∂loss/∂P = -P (G + G')` and `∂loss/∂Q = G - G'` with `G = ∂loss/∂A`.
  func finish(adam: kernel_adam_step, pull: RegulariserPull?, team: WorkerTeam) {
    team.run(tasks: tasks) { task in
      let rows = layerRows(n)[task]
      let G = gradientA.pointer
      for i in rows {
        for j in 0..<n {
          // The sum is negated already.
          symmetric[i * p + j] = -(G[i * p + j] + G[j * p + i])
          gradientQ[i * p + j] = G[i * p + j] - G[j * p + i]
        }
      }
      let at = rows.lowerBound * p
      Q.step(kernels, adam, gradient: gradientQ.pointer + at, at: at, count: rows.count * p)
    }
    team.run(tasks: tasks) { task in
      let rows = layerRows(n)[task]
      let at = rows.lowerBound * p
      kernels.pointee.product(
        Int32(rows.count), Int32(p), Int32(n), P.value.pointer + at, p, 1, symmetric.pointer, p, nil, 0,
        gradientP.pointer + at, p)
      P.step(kernels, adam, gradient: gradientP.pointer + at, at: at, count: rows.count * p)
    }
    recompute(team: team)
  }

  func recompute(team: WorkerTeam) {
    let alpha = Self.splittingStep
    team.run(tasks: tasks) { task in
      let rows = layerRows(n)[task]
      let K = monotone.pointer
      kernels.pointee.product(
        Int32(rows.count), Int32(p), Int32(n), P.value.pointer + rows.lowerBound, 1, p, P.value.pointer, p,
        nil, 0, K + rows.lowerBound * p, p)
      for i in rows {
        for j in 0..<n {
          K[i * p + j] += Q.value.pointer[j * p + i] - Q.value.pointer[i * p + j] + (i == j ? m : 0)
          resolvent.matrix[i * p + j] = alpha * K[i * p + j] + (i == j ? 1 : 0)
        }
      }
    }
    resolvent.invert()
    team.run(tasks: tasks) { task in
      let rows = layerRows(n)[task]
      for i in rows {
        for j in 0..<n { form.adjoint[i * p + j] = 2 * resolvent.matrix[i * p + j] - (i == j ? 1 : 0) }
      }
      form.transpose(rows, n: n, padded: p)
    }
  }

  /// An upper bound of `mu_2(A) - (1 - m)`: the first of 1e-6, 1e-5, ... for which the symmetric part of `I - A`, less
  /// `m` and plus that number on its diagonal, has a Cholesky factor in double precision. Infinite if none below 1 has.
  func excess() -> Float {
    var shift = 1e-6
    while shift < 1 {
      if isPositiveDefinite(shiftedBy: shift - Double(m)) { return Float(shift) }
      shift *= 10
    }
    return .infinity
  }

  private func isPositiveDefinite(shiftedBy shift: Double) -> Bool {
    let K = monotone.pointer
    // The upper triangle, eliminated row by row.
    var U = [Double](repeating: 0, count: n * n)
    return U.withUnsafeMutableBufferPointer { U in
      let U = U.baseAddress!
      for i in 0..<n {
        for j in i..<n { U[i * n + j] = 0.5 * (Double(K[i * p + j]) + Double(K[j * p + i])) }
        U[i * n + i] += shift
      }
      for k in 0..<n {
        let pivot = U[k * n + k]
        guard pivot > 0 else { return false }
        for i in k + 1..<n {
          let factor = U[k * n + i] / pivot
          for j in i..<n { U[i * n + j] -= factor * U[k * n + j] }
        }
      }
      return true
    }
  }
}

/// The inverse of a matrix whose symmetric part is positive definite, in place, by Gauss and Jordan's elimination:
/// for such a matrix no pivot can be zero, in whatever order they are taken.
final class GaussJordanInverse: @unchecked Sendable {
  private let n, p: Int
  private let kernels: UnsafePointer<kernel_set>
  /// The matrix, then its inverse, shape `[n, p]`.
  let matrix: FloatBuffer
  private let pivotRow, factors: FloatBuffer

  init(n: Int, padded p: Int, kernels: UnsafePointer<kernel_set>) {
    (self.n, self.p, self.kernels) = (n, p, kernels)
    matrix = FloatBuffer(count: n * p)
    (pivotRow, factors) = (FloatBuffer(count: p), FloatBuffer(count: p))
  }

  /// n sweeps, each a product of a column with a row, added to the matrix.
  func invert() {
    let (a, row, factor) = (matrix.pointer, pivotRow.pointer, factors.pointer)
    for k in 0..<n {
      let own = a + k * p
      let inverse = 1 / own[k]
      for j in 0..<p {
        row[j] = own[j] * inverse
        own[j] = 0
      }
      row[k] = inverse
      for i in 0..<n {
        factor[i] = -a[i * p + k]
        a[i * p + k] = 0
      }
      factor[k] = 1
      kernels.pointee.product(Int32(n), Int32(p), 1, factor, 1, 1, row, p, a, p, a, p)
    }
  }
}
