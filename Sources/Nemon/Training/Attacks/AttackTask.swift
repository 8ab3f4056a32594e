import CKernels
import ImageData
import LinearAlgebra
import Robustness

/// The attack on the images of one task, with buffers of its own. Rows of the buffers are the images that are still
/// under attack, in any order; `present` tells which image a row holds.
final class AttackTask {
  /// What the task found, for its images in their order.
  struct Part: Sendable {
    var isRight: [[Bool]]
    var pixels: [[Float]]
    var classes: [Int]
  }

  private let target: NetworkUnderAttack
  private let images: Range<Int>
  private let generator: RandomGenerator
  private let solver: StateSolver
  /// The images as they are and as they are moved, and the gradient in them: `[images, paddedPixels]`.
  private let originals, moved, gradient: FloatBuffer
  private var present: [Int]
  private var part: Part
  private var isFinite = true
  private var r: Int { target.parameters.r }
  private var stride: Int { target.paddedPixels }

  init(_ target: NetworkUnderAttack, images: Range<Int>, seed: UInt64) {
    (self.target, self.images) = (target, images)
    generator = RandomGenerator(seed: seed)
    let (count, stride) = (images.count, target.paddedPixels)
    solver = StateSolver(
      kernels: target.kernels, parameters: target.parameters,
      buffers: StepBuffers(batch: count, padded: target.parameters.padded, lanes: PaddedParameters.lanes))
    (originals, moved) = (FloatBuffer(count: count * stride), FloatBuffer(count: count * stride))
    gradient = FloatBuffer(count: count * stride)
    for row in 0..<count {
      for (k, byte) in target.images.image(images.lowerBound + row).enumerated() {
        originals[row * stride + k] = Float(byte) / 255
      }
    }
    present = Array(0..<count)
    part = Part(
      isRight: [], pixels: Array(repeating: [], count: count), classes: Array(repeating: 0, count: count))
  }

  /// Nil where a value is not finite.
  func run(_ attack: Attack, radii: [Double]) -> Part? {
    switch attack {
    case .uniformNoise:
      move(at: radii) { task, row, radius in task.addNoise(row, radius: radius, start: 0) }
    case .continuousInversion:
      move(at: radii) { task, row, radius in
        task.change(row) { pixel, _ in pixel + Float(radius) * (pixel < 0.5 ? 1 : pixel > 0.5 ? -1 : 0) }
      }
    case .inversionBlend:
      move(at: radii) { task, row, radius in
        task.change(row) { pixel, _ in (1 - Float(radius)) * pixel + Float(radius) * (1 - pixel) }
      }
    case .fastGradientSign:
      reset()
      judge(isWarm: false)
      differentiate(tolerance: target.judging, isWarm: false)
      move(at: radii) { task, row, radius in
        task.change(row) { pixel, slope in pixel + Float(radius) * (slope > 0 ? 1 : slope < 0 ? -1 : 0) }
      }
    case .projectedGradientDescent(let steps, let step, let starts):
      descend(at: radii, steps: steps, step: step, starts: starts)
    }
    return isFinite ? part : nil
  }

  // MARK: Given moves

  private func move(at radii: [Double], _ body: (AttackTask, Int, Double) -> Void) {
    for radius in radii {
      for row in present { body(self, row, radius) }
      judge(isWarm: false)
      part.isRight.append(present.map { prediction($0) == label($0) })
    }
    for row in present { settle(row) }
  }

  /// `moved <- clipped(f(original, gradient))`
  private func change(_ row: Int, _ f: (Float, Float) -> Float) {
    let (from, to, slope) = (
      originals.pointer + row * stride, moved.pointer + row * stride, gradient.pointer + row * stride
    )
    for k in 0..<r { to[k] = min(max(f(from[k], slope[k]), 0), 1) }
  }

  /// The start number `start` of the image in `row`: noise from the image's own stream.
  private func addNoise(_ row: Int, radius: Double, start: Int) {
    var stream = generator.stream(start).stream(images.lowerBound + present[row])
    let (from, to) = (originals.pointer + present[row] * stride, moved.pointer + row * stride)
    for k in 0..<r { to[k] = min(max(from[k] + Float(stream.uniform(-radius, radius)), 0), 1) }
  }

  // MARK: Descent

  private func descend(at radii: [Double], steps: Int, step: Double, starts: Int) {
    var isRight = Array(repeating: false, count: images.count)
    reset()
    judge(isWarm: false)
    for row in present.indices { settle(row) }
    keepRight()
    for row in present { isRight[row] = true }
    for radius in radii {
      for start in 0..<starts where !present.isEmpty && isFinite {
        for row in present.indices { addNoise(row, radius: radius, start: start) }
        for k in 0..<steps where !present.isEmpty {
          solve(target.searching, isWarm: k > 0)
          if hasWrong { dropBroken(&isRight) }
          differentiate(tolerance: target.searching, isWarm: k > 0)
          for row in present.indices { take(row, Float(step * radius), within: Float(radius)) }
        }
        dropBroken(&isRight)
      }
      part.isRight.append(isRight)
    }
    for row in present.indices { settle(row) }
  }

