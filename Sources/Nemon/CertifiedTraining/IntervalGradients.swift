import CKernels
import ImplicitNetworks
import LinearAlgebra
import Training

extension IntervalBatch {
  /// The gradients in all parameters but `T` and `d`; that in `A` takes the place of `T`'s.
  ///
  /// With `q` of each part: `q_x' x + q_m' m + sign(A) * (q_rho' rho)`, with sign 1 on the diagonal; likewise for `B`.
  func gradients(
    labels: [Int], _ request: Request, scratch: FloatBuffer, scratchB: FloatBuffer, _ team: WorkerTeam
  ) {
    let parameters = parameters
    let count = labels.count
    let rowsOfA = Blocks(of: parameters.n)
    let rowsOfB = Blocks(of: parameters.r)
    team.run(tasks: 1 + rowsOfA.count + rowsOfB.count) { index in
      if index == 0 {
        addOutputGradients(labels: labels, request)
        addOffsetGradients(count, request)
      } else if index <= rowsOfA.count {
        let rows = rowsOfA[index - 1]
        let p = parameters.p
        let G = parameters.gradient.pointer + parameters.atT
        let signs = parameters.value.pointer + parameters.atT
        add(
          rows, count, request, left: \.q, leftStride: p, right: \.x, into: G, signs: signs, scratch: scratch)
        // On the diagonal the box's radius counts with +1, whatever the sign of T's entry.
        guard request.worst > 0 else { return }
        for i in rows where signs[i * p + i] <= 0 {
          let sign: Float = signs[i * p + i] < 0 ? 2 : 1
          G[i * p + i] += sign * scratch[i * p + i]
        }
      } else {
        add(
          rowsOfB[index - 1 - rowsOfA.count], count, request, left: \.inputs, leftStride: parameters.r,
          right: \.q, into: parameters.gradient.pointer, signs: parameters.value.pointer, scratch: scratchB)
      }
    }
  }

  /// Rows of `sum over samples of left' right` over the parts, the radius's times the signs of `signs`; its product is
  /// left in `scratch`.
  private func add(
    _ rows: Range<Int>, _ count: Int, _ request: Request, left: KeyPath<Part, FloatBuffer>, leftStride: Int,
    right: KeyPath<Part, FloatBuffer>, into target: UnsafeMutablePointer<Float>, signs: UnsafePointer<Float>,
    scratch: FloatBuffer
  ) {
    let p = parameters.p
    let out = target + rows.lowerBound * p
    func product(_ part: Int, start: UnsafePointer<Float>?, into out: UnsafeMutablePointer<Float>) {
      kernels.pointee.product(
        Int32(rows.count), Int32(p), Int32(count), parts[part][keyPath: left].pointer + rows.lowerBound, 1,
        leftStride, parts[part][keyPath: right].pointer, p, start, p, out, p)
    }
    if request.clean > 0 { product(0, start: nil, into: out) }
    guard request.worst > 0 else { return }
    product(1, start: request.clean > 0 ? UnsafePointer(out) : nil, into: out)
    let radius = scratch.pointer + rows.lowerBound * p
    product(2, start: nil, into: radius)
    let sign = signs + rows.lowerBound * p
    for k in stride(from: 0, to: rows.count * p, by: 8) {
      let sum = eight(out + k) + eight(radius + k).signed(by: eight(sign + k))
      UnsafeMutableRawPointer(out + k).storeBytes(of: sum, as: Eight.self)
    }
  }

  /// `sum q` over the samples, without the radius's, which the offset does not move.
  private func addOffsetGradients(_ count: Int, _ request: Request) {
    let p = parameters.p
    let b = parameters.gradient.pointer + parameters.atb
    for i in 0..<p { b[i] = 0 }
    for part in (request.clean > 0 ? [0] : []) + (request.worst > 0 ? [1] : []) {
      for row in 0..<count {
        let q = parts[part].q.pointer + row * p
        for i in 0..<p { b[i] += q[i] }
      }
    }
  }
}

private func eight(_ pointer: UnsafePointer<Float>) -> Eight {
  UnsafeRawPointer(pointer).load(as: Eight.self)
}
