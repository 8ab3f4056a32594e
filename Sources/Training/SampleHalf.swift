import CKernels

/// The part of a step that belongs to samples: equilibrium, loss, adjoint equilibrium.
struct SampleHalf: @unchecked Sendable {
  let kernels: UnsafePointer<kernel_set>
  let parameters: PaddedParameters
  let buffers: StepBuffers
  let images: SparseImages
  let normalisation: PixelNormalisation
  /// `b + offset B 1`, shape `[p]`: what an image of zeros adds.
  let base: FloatBuffer
  /// Rows of one task: a multiple of the kernels' group, so that the split never changes a group.
  static let rowsPerTask = 2 * Int(KERNEL_GROUP)

  static func tasks(_ count: Int) -> Int { (count + rowsPerTask - 1) / rowsPerTask }

  /// Iterations that the rows of a task took, or nil where a value is not finite.
  func forward(_ rows: Range<Int>, samples: UnsafePointer<Int32>, tolerance: SolverTolerance) -> Int? {
    let p = parameters.padded
    images.index.withUnsafeBufferPointer { index in
      images.value.withUnsafeBufferPointer { value in
        for row in rows {
          let image = Int(samples[row])
          let start = images.starts[image]
          kernels.pointee.sparse_product(
            Int32(p), Int32(images.starts[image + 1] - start), index.baseAddress! + start,
            value.baseAddress! + start, normalisation.slope, parameters.B.value.pointer, base.pointer,
            buffers.v.pointer + row * p)
        }
      }
    }
    (buffers.x.pointer + rows.lowerBound * p).update(repeating: 0, count: rows.count * p)
    return equilibrium(rows, tolerance: tolerance)
  }

  /// Solves from the `v` and `x` that stand in the buffers.
  func equilibrium(_ rows: Range<Int>, tolerance: SolverTolerance) -> Int? {
    let (p, at) = (parameters.padded, rows.lowerBound * parameters.padded)
    var problem = kernel_fixed_point(
      rows: Int32(rows.count), columns: Int32(p), width: Int32(parameters.n),
      matrix: UnsafePointer(parameters.transposedA.pointer), offset: UnsafePointer(buffers.v.pointer + at),
      slopes: nil, negative_slope: parameters.negativeSlope, steps: UnsafePointer(parameters.steps.pointer),
      tolerance: tolerance.relativeChange, most_iterations: Int32(tolerance.mostIterations))
    return iterations(kernels.pointee.equilibrium(&problem, buffers.x.pointer + at, buffers.z.pointer + at))
  }

  /// Logits `C x + c`, the cross-entropy of each row and, in place of the logits, its gradient times `scale`.
  func loss(_ rows: Range<Int>, samples: UnsafePointer<Int32>, scale: Float) {
    let (p, lanes) = (parameters.padded, PaddedParameters.lanes)
    kernels.pointee.product(
      Int32(rows.count), Int32(lanes), Int32(parameters.n), buffers.x.pointer + rows.lowerBound * p, p, 1,
      parameters.transposedC.pointer, lanes, parameters.c.value.pointer, 0,
      buffers.logits.pointer + rows.lowerBound * lanes, lanes)
    for row in rows {
      let y = buffers.logits.pointer + row * lanes
      let label = Int(images.labels[Int(samples[row])])
      var best = 0
      for k in 1..<parameters.q where y[k] > y[best] { best = k }
      let most = y[best]
      let own = y[label] - most
      var sum: Float = 0
      for k in 0..<parameters.q {
        y[k] = exponential(y[k] - most)
        sum += y[k]
      }
      buffers.loss[row] = logarithm(sum) - own
      buffers.hit[row] = best == label ? 1 : 0
      for k in 0..<parameters.q { y[k] = (y[k] / sum - (k == label ? 1 : 0)) * scale }
      for k in parameters.q..<lanes { y[k] = 0 }
    }
  }

  /// The adjoint equilibrium `w = A' J w + C' ∂loss/∂logits` (spec, section 4); leaves `J w` in `q`.
  func backward(_ rows: Range<Int>, tolerance: SolverTolerance) -> Int? {
    let (p, lanes) = (parameters.padded, PaddedParameters.lanes)
    let (at, count) = (rows.lowerBound * p, rows.count * p)
    for i in at..<at + count { buffers.slopes[i] = buffers.z[i] > 0 ? 1 : parameters.negativeSlope }
    kernels.pointee.product(
      Int32(rows.count), Int32(p), Int32(parameters.q), buffers.logits.pointer + rows.lowerBound * lanes,
      lanes, 1,
      parameters.C.value.pointer, p, nil, 0, buffers.g.pointer + at, p)
    (buffers.w.pointer + at).update(repeating: 0, count: count)
    var problem = kernel_fixed_point(
      rows: Int32(rows.count), columns: Int32(p), width: Int32(parameters.n),
      matrix: UnsafePointer(parameters.A.pointer), offset: UnsafePointer(buffers.g.pointer + at),
      slopes: UnsafePointer(buffers.slopes.pointer + at), negative_slope: 0,
      steps: UnsafePointer(parameters.steps.pointer),
      tolerance: tolerance.relativeChange, most_iterations: Int32(tolerance.mostIterations))
    return iterations(kernels.pointee.adjoint(&problem, buffers.w.pointer + at, buffers.q.pointer + at))
  }

  /// A row that reached the iteration limit keeps its last iterate: in training its gradient is a little less
  /// exact. The count says so to whoever reads the history.
  private func iterations(_ outcome: Int64) -> Int? {
    if outcome == Int64.min { return nil }
    return Int(outcome < 0 ? -1 - outcome : outcome)
  }
}
