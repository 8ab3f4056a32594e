import CKernels
import ImplicitNetworks
import LinearAlgebra
import Training

extension FrontBatch {
  /// The gradient of the mean loss over the first rows, after the layer's: from its adjoint equilibria.
  package func differentiate(count: Int, _ request: IntervalBatch.Request, _ team: WorkerTeam) {
    let rows = Blocks(of: count, each: IntervalBatch.rowsPerTask)
    team.run(tasks: rows.count) { task in
      scratch[task].sums.pointer.update(repeating: 0, count: parameters.numbers.count)
      scratch[task].radiusSums.pointer.update(repeating: 0, count: parameters.numbers.count)
      backward(rows[task], request)
    }
    let (gradient, value) = (
      parameters.numbers.gradient.eights(from: 0), parameters.numbers.value.eights(from: 0)
    )
    let tasks = rows.indices
    for k in 0..<parameters.numbers.count / 8 {
      var (sum, radiusSum) = (Eight.zero, Eight.zero)
      for task in tasks {
        sum += scratch[task].sums.eights(from: 0)[k]
        radiusSum += scratch[task].radiusSums.eights(from: 0)[k]
      }
      gradient[k] = sum + radiusSum.signed(by: value[k])
    }
  }

  /// Adds the gradients of some rows, a block of the batch, to the sums of their task.
  /// - Parameter pixels: where to write the derivatives by the clean images' pixels instead, shape `[rows, pixels]`.
  func backward(
    _ rows: Range<Int>, _ request: IntervalBatch.Request, toPixels pixels: UnsafeMutablePointer<Float>? = nil
  ) {
    let scratch = scratch[rows.lowerBound / IntervalBatch.rowsPerTask]
    let parts = layer.used(request)
    let (p, r) = (layer.parameters.p, layer.parameters.r)
    for part in parts {
      let B = part == 2 ? parameters.absoluteB : parameters.B
      kernels.pointee.product(
        Int32(rows.count), Int32(r), Int32(layer.parameters.n),
        layer.parts[part].q.pointer + rows.lowerBound * p, p, 1, B.pointer, r, nil, 0,
        derivatives[part].pointer + rows.lowerBound * r, r)
    }
    for row in rows {
      for (index, shape) in shapes.enumerated().reversed() {
        let isLast = index == shapes.count - 1
        let g = (0..<3).map {
          isLast ? derivatives[$0].pointer + row * r : scratch.derivatives[$0].pointer
        }
        mask(g, index, row, request)
        for part in parts {
          if pixels == nil { addGradients(g[part], index, part, row, scratch) }
          guard index > 0 || pixels != nil else { continue }
          let weights = part == 2 ? parameters.absoluteTransposed[index] : parameters.transposed[index]
          kernels.pointee.product(
            Int32(shape.places), Int32(shape.fanIn), Int32(shape.outputs), g[part], shape.outputs, 1,
            weights.pointer, shape.fanIn, nil, 0, scratch.windows.pointer, shape.fanIn)
          let out =
            index > 0
            ? scratch.derivatives[part].pointer
            : pixels.map { $0 + (row - rows.lowerBound) * shape.inputCount }
              ?? scratch.derivatives[part].pointer
          out.update(repeating: 0, count: shape.inputCount)
          shape.scatter(scratch.windows.pointer, addingTo: out)
        }
      }
    }
  }

  /// Derivatives by what ReLU gives become those by what it takes.
  private func mask(
    _ g: [UnsafeMutablePointer<Float>], _ index: Int, _ row: Int, _ request: IntervalBatch.Request
  ) {
    let (at, count) = (row * shapes[index].outputCount, shapes[index].outputCount)
    func eights(_ pointer: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Eight> {
      UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Eight.self)
    }
    if request.clean > 0 {
      let (g, z) = (eights(g[0]), z[index][0].eights(from: at))
      for i in 0..<count / 8 { g[i] = Eight.zero.replacing(with: g[i], where: z[i] .> 0) }
    }
    guard request.worst > 0 else { return }
    let (m, rho) = (eights(g[1]), eights(g[2]))
    let (z, half) = (z[index][1].eights(from: at), z[index][2].eights(from: at))
    for i in 0..<count / 8 {
      let low = Eight.zero.replacing(with: (m[i] - rho[i]) * 0.5, where: z[i] - half[i] .> 0)
      let high = Eight.zero.replacing(with: (m[i] + rho[i]) * 0.5, where: z[i] + half[i] .> 0)
      (m[i], rho[i]) = (low + high, high - low)
    }
  }

  /// `windows' q` for the kernels, and `sum q` for the offsets, which do not move the radius.
  private func addGradients(
    _ q: UnsafeMutablePointer<Float>, _ index: Int, _ part: Int, _ row: Int, _ scratch: Scratch
  ) {
    let shape = shapes[index]
    let F = shape.outputs
    let sums = part == 2 ? scratch.radiusSums : scratch.sums
    shape.gather(input(index, part, row), into: scratch.windows.pointer)
    let kernelSums = sums.pointer + parameters.atKernels[index]
    kernels.pointee.product(
      Int32(shape.fanIn), Int32(F), Int32(shape.places), scratch.windows.pointer, 1, shape.fanIn, q, F,
      kernelSums, F, kernelSums, F)
    guard part != 2 else { return }
    let offsets = sums.pointer + parameters.atOffsets[index]
    for place in 0..<shape.places {
      for f in 0..<F { offsets[f] += q[place * F + f] }
    }
  }
}
