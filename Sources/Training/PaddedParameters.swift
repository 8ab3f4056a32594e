import CKernels
import ImplicitNetworks

/// One block of parameters with its gradient's moments, in the padded layout of the kernels.
final class AdamBlock: @unchecked Sendable {
  let value, first, second: FloatBuffer

  init(count: Int) {
    value = FloatBuffer(count: count)
    first = FloatBuffer(count: count)
    second = FloatBuffer(count: count)
  }

  /// Steps the parameters `offset ..< offset + count`; both are multiples of the lanes.
  func step(
    _ kernels: UnsafePointer<kernel_set>, _ step: kernel_adam_step, gradient: UnsafePointer<Float>,
    at offset: Int,
    count: Int
  ) {
    var step = step
    kernels.pointee.adam(
      count, &step, gradient, value.pointer + offset, first.pointer + offset, second.pointer + offset)
  }
}

/// The trained parameters of a `FullyConnectedNEMON` with their moments, rows padded to whole vectors, and the
/// matrices that follow from them.
///
/// Shapes, with p the padded width: `T`, `A` and its transpose `[n, p]`; the transpose of `B` `[r, p]`; `C` `[q, p]`;
/// its transpose `[n, lanes]`; `d`, `b` `[p]`; `c` `[lanes]`.
final class PaddedParameters: @unchecked Sendable {
  let n, r, q: Int
  let padded: Int
  static let lanes = Int(KERNEL_LANES)
  let T, d, B, b, C, c: AdamBlock
  let A, transposedA, transposedC: FloatBuffer
  /// exp(d) and exp(-d).
  let growth, decay: FloatBuffer
  let gamma, negativeSlope: Float
  /// The step of each coordinate, `α_i = 1 / (1 - a_ii^-)`, shape `[p]`. The smallest is α* (spec C3); the same
  /// argument, row by row, gives the factor `1 - α*(1 - μ^+)` here too, and most rows move further.
  let steps: FloatBuffer

  init(_ model: FullyConnectedNEMON) {
    (n, r, q) = (model.width, model.inputs, model.classes)
    precondition(q <= Self.lanes, "\(q) classes; the kernels take at most \(Self.lanes)")
    padded = (n + Self.lanes - 1) / Self.lanes * Self.lanes
    (gamma, negativeSlope) = (model.gamma, model.negativeSlope)
    T = AdamBlock(count: n * padded)
    d = AdamBlock(count: padded)
    B = AdamBlock(count: r * padded)
    b = AdamBlock(count: padded)
    C = AdamBlock(count: q * padded)
    c = AdamBlock(count: Self.lanes)
    A = FloatBuffer(count: n * padded)
    transposedA = FloatBuffer(count: n * padded)
    transposedC = FloatBuffer(count: n * Self.lanes)
    growth = FloatBuffer(count: padded)
    decay = FloatBuffer(count: padded)
    steps = FloatBuffer(count: padded)
    fill(\.value, from: model)
    follow()
  }

  /// Recomputes A, the transposes and the steps from the parameters (spec C6).
  func follow() {
    let p = padded
    for i in 0..<n {
      growth[i] = exponential(d.value[i])
      decay[i] = 1 / growth[i]
    }
    for i in 0..<n {
      let row = T.value.pointer + i * p
      let out = A.pointer + i * p
      var sum: Float = 0
      for j in 0..<n {
        sum += abs(row[j])
        out[j] = row[j] * growth.pointer[j] * decay.pointer[i]
      }
      out[i] = row[i] - sum + gamma
      steps[i] = 1 / (1 - min(out[i], 0))
    }
    for i in 0..<n {
      for j in 0..<n { transposedA.pointer[j * p + i] = A.pointer[i * p + j] }
    }
    for j in 0..<n {
      for k in 0..<q { transposedC.pointer[j * Self.lanes + k] = C.value.pointer[k * p + j] }
    }
  }

  /// Copies parameters, or moments in the shape of parameters, into the padded layout.
  func fill(_ part: KeyPath<AdamBlock, FloatBuffer>, from model: FullyConnectedNEMON) {
    for i in 0..<n {
      for j in 0..<n { T[keyPath: part][i * padded + j] = model.T[i * n + j] }
      for k in 0..<r { B[keyPath: part][k * padded + i] = model.B[i * r + k] }
      d[keyPath: part][i] = model.d[i]
      b[keyPath: part][i] = model.b[i]
    }
    for k in 0..<q {
      for j in 0..<n { C[keyPath: part][k * padded + j] = model.C[k * n + j] }
      c[keyPath: part][k] = model.c[k]
    }
  }

  /// Parameters, or moments in the shape of parameters, without padding.
  func read(_ part: KeyPath<AdamBlock, FloatBuffer>, like model: FullyConnectedNEMON) -> FullyConnectedNEMON {
    var out = model
    for i in 0..<n {
      for j in 0..<n { out.T[i * n + j] = T[keyPath: part][i * padded + j] }
      for k in 0..<r { out.B[i * r + k] = B[keyPath: part][k * padded + i] }
      out.d[i] = d[keyPath: part][i]
      out.b[i] = b[keyPath: part][i]
    }
    for k in 0..<q {
      for j in 0..<n { out.C[k * n + j] = C[keyPath: part][k * padded + j] }
      out.c[k] = c[keyPath: part][k]
    }
    return out
  }
}

extension PaddedParameters {
  /// `mu_{inf,[η]^-1}(A) - γ` with `η = exp(-d)`, from A's entries by the definition of the matrix measure.
  func measureExcess() -> Float {
    var sums = [Float](repeating: 0, count: n)
    for j in 0..<n {
      let column = transposedA.pointer + j * padded
      let eta = decay[j]
      for i in 0..<n { sums[i] += abs(column[i]) * eta }
    }
    var largest = -Float.infinity
    for i in 0..<n {
      let own = A[i * padded + i]
      largest = max(largest, own + (sums[i] - abs(own) * decay[i]) * growth[i])
    }
    return largest - gamma
  }
}
