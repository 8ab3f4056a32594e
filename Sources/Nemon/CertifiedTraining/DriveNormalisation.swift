import CKernels
import ImplicitNetworks
import LinearAlgebra
import Training

/// Normalisation of a layer's drive by the statistics of each batch while it is trained (Ioffe and Szegedy, 2015; for interval
/// bounds Shi, Wang, Zhang, Yi and Hsieh, 2021).
///
/// Trained are `V`, `g` and `beta`, and a step uses `B u + b = g (V u - mean) / sqrt(variance + 1e-5) + beta`, with mean and variance
/// of each unit over the centres of the batch's boxes. So a step has a plain `B` and `b`, and everything else knows of these alone.
/// Between steps, and in the end, running statistics stand for those of the batch.
///
/// Shapes: `V` `[r, p]`, transposed like the `B` of ``IntervalParameters``; everything of the units `[p]`.
package final class DriveNormalisation: @unchecked Sendable {
  /// What a resumed run needs besides ``IntervalTrainer/Checkpoint``'s networks.
  struct State: Codable {
    /// Values and Adam's moments, and running mean and variance.
    var kept, running: [[Float]]
  }

  /// `V`, `g`, `beta`.
  package let numbers: TrainedNumbers
  private let parameters: IntervalParameters
  private let kernels: UnsafePointer<kernel_set>
  private let momentum: Float
  private let atg, atbeta: Int
  private let mean, variance, runningMean, runningVariance: FloatBuffer
  /// `V u`, then the weights that the statistics give the inputs in the gradient; shape `[m, p]`.
  private let z: FloatBuffer
  private var p: Int { parameters.p }
  private var r: Int { parameters.r }

  /// - Parameter momentum: what a step keeps of the running statistics.
  package init(
    batch m: Int, momentum: Float, parameters: IntervalParameters, kernels: UnsafePointer<kernel_set>
  ) {
    (self.parameters, self.kernels, self.momentum) = (parameters, kernels, momentum)
    let (p, r) = (parameters.p, parameters.r)
    (atg, atbeta) = (r * p, r * p + p)
    numbers = TrainedNumbers(count: r * p + 2 * p)
    z = FloatBuffer(count: m * p)
    (mean, variance) = (FloatBuffer(count: p), FloatBuffer(count: p))
    (runningMean, runningVariance) = (FloatBuffer(count: p), FloatBuffer(count: p))
    numbers.value.pointer.update(from: parameters.value.pointer, count: r * p)
    for i in 0..<p {
      numbers.value[atg + i] = 1
      numbers.value[atbeta + i] = parameters.value[parameters.atb + i]
      runningVariance[i] = 1
    }
  }

  var state: State {
    func read(_ buffer: FloatBuffer) -> [Float] { (0..<buffer.count).map { buffer[$0] } }
    return State(kept: numbers.kept.map(read), running: [runningMean, runningVariance].map(read))
  }

  /// - Returns: false where the state has another shape; nothing has changed then.
  func resume(from state: State) -> Bool {
    let (targets, sources) = (numbers.kept + [runningMean, runningVariance], state.kept + state.running)
    guard targets.map(\.count) == sources.map(\.count) else { return false }
    for (target, source) in zip(targets, sources) {
      for i in source.indices { target[i] = source[i] }
    }
    return true
  }

  /// The statistics of a batch, and the `B` and `b` that they give.
  /// - Parameter inputs: the centres of the boxes, shape `[count, r]`.
  package func useBatch(_ inputs: FloatBuffer, count: Int, _ team: WorkerTeam) {
    let rows = Blocks(of: count, each: IntervalBatch.rowsPerTask)
    team.run(tasks: rows.count) { task in
      let rows = rows[task]
      kernels.pointee.product(
        Int32(rows.count), Int32(p), Int32(r), inputs.pointer + rows.lowerBound * r, r, 1,
        numbers.value.pointer, p, nil, p, z.pointer + rows.lowerBound * p, p)
    }
    let share = 1 / Float(count)
    eachEight(team) { i in
      var sum = Eight.zero
      for row in 0..<count { sum += z.eights(from: row * p)[i] }
      let mean = sum * share
      var squares = Eight.zero
      for row in 0..<count {
        let difference = z.eights(from: row * p)[i] - mean
        squares += difference * difference
      }
      (self.mean.eights(from: 0)[i], variance.eights(from: 0)[i]) = (mean, squares * share)
    }
    write(mean, variance, team)
  }

  /// Counts the batch's statistics into the running ones.
  package func keepStatistics() {
    for i in 0..<p {
      runningMean[i] = momentum * runningMean[i] + (1 - momentum) * mean[i]
      runningVariance[i] = momentum * runningVariance[i] + (1 - momentum) * variance[i]
    }
  }

  /// The `B` and `b` that the running statistics give.
  package func useRunning(_ team: WorkerTeam) { write(runningMean, runningVariance, team) }

  private func write(_ mean: FloatBuffer, _ variance: FloatBuffer, _ team: WorkerTeam) {
    let (V, B, absoluteB) = (numbers.value, parameters.value, parameters.absoluteB)
    eachEight(team) { i in
      let scale = scale(i, variance)
      let beta = numbers.value.eights(from: atbeta)[i]
      parameters.value.eights(from: parameters.atb)[i] = beta - scale * mean.eights(from: 0)[i]
      for k in 0..<r {
        let b = V.eights(from: k * p)[i] * scale
        (B.eights(from: k * p)[i], absoluteB.eights(from: k * p)[i]) = (b, b.magnitudes)
      }
    }
  }

  /// `g / sqrt(variance + 1e-5)`
  private func scale(_ i: Int, _ variance: FloatBuffer) -> Eight {
    numbers.value.eights(from: atg)[i] / (variance.eights(from: 0)[i] + 1e-5).squareRoot()
  }

  /// The gradient in `V`, `g` and `beta` from that in `B` and `b`, which is taken from its place: these are not trained.
  ///
  /// With `s` the scale, `G` and `h` the gradients in `B` and `b`, and a column for each unit: `ds = sum_k G V - h mean`, `dg = ds s / g`,
  /// `dvariance = -ds s / (2 (variance + 1e-5))`, `dmean = -h s`, and a sample's `V u` counts with
  /// `(2 dvariance (V u - mean) + dmean) / m`.
  package func chain(_ inputs: FloatBuffer, count: Int, _ team: WorkerTeam) {
    let (V, G, own) = (numbers.value, parameters.gradient, numbers.gradient)
    let share = 1 / Float(count)
    eachEight(team) { i in
      let h = G.eights(from: parameters.atb)[i]
      let (mean, variance) = (mean.eights(from: 0)[i], variance.eights(from: 0)[i] + 1e-5)
      let (scale, root) = (scale(i, self.variance), variance.squareRoot())
      var sum = Eight.zero
      for k in 0..<r {
        sum += G.eights(from: k * p)[i] * V.eights(from: k * p)[i]
        own.eights(from: k * p)[i] = G.eights(from: k * p)[i] * scale
        G.eights(from: k * p)[i] = .zero
      }
      let byScale = sum - h * mean
      own.eights(from: atg)[i] = byScale / root
      own.eights(from: atbeta)[i] = h
      G.eights(from: parameters.atb)[i] = .zero
      let (byVariance, byMean) = (-byScale * scale / variance, -h * scale)
      for row in 0..<count {
        let z = z.eights(from: row * p)
        z[i] = (byVariance * (z[i] - mean) + byMean) * share
      }
    }
    let rows = Blocks(of: r)
    team.run(tasks: rows.count) { task in
      let rows = rows[task]
      let out = own.pointer + rows.lowerBound * p
      kernels.pointee.product(
        Int32(rows.count), Int32(p), Int32(count), inputs.pointer + rows.lowerBound, 1, r, z.pointer, p,
        UnsafePointer(out), p, out, p)
    }
  }

  /// Some neighbouring units a task, eight units at a time.
  private func eachEight(_ team: WorkerTeam, _ work: @Sendable (Int) -> Void) {
    let units = Blocks(of: p / 8, each: 4)
    team.run(tasks: units.count) { task in
      for i in units[task] { work(i) }
    }
  }
}
