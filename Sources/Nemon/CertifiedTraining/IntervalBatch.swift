import CKernels
import ImplicitNetworks
import LinearAlgebra
import Training

/// The samples of a step: equilibria of the images and of their boxes, loss and adjoint equilibria.
///
/// A box of states is its centre `m` and radius `rho`. With the rows of the off-diagonal part `O` and of `B u + b` divided by
/// `1 - a_ii`, the interval equilibrium of B5 is
///
///     z_m = O m + B m_u + b,  z_rho = |O| rho + |B| rho_u,  l = relu(z_m - z_rho),  u = relu(z_m + z_rho)
///
/// with `m = (l + u) / 2` and `rho = (u - l) / 2`, which plain iteration finds. "Part" 0 is the clean state, 1 the centre, 2 the
/// radius. Shapes: `inputs` `[m, r]`, everything else `[m, p]`, but `weights` `[m, lanes]`.
package final class IntervalBatch: @unchecked Sendable {
  struct Part {
    let inputs, v, x, z, g, q: FloatBuffer
    /// The loss's derivative by each logit, or by each worst difference.
    let weights: FloatBuffer

    init(batch m: Int, _ parameters: IntervalParameters) {
      inputs = FloatBuffer(count: m * parameters.r)
      (v, x, z) = (
        FloatBuffer(count: m * parameters.p), FloatBuffer(count: m * parameters.p),
        FloatBuffer(count: m * parameters.p)
      )
      (g, q) = (FloatBuffer(count: m * parameters.p), FloatBuffer(count: m * parameters.p))
      weights = FloatBuffer(count: m * IntervalParameters.lanes)
    }
  }

  /// What is asked of a step.
  package struct Request {
    /// The shares of the clean and of the worst case; a part without share is not computed.
    var clean, worst: Float
    var tolerance: SolverTolerance

    package init(clean: Float, worst: Float, tolerance: SolverTolerance) {
      (self.clean, self.worst, self.tolerance) = (clean, worst, tolerance)
    }
  }

  /// What one sample showed.
  package struct Outcome {
    package var loss: Float = 0
    /// Whether the largest logit is the label's; whether no other class can overtake it in the box.
    var isRight = false
    var isCertified = false
    var forward = 0
    var backward = 0
  }

  static let rowsPerTask = 3 * Int(KERNEL_GROUP)

  package let parameters: IntervalParameters
  let kernels: UnsafePointer<kernel_set>
  let parts: [Part]
  /// One a row, each written by the task of its row alone.
  package let outcomes: UnsafeMutableBufferPointer<Outcome>
  private var p: Int { parameters.p }

  package init(batch: Int, parameters: IntervalParameters, kernels: UnsafePointer<kernel_set>) {
    (self.parameters, self.kernels) = (parameters, kernels)
    parts = (0..<3).map { _ in Part(batch: batch, parameters) }
    outcomes = .allocate(capacity: batch)
    outcomes.initialize(repeating: Outcome())
  }

  deinit { outcomes.deallocate() }

  /// Input `k` of a row and the interval around it.
  package func load(_ u: Float, from low: Float, to high: Float, row: Int, _ k: Int) {
    let at = row * parameters.r + k
    parts[0].inputs[at] = u
    parts[1].inputs[at] = (low + high) / 2
    parts[2].inputs[at] = (high - low) / 2
  }

  /// The pixels of a row and their box, cut to [0, 1].
  func load(_ pixels: ArraySlice<UInt8>, row: Int, radius: Float) {
    let at = row * parameters.r
    writeBox(
      of: pixels, radius: radius, parts[0].inputs.pointer + at, parts[1].inputs.pointer + at,
      parts[2].inputs.pointer + at)
  }

  /// Equilibria, loss and adjoint equilibria of some rows; the gradients are of the mean over `count` rows.
  func solve(_ rows: Range<Int>, of count: Int, labels: [Int], _ request: Request) {
    let iterations = forward(rows, request)
    for row in rows { loss(row: row, label: labels[row], request, scale: 1 / Float(count)) }
    let adjoint = backward(rows, request)
    for row in rows { (outcomes[row].forward, outcomes[row].backward) = (iterations, adjoint) }
  }

  /// The gradient of the mean loss over the first rows, which are loaded, where the parameters keep it.
  package func differentiate(
    labels: [Int], _ request: Request, scratch: (FloatBuffer, FloatBuffer), _ team: WorkerTeam
  ) {
    let rows = Blocks(of: labels.count, each: Self.rowsPerTask)
    team.run(tasks: rows.count) { solve(rows[$0], of: labels.count, labels: labels, request) }
    gradients(labels: labels, request, scratch: scratch.0, scratchB: scratch.1, team)
    parameters.chain(scratch: scratch.0, team)
  }

  private func product(
    _ rows: Range<Int>, _ x: FloatBuffer, columns depth: Int, stride: Int, _ M: UnsafePointer<Float>,
    start: UnsafePointer<Float>?, startRow: Int, into z: FloatBuffer
  ) {
    kernels.pointee.product(
      Int32(rows.count), Int32(p), Int32(depth), x.pointer + rows.lowerBound * stride, stride, 1, M, p, start,
      startRow, z.pointer + rows.lowerBound * p, p)
  }

  /// The parts that have a share in the loss.
  func used(_ request: Request) -> [Int] {
    (request.clean > 0 ? [0] : []) + (request.worst > 0 ? [1, 2] : [])
  }

  /// `sigma (B u + b)`, and `sigma |B| rho_u`.
  private func drive(_ rows: Range<Int>, _ request: Request) {
    let parameters = parameters
    for part in used(request) {
      let B = part == 2 ? parameters.absoluteB.pointer : parameters.value.pointer
      let b = part == 2 ? nil : parameters.value.pointer + parameters.atb
      product(
        rows, parts[part].inputs, columns: parameters.r, stride: parameters.r, B, start: b, startRow: 0,
        into: parts[part].v)
      scale(parts[part].v, rows)
    }
  }

  /// Rows times `sigma`.
  private func scale(_ buffer: FloatBuffer, _ rows: Range<Int>) {
    let sigma = parameters.sigma.eights(from: 0)
    for row in rows {
      let v = buffer.eights(from: row * p)
      for i in 0..<p / 8 { v[i] *= sigma[i] }
    }
  }

  /// Equilibria of some rows, all until the last has converged.
  /// - Returns: iterations.
  func forward(_ rows: Range<Int>, _ request: Request) -> Int {
    drive(rows, request)
    for part in used(request) {
      let at = rows.lowerBound * p
      (parts[part].z.pointer + at).update(from: parts[part].v.pointer + at, count: rows.count * p)
      (parts[part].x.pointer + at).update(repeating: 0, count: rows.count * p)
    }
    var iterations = 0
    while true {
      let isDone = activate(rows, request)
      iterations += 1
      if isDone || iterations >= request.tolerance.mostIterations { return iterations }
      for part in used(request) {
        let O = part == 2 ? parameters.transposedAbsoluteO : parameters.transposedO
        product(
          rows, parts[part].x, columns: parameters.n, stride: p, O.pointer,
          start: parts[part].v.pointer + rows.lowerBound * p, startRow: p, into: parts[part].z)
      }
    }
  }

  /// States from pre-activations.
  /// - Returns: whether the states have moved by no more than the tolerance.
  private func activate(_ rows: Range<Int>, _ request: Request) -> Bool {
    var isDone = true
    let eights = p / 8
    for row in rows {
      let at = row * p
      if request.clean > 0 {
        let (x, z) = (parts[0].x.eights(from: at), parts[0].z.eights(from: at))
        var (change, size) = (Eight.zero, Eight.zero)
        for i in 0..<eights {
          let next = larger(z[i], .zero)
          change = larger(change, (next - x[i]).magnitudes)
          size = larger(size, next)
          x[i] = next
        }
        isDone = isDone && change.largest <= request.tolerance.relativeChange * size.largest
      }
      if request.worst > 0 {
        let (m, rho) = (parts[1].x.eights(from: at), parts[2].x.eights(from: at))
        let (z, half) = (parts[1].z.eights(from: at), parts[2].z.eights(from: at))
        var (change, size) = (Eight.zero, Eight.zero)
        for i in 0..<eights {
          let (low, high) = (larger(z[i] - half[i], .zero), larger(z[i] + half[i], .zero))
          let (centre, radius) = ((low + high) * 0.5, (high - low) * 0.5)
          change = larger(
            change, larger((centre - m[i]).magnitudes, (radius - rho[i]).magnitudes))
          size = larger(size, high)
          (m[i], rho[i]) = (centre, radius)
        }
        isDone = isDone && change.largest <= request.tolerance.relativeChange * size.largest
      }
    }
    return isDone
  }

  /// Adjoint equilibria `q = sigma * (derivative by the divided pre-activations)` of some rows from `g`.
  /// - Returns: iterations.
  func backward(_ rows: Range<Int>, _ request: Request) -> Int {
    // What a product with the adjoint matrix adds to g stands in v, which is not needed any more.
    for part in used(request) {
      let at = rows.lowerBound * p
      (parts[part].v.pointer + at).update(from: parts[part].g.pointer + at, count: rows.count * p)
      (parts[part].q.pointer + at).update(repeating: 0, count: rows.count * p)
    }
    var iterations = 0
    while true {
      let isDone = mask(rows, request)
      iterations += 1
      if isDone || iterations >= request.tolerance.mostIterations { break }
      for part in used(request) {
        let O = part == 2 ? parameters.absoluteO : parameters.O
        product(
          rows, parts[part].q, columns: parameters.n, stride: p, O.pointer,
          start: parts[part].g.pointer + rows.lowerBound * p, startRow: p, into: parts[part].v)
      }
    }
    for part in used(request) { scale(parts[part].q, rows) }
    return iterations
  }

  private func mask(_ rows: Range<Int>, _ request: Request) -> Bool {
    var isDone = true
    let eights = p / 8
    for row in rows {
      let at = row * p
      if request.clean > 0 {
        let (q, w) = (parts[0].q.eights(from: at), parts[0].v.eights(from: at))
        let z = parts[0].z.eights(from: at)
        var (change, size) = (Eight.zero, Eight.zero)
        for i in 0..<eights {
          let next = Eight.zero.replacing(with: w[i], where: z[i] .> 0)
          change = larger(change, (next - q[i]).magnitudes)
          size = larger(size, next.magnitudes)
          q[i] = next
        }
        isDone = isDone && change.largest <= request.tolerance.relativeChange * size.largest
      }
      if request.worst > 0 {
        let (q, qRho) = (parts[1].q.eights(from: at), parts[2].q.eights(from: at))
        let (w, wRho) = (parts[1].v.eights(from: at), parts[2].v.eights(from: at))
        let (z, half) = (parts[1].z.eights(from: at), parts[2].z.eights(from: at))
        var (change, size) = (Eight.zero, Eight.zero)
        for i in 0..<eights {
          let low = Eight.zero.replacing(with: (w[i] - wRho[i]) * 0.5, where: z[i] - half[i] .> 0)
          let high = Eight.zero.replacing(with: (w[i] + wRho[i]) * 0.5, where: z[i] + half[i] .> 0)
          let (sum, difference) = (low + high, high - low)
          change = larger(
            change, larger((sum - q[i]).magnitudes, (difference - qRho[i]).magnitudes))
          size = larger(size, larger(low.magnitudes, high.magnitudes))
          (q[i], qRho[i]) = (sum, difference)
        }
        isDone = isDone && change.largest <= request.tolerance.relativeChange * size.largest
      }
    }
    return isDone
  }
}

/// Pixels in [0, 1], and the centre and the half width of the box of a radius around them, cut to [0, 1].
func writeBox(
  of pixels: ArraySlice<UInt8>, radius: Float, _ clean: UnsafeMutablePointer<Float>,
  _ centre: UnsafeMutablePointer<Float>, _ half: UnsafeMutablePointer<Float>
) {
  pixels.withUnsafeBufferPointer { bytes in
    for k in 0..<bytes.count {
      let u = Float(bytes[k]) / 255
      let (low, high) = (max(u - radius, 0), min(u + radius, 1))
      (clean[k], centre[k], half[k]) = (u, (low + high) / 2, (high - low) / 2)
    }
  }
}
