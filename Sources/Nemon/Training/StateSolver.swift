import CKernels

/// Equilibria, logits and adjoint equilibria of some rows of the buffers: what training and attacks share.
package struct StateSolver: @unchecked Sendable {
  let kernels: UnsafePointer<kernel_set>
  let parameters: PaddedParameters
  package let buffers: StepBuffers

  package init(kernels: UnsafePointer<kernel_set>, parameters: PaddedParameters, buffers: StepBuffers) {
    (self.kernels, self.parameters, self.buffers) = (kernels, parameters, buffers)
  }

  /// Solves for the `v` in the buffers, which the splitting overwrites.
  /// - Parameter isWarm: whether to start from what the last solve of these rows left in `x` and `z`, not from 0.
  package func equilibrium(_ rows: Range<Int>, tolerance: SolverTolerance, isWarm: Bool = false) -> Int? {
    let (at, count) = (rows.lowerBound * parameters.padded, rows.count * parameters.padded)
    let form = parameters.layer.form
    let (x, z) = (buffers.x.pointer + at, buffers.z.pointer + at)
    guard let alpha = form.splittingStep else {
      return solve(
        rows, kernels.pointee.equilibrium, form.forward, offset: buffers.v, slopes: nil,
        negativeSlope: parameters.negativeSlope, tolerance: tolerance, isWarm: isWarm, into: x, z)
    }
    if isWarm { for k in 0..<count { x[k] = abs(z[k]) } }
    reflect(rows, buffers.v, by: form.forward, alpha, into: buffers.g)
    let outcome = solve(
      rows, kernels.pointee.equilibrium, form.forward, offset: buffers.g, slopes: nil, negativeSlope: -1,
      tolerance: tolerance, isWarm: isWarm, into: x, z)
    for k in 0..<count { x[k] = max(z[k], 0) }
    return outcome
  }

  /// `(R + I) α v` of the splitting (see ``FixedPointForm``); `v` becomes `α v`.
  private func reflect(
    _ rows: Range<Int>, _ v: FloatBuffer, by M: FloatBuffer, _ alpha: Float, into out: FloatBuffer
  ) {
    let (p, at) = (parameters.padded, rows.lowerBound * parameters.padded)
    let v = v.pointer + at
    if alpha != 1 { for k in 0..<rows.count * p { v[k] *= alpha } }
    kernels.pointee.product(
      Int32(rows.count), Int32(p), Int32(parameters.n), v, p, 1, M.pointer, p, v, p, out.pointer + at, p)
  }

  private func solve(
    _ rows: Range<Int>,
    _ kernel: (UnsafePointer<kernel_fixed_point>?, UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?)
      -> Int64,
    _ matrix: FloatBuffer, offset: FloatBuffer, slopes: UnsafePointer<Float>?, negativeSlope: Float,
    tolerance: SolverTolerance, isWarm: Bool, into x: UnsafeMutablePointer<Float>,
    _ z: UnsafeMutablePointer<Float>
  ) -> Int? {
    let form = parameters.layer.form
    var problem = kernel_fixed_point(
      rows: Int32(rows.count), columns: Int32(parameters.padded), width: Int32(form.depth),
      matrix: UnsafePointer(matrix.pointer),
      offset: UnsafePointer(offset.pointer + rows.lowerBound * parameters.padded),
      slopes: slopes, negative_slope: negativeSlope, steps: UnsafePointer(form.steps.pointer),
      tolerance: tolerance.relativeChange,
      most_iterations: form.depth == 0 ? 1 : Int32(tolerance.mostIterations), from_zero: isWarm ? 0 : 1)
    return iterations(kernel(&problem, x, z))
  }

  /// `C x + c`
  package func logits(_ rows: Range<Int>) {
    let (p, lanes) = (parameters.padded, PaddedParameters.lanes)
    kernels.pointee.product(
      Int32(rows.count), Int32(lanes), Int32(parameters.n), buffers.x.pointer + rows.lowerBound * p, p, 1,
      parameters.transposedC.pointer, lanes, parameters.c.value.pointer, 0,
      buffers.logits.pointer + rows.lowerBound * lanes, lanes)
  }

  /// The adjoint equilibrium `w = A' J w + C' ∂loss/∂logits` (chapter 8); leaves `J w` in `q`.
  /// - Parameter isWarm: whether to start from what the last call for these rows left in `w`, not from 0.
  package func backward(_ rows: Range<Int>, tolerance: SolverTolerance, isWarm: Bool = false) -> Int? {
    let (p, lanes) = (parameters.padded, PaddedParameters.lanes)
    let (at, count) = (rows.lowerBound * p, rows.count * p)
    let form = parameters.layer.form
    let (slopes, z) = (buffers.slopes.pointer + at, buffers.z.pointer + at)
    let below = form.splittingStep == nil ? parameters.negativeSlope : -1
    // J, or 2 J - I of the reflected form, from the signs of the pre-activations.
    for k in 0..<count { slopes[k] = z[k] > 0 ? 1 : below }
    // g = C' ∂loss/∂logits, shape [m, p].
    kernels.pointee.product(
      Int32(rows.count), Int32(p), Int32(parameters.q), buffers.logits.pointer + rows.lowerBound * lanes,
      lanes, 1, parameters.C.value.pointer, p, nil, 0, buffers.g.pointer + at, p)
    if let alpha = form.splittingStep { reflect(rows, buffers.g, by: form.adjoint, alpha, into: buffers.v) }
    let (w, q) = (buffers.w.pointer + at, buffers.q.pointer + at)
    let outcome = solve(
      rows, kernels.pointee.adjoint, form.adjoint, offset: form.splittingStep == nil ? buffers.g : buffers.v,
      slopes: slopes, negativeSlope: 0, tolerance: tolerance, isWarm: isWarm, into: w, q)
    if form.splittingStep != nil {
      // J w: the reflection has left -w where a unit is off.
      for k in 0..<count where slopes[k] < 0 { q[k] = 0 }
    }
    return outcome
  }

  /// A row that reached the iteration limit keeps its last iterate: in training its gradient is a little less
  /// exact. The count says so to whoever reads the history.
  private func iterations(_ outcome: Int64) -> Int? {
    if outcome == Int64.min { return nil }
    return Int(outcome < 0 ? -1 - outcome : outcome)
  }
}
