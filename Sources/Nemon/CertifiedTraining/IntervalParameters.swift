import CKernels
import ImplicitNetworks
import LinearAlgebra
import Training

/// All parameters of a NEMON in one row of numbers, with Adam's moments and the gradient in the same places, and the
/// matrices that follow from them. Rows are padded to p numbers, whole vectors of the kernels.
///
/// Shapes: the transpose of `B` `[r, p]`, `T` `[n, p]`, `C` `[q, p]`, `d` and `b` `[p]`, `c` `[lanes]`.
package final class IntervalParameters: @unchecked Sendable {
  static let lanes = Int(KERNEL_LANES)
  let n, r, q: Int
  package let p: Int
  let gamma: Float
  /// Rows of `|T|` with a larger sum are shortened to it; see ``IntervalTrainingSettings/largestRowSum``.
  let largestRowSum: Float?
  let atT, atC, atd, atb, atc: Int
  let numbers: TrainedNumbers
  /// Those of ``numbers``.
  package let value, gradient: FloatBuffer
  /// `|B|'`, shape `[r, p]`.
  let absoluteB: FloatBuffer
  /// `sigma_i = 1 / (1 - a_ii)`, `exp d` and `exp(-d)`, shape `[p]`.
  let sigma, growth, decay: FloatBuffer
  /// The off-diagonal part of `A`, row i times `sigma_i`, and its transpose; the same of magnitudes; shape `[n, p]`.
  let O, transposedO, absoluteO, transposedAbsoluteO: FloatBuffer

  package init(_ network: FullyConnectedNEMON, largestRowSum: Float? = nil) {
    self.largestRowSum = largestRowSum
    (n, r, q) = (network.width, network.inputs, network.classes)
    precondition(q <= Self.lanes, "\(q) classes; the kernels take at most \(Self.lanes)")
    p = (n + Self.lanes - 1) / Self.lanes * Self.lanes
    gamma = network.layer.gamma
    atT = r * p
    atC = atT + n * p
    atd = atC + q * p
    atb = atd + p
    atc = atb + p
    numbers = TrainedNumbers(count: atc + Self.lanes)
    (value, gradient) = (numbers.value, numbers.gradient)
    absoluteB = FloatBuffer(count: r * p)
    (sigma, growth, decay) = (FloatBuffer(count: p), FloatBuffer(count: p), FloatBuffer(count: p))
    (O, transposedO) = (FloatBuffer(count: n * p), FloatBuffer(count: n * p))
    (absoluteO, transposedAbsoluteO) = (FloatBuffer(count: n * p), FloatBuffer(count: n * p))
    fill(value, from: network)
  }

  package func fill(_ target: FloatBuffer, from network: FullyConnectedNEMON) {
    let (T, d, B) = (network.layer.T, network.layer.d, network.B)
    let (b, C, c) = (network.b, network.C, network.c)
    for i in 0..<n {
      for k in 0..<r { target[k * p + i] = B[i * r + k] }
      for j in 0..<n { target[atT + i * p + j] = T[i * n + j] }
      for k in 0..<q { target[atC + k * p + i] = C[k * n + i] }
      target[atd + i] = d[i]
      target[atb + i] = b[i]
    }
    for k in 0..<q { target[atc + k] = c[k] }
  }

  /// Parameters, moments or gradients in the shape of `template`.
  package func read(_ source: FloatBuffer, like template: FullyConnectedNEMON) -> FullyConnectedNEMON {
    var out = template
    out.B = (0..<n * r).map { source[$0 % r * p + $0 / r] }
    out.layer.T = (0..<n * n).map { source[atT + $0 / n * p + $0 % n] }
    out.C = (0..<q * n).map { source[atC + $0 / n * p + $0 % n] }
    out.layer.d = (0..<n).map { source[atd + $0] }
    out.b = (0..<n).map { source[atb + $0] }
    out.c = (0..<q).map { source[atc + $0] }
    return out
  }

  /// Room for what ``IntervalBatch/differentiate(labels:_:scratch:_:)`` needs.
  package var scratch: (FloatBuffer, FloatBuffer) { (FloatBuffer(count: n * p), FloatBuffer(count: r * p)) }

  /// Everything that follows from the values.
  package func recompute(_ team: WorkerTeam) {
    for i in 0..<n {
      growth[i] = exponential(value[atd + i])
      decay[i] = 1 / growth[i]
    }
    let blocks = Blocks(of: n)
    team.run(tasks: blocks.count + 1) { task in
      guard task > 0 else {
        let (B, absolute) = (value.eights(from: 0), absoluteB.eights(from: 0))
        for k in 0..<r * p / 8 { absolute[k] = B[k].magnitudes }
        return
      }
      for i in blocks[task - 1] { recompute(row: i) }
      for j in 0..<n {
        let (column, absoluteColumn) = (transposedO.pointer + j * p, transposedAbsoluteO.pointer + j * p)
        for i in blocks[task - 1] {
          column[i] = O.pointer[i * p + j]
          absoluteColumn[i] = abs(O.pointer[i * p + j])
        }
      }
    }
  }

  /// Shortens the rows of `|T|` that are longer than their limit. Only after a step: a row at its limit would move by its
  /// rounding if a resumed run did it once more.
  package func shorten(_ team: WorkerTeam) {
    guard let limit = largestRowSum else { return }
    let blocks = Blocks(of: n)
    team.run(tasks: blocks.count) { task in
      for i in blocks[task] {
        let T = value.pointer + atT + i * p
        var sum: Float = 0
        for j in 0..<n { sum += abs(T[j]) }
        guard sum > limit else { continue }
        for j in 0..<n { T[j] *= limit / sum }
      }
    }
  }

  private func recompute(row i: Int) {
    let T = value.pointer + atT + i * p
    var sum: Float = 0
    for j in 0..<n { sum += abs(T[j]) }
    let sigma = 1 / (1 - gamma - T[i] + sum)
    self.sigma[i] = sigma
    let (row, absoluteRow) = (O.pointer + i * p, absoluteO.pointer + i * p)
    let growth = growth.pointer
    let shrink = decay[i] * sigma
    for j in 0..<n {
      row[j] = T[j] * growth[j] * shrink
      absoluteRow[j] = abs(row[j])
    }
    (row[i], absoluteRow[i]) = (0, 0)
  }

  /// From the gradient for `A` that stands in T's place (`diagonal`: its diagonal) those for `T` and `d`; see
  /// ``NEMONParameters/gradients(fromA:)``. `scratch` has room for `[n, p]`.
  func chain(scratch: FloatBuffer, _ team: WorkerTeam) {
    let blocks = Blocks(of: n)
    team.run(tasks: blocks.count) { task in
      for i in blocks[task] {
        let (G, T) = (gradient.pointer + atT + i * p, value.pointer + atT + i * p)
        let (S, growth) = (scratch.pointer + i * p, growth.pointer)
        guard largestRowSum != 0 else {
          for j in 0..<n { (S[j], G[j]) = (0, 0) }
          continue
        }
        let (own, shrink) = (G[i], decay[i])
        for j in 0..<n {
          let through = G[j] * growth[j] * shrink
          S[j] = through * T[j]
          G[j] = through - own * (T[j] > 0 ? 1 : T[j] < 0 ? -1 : 0)
        }
      }
    }
    let d = gradient.pointer + atd
    for k in 0..<n { d[k] = 0 }
    for i in 0..<n {
      let S = scratch.pointer + i * p
      var sum: Float = 0
      for k in 0..<n {
        d[k] += S[k]
        sum += S[k]
      }
      d[i] -= sum
    }
  }
}