  /// One step along the sign of the gradient, projected to the ball and to the range of pixels.
  private func take(_ row: Int, _ step: Float, within radius: Float) {
    let (from, to, slope) = (
      originals.pointer + present[row] * stride, moved.pointer + row * stride, gradient.pointer + row * stride
    )
    for k in 0..<r {
      let next = to[k] + (slope[k] > 0 ? step : slope[k] < 0 ? -step : 0)
      to[k] = min(max(min(max(next, from[k] - radius), from[k] + radius), 0), 1)
    }
  }

  private var hasWrong: Bool { present.indices.contains { prediction($0) != label($0) } }

  /// Looks at all rows again with the tolerance of predictions, and takes those out that are classified wrongly.
  private func dropBroken(_ isRight: inout [Bool]) {
    guard !present.isEmpty else { return }
    judge(isWarm: true)
    for row in present.indices where prediction(row) != label(row) {
      isRight[present[row]] = false
      settle(row)
    }
    keepRight()
  }

  /// Takes out the rows that are classified wrongly; the last rows fill their places.
  private func keepRight() {
    let (buffers, p, lanes) = (solver.buffers, target.parameters.padded, PaddedParameters.lanes)
    var row = 0
    while row < present.count {
      if prediction(row) == label(row) {
        row += 1
        continue
      }
      let last = present.count - 1
      for (buffer, width) in [
        (moved, stride), (buffers.x, p), (buffers.z, p), (buffers.w, p), (buffers.logits, lanes),
      ] where row != last {
        (buffer.pointer + row * width).update(from: buffer.pointer + last * width, count: width)
      }
      present[row] = present[last]
      present.removeLast()
    }
  }

  // MARK: The network

  private func reset() {
    moved.pointer.update(from: originals.pointer, count: images.count * stride)
    present = Array(0..<images.count)
  }

  private func judge(isWarm: Bool) { solve(target.judging, isWarm: isWarm) }

  /// Equilibria and logits of `moved`.
  private func solve(_ tolerance: SolverTolerance, isWarm: Bool) {
    let (p, rows) = (target.parameters.padded, 0..<present.count)
    target.kernels.pointee.product(
      Int32(rows.count), Int32(p), Int32(r), moved.pointer, stride, 1, target.scaledInput.pointer, p,
      target.base.pointer, 0, solver.buffers.v.pointer, p)
    if solver.equilibrium(rows, tolerance: tolerance, isWarm: isWarm) == nil { isFinite = false }
    solver.logits(rows)
  }

  /// A positive multiple of the gradient of the cross-entropy in `moved`, after `solve`, from the logits `y`.
  ///
  /// With the largest logit M of the other classes its part for class j is `exp(y_j - M)`, and that for the label minus
  /// the sum of these: the softmax up to a factor, without what single precision would lose for a sure prediction.
  private func differentiate(tolerance: SolverTolerance, isWarm: Bool) {
    let rows = 0..<present.count
    guard !rows.isEmpty else { return }
    let (q, lanes) = (target.parameters.q, PaddedParameters.lanes)
    for row in rows {
      let (y, own) = (solver.buffers.logits.pointer + row * lanes, label(row))
      var most = -Float.infinity
      for j in 0..<q where j != own { most = max(most, y[j]) }
      var sum: Float = 0
      for j in 0..<q where j != own {
        y[j] = exponential(y[j] - most)
        sum += y[j]
      }
      y[own] = -sum
    }
    if solver.backward(rows, tolerance: tolerance, isWarm: isWarm) == nil { isFinite = false }
    target.kernels.pointee.product(
      Int32(rows.count), Int32(stride), Int32(target.parameters.n), solver.buffers.q.pointer,
      target.parameters.padded, 1, target.input.pointer, stride, nil, 0, gradient.pointer, stride)
  }

  private func label(_ row: Int) -> Int { Int(target.images.labels[images.lowerBound + present[row]]) }

  /// The class of the largest logit, the first of several.
  private func prediction(_ row: Int) -> Int {
    let y = solver.buffers.logits.pointer + row * PaddedParameters.lanes
    var best = 0
    for k in 1..<target.parameters.q where y[k] > y[best] { best = k }
    return best
  }

  /// Keeps the row's image, and what the network reads in it, as the task's result.
  private func settle(_ row: Int) {
    part.pixels[present[row]] = (0..<r).map { moved[row * stride + $0] }
    part.classes[present[row]] = prediction(row)
  }
}
