import CKernels
import ImplicitNetworks
import LinearAlgebra

/// One block of parameters with its gradient's moments, in the padded layout of the kernels.
package final class AdamBlock: @unchecked Sendable {
  package let value: FloatBuffer
  let first, second: FloatBuffer

  init(count: Int) {
    value = FloatBuffer(count: count)
    first = FloatBuffer(count: count)
    second = FloatBuffer(count: count)
  }

  /// Steps the parameters `offset ..< offset + count`; both are multiples of the lanes.
  func step(
    _ kernels: UnsafePointer<kernel_set>, _ step: kernel_adam_step, gradient: UnsafePointer<Float>,
    at offset: Int, count: Int
  ) {
    var step = step
    kernels.pointee.adam(
      count, &step, gradient, value.pointer + offset, first.pointer + offset, second.pointer + offset)
  }
}

/// The trained parameters of a network with their moments, rows padded to whole vectors, and the matrices that follow
/// from them.
///
/// Shapes, with p the padded width: the transpose of `B` `[r, p]`; `C` `[q, p]`; its transpose `[n, lanes]`; `b` `[p]`;
/// `c` `[lanes]`. What `A` follows from is the family's.
package final class PaddedParameters: @unchecked Sendable {
  package let n, r, q: Int
  package let padded: Int
  package static let lanes = Int(KERNEL_LANES)
  package let B: AdamBlock
  let b, C, c: AdamBlock
  let layer: any LayerMap
  let transposedC: FloatBuffer
  let negativeSlope: Float

  package init(_ model: any FullyConnectedClassifier, kernels: UnsafePointer<kernel_set>, team: WorkerTeam) {
    (n, r, q) = (model.width, model.inputs, model.classes)
    precondition(q <= Self.lanes, "\(q) classes; the kernels take at most \(Self.lanes)")
    padded = (n + Self.lanes - 1) / Self.lanes * Self.lanes
    negativeSlope = model.negativeSlope
    B = AdamBlock(count: r * padded)
    b = AdamBlock(count: padded)
    C = AdamBlock(count: q * padded)
    c = AdamBlock(count: Self.lanes)
    transposedC = FloatBuffer(count: n * Self.lanes)
    layer = model.freeParameters.family.layerMap(width: n, padded: padded, kernels: kernels)
    precondition(
      negativeSlope == 0 || layer.form.splittingStep == nil, "the splitting is written for ReLU alone")
    fill(\.value, from: model)
    transposeC()
    layer.recompute(team: team)
  }

  /// Recomputes the transpose of `C`.
  func transposeC() {
    for j in 0..<n {
      for k in 0..<q { transposedC.pointer[j * Self.lanes + k] = C.value.pointer[k * padded + j] }
    }
  }

  /// Copies parameters, or moments in the shape of parameters, into the padded layout.
  func fill(_ part: KeyPath<AdamBlock, FloatBuffer>, from model: any FullyConnectedClassifier) {
    for (block, values) in zip(layer.free, model.freeParameters.free) {
      let target = block[keyPath: part]
      for (k, value) in values.enumerated() { target[k / n * padded + k % n] = value }
    }
    let (B, b, C, c) = (model.B, model.b, model.C, model.c)
    let (paddedB, paddedb) = (self.B[keyPath: part], self.b[keyPath: part])
    let (paddedC, paddedc) = (self.C[keyPath: part], self.c[keyPath: part])
    for i in 0..<n {
      for k in 0..<r { paddedB[k * padded + i] = B[i * r + k] }
      paddedb[i] = b[i]
    }
    for k in 0..<q {
      for j in 0..<n { paddedC[k * padded + j] = C[k * n + j] }
      paddedc[k] = c[k]
    }
  }

  /// Parameters, or moments in the shape of parameters, without padding.
  func read<Layer>(
    _ part: KeyPath<AdamBlock, FloatBuffer>, like model: FullyConnectedNetwork<Layer>
  ) -> FullyConnectedNetwork<Layer> {
    let (paddedB, paddedb) = (B[keyPath: part], b[keyPath: part])
    let (paddedC, paddedc) = (C[keyPath: part], c[keyPath: part])
    var out = model
    out.layer.free = zip(layer.free, model.layer.free).map { block, values in
      let source = block[keyPath: part]
      return values.indices.map { source[$0 / n * padded + $0 % n] }
    }
    out.B = (0..<n * r).map { paddedB[$0 % r * padded + $0 / r] }
    out.b = (0..<n).map { paddedb[$0] }
    out.C = (0..<q * n).map { paddedC[$0 / n * padded + $0 % n] }
    out.c = (0..<q).map { paddedc[$0] }
    return out
  }
}
