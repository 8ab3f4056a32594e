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
  /// α* = 1 / (1 - min a_ii^-), the best step (spec C3).
  private(set) var step: Float = 1

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
    for i in 0..<n {
      for j in 0..<n { T.value[i * padded + j] = model.T[i * n + j] }
      for k in 0..<r { B.value[k * padded + i] = model.B[i * r + k] }
      d.value[i] = model.d[i]
      b.value[i] = model.b[i]
    }
    for k in 0..<q {
      for j in 0..<n { C.value[k * padded + j] = model.C[k * n + j] }
      c.value[k] = model.c[k]
    }
    follow()
  }

  /// Recomputes A, the transposes and the step from the parameters (spec C6).
  func follow() {
    let p = padded
    for i in 0..<n {
      growth[i] = exponential(d.value[i])
      decay[i] = 1 / growth[i]
    }
    var least: Float = 0
    for i in 0..<n {
      let row = T.value.pointer + i * p
      let out = A.pointer + i * p
      var sum: Float = 0
      for j in 0..<n {
        sum += abs(row[j])
        out[j] = row[j] * growth.pointer[j] * decay.pointer[i]
      }
      out[i] = row[i] - sum + gamma
      least = min(least, out[i])
    }
    for i in 0..<n {
      for j in 0..<n { transposedA.pointer[j * p + i] = A.pointer[i * p + j] }
    }
    for j in 0..<n {
      for k in 0..<q { transposedC.pointer[j * Self.lanes + k] = C.value.pointer[k * p + j] }
    }
    step = 1 / (1 - least)
  }

  /// The parameters without padding.
  func model(like model: FullyConnectedNEMON) -> FullyConnectedNEMON {
    var out = model
    for i in 0..<n {
      for j in 0..<n { out.T[i * n + j] = T.value[i * padded + j] }
      for k in 0..<r { out.B[i * r + k] = B.value[k * padded + i] }
      out.d[i] = d.value[i]
      out.b[i] = b.value[i]
    }
    for k in 0..<q {
      for j in 0..<n { out.C[k * n + j] = C.value[k * padded + j] }
      out.c[k] = c.value[k]
    }
    return out
  }

  /// All parameters with their moments, in a fixed order, for checkpoints.
  var blocks: [AdamBlock] { [T, d, B, b, C, c] }
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
