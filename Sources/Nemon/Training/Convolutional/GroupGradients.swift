import CKernels
import ImplicitNetworks

/// The gradients of a step and the parameters' step.
///
/// The groups of a batch are cut into a few chains, whatever the number of threads. The groups of a chain add up in
/// order, and then the chains: accumulators in the kernels' form are large (19 MB for 81 channels), so that one for
/// each group would cost time. A chain's gradients stand in one row: the accumulator of `T` and `B`, then `C`, `b`, `c`
/// and `Σ q x` of each channel, every part padded to whole vectors.
final class GroupGradients: @unchecked Sendable {
  private let parameters: ConvolutionalParameters
  private let architecture: ConvolutionalArchitecture
  private let rows: FloatBuffer
  private let row: Int
  private let atC, atb, atc, atDiagonal: Int
  private let gradientT, gradientB: FloatBuffer

  /// The largest number of chains, and so of threads that a step can use.
  static let mostChains = 8

  /// The groups of each chain, in order.
  static func chains(_ groups: Int) -> Blocks {
    Blocks(of: groups, each: max(1, (groups + mostChains - 1) / mostChains))
  }

  init(_ parameters: ConvolutionalParameters, chains: Int) {
    (self.parameters, architecture) = (parameters, parameters.architecture)
    let (a, shapes) = (parameters.architecture, parameters.shapes)
    var end = 0
    func part(_ count: Int) -> Int {
      defer { end += ConvolutionalParameters.padded(count) }
      return end
    }
    _ = part(shapes.gradient(shapes.stateAndInput))
    atC = part(a.classes * a.features)
    atb = part(a.channels)
    atc = part(a.classes)
    atDiagonal = part(a.channels)
    row = end
    rows = FloatBuffer(count: chains * row)
    gradientT = FloatBuffer(count: ConvolutionalParameters.padded(a.entriesOfT))
    gradientB = FloatBuffer(count: ConvolutionalParameters.padded(a.entriesOfB))
  }

  /// Must come before a chain's first group. The kernels start the accumulator.
  func start(chain: Int) { (rows.pointer + chain * row + atC).update(repeating: 0, count: row - atC) }

  /// Adds the gradients in `C` and `c`, while `pooled` and the loss's gradient in the logits stand in the workspace.
  func addOutputs(_ w: GroupWorkspace, chain: Int) {
    let out = rows.pointer + chain * row
    let (pooled, logits, features) = (w.pooled.groups, w.logits.groups, architecture.features)
    for k in 0..<architecture.classes {
      let slopes = logits[k]
      for feature in 0..<features { out[atC + k * features + feature] += (slopes * pooled[feature]).sum() }
      out[atc + k] += slopes.sum()
    }
  }

  /// Adds the gradients in `T`, `B` and `b`, and `Σ q x`, from the adjoint equilibrium.
  func addStates(_ w: GroupWorkspace, chain: Int, isFirst: Bool) {
    let out = rows.pointer + chain * row
    var shape = parameters.shapes.stateAndInput
    parameters.kernels.gradient_add(
      &shape, w.q.pointer, w.x.pointer, isFirst ? 1 : 0, out, w.scratch.pointer)
    let (q, x, side) = (w.q.groups, w.x.groups, architecture.side)
    for channel in 0..<architecture.channels {
      var (sum, product) = (Group.zero, Group.zero)
      for y in 0..<side {
        let at = (channel * side + y) * side
        // Line by line: a long chain of sums would lose more to rounding.
        var (lineSum, lineProduct) = (Group.zero, Group.zero)
        for k in at..<at + side {
          lineSum += q[k]
          lineProduct += q[k] * x[k]
        }
        sum += lineSum
        product += lineProduct
      }
      out[atb + channel] += sum.sum()
      out[atDiagonal + channel] += product.sum()
    }
  }

  private static let floatsPerSlice = 1 << 14
  var slices: Int { (row + Self.floatsPerSlice - 1) / Self.floatsPerSlice }

  /// Adds a slice of all chains' rows up, in order, into the first.
  func sum(slice: Int, chains: Int) {
    let start = slice * Self.floatsPerSlice
    let count = min(row - start, Self.floatsPerSlice)
    let total = rows.pointer + start
    for chain in 1..<max(chains, 1) {
      let next = total + chain * row
      for i in 0..<count { total[i] += next[i] }
    }
  }

  /// The gradients in a channel's rows of `T` and `B` from the sums.
  func finish(channel: Int) {
    let a = architecture
    let (area, ofT) = (a.taps * a.taps, a.channels * a.taps * a.taps)
    let ofB = a.imageChannels * area
    // Each entry of NEMON's T also lowers its channel's diagonal by its magnitude.
    let onDiagonal = parameters.hasRowSums ? rows.pointer[atDiagonal + channel] : 0
    let (T, out) = (parameters.T.value.pointer + channel * ofT, gradientT.pointer + channel * ofT)
    var shape = parameters.shapes.stateAndInput
    withUnsafeTemporaryAllocation(of: Float.self, capacity: ofT + ofB) { gradient in
      parameters.kernels.gradient_finish(&shape, rows.pointer, Int32(channel), gradient.baseAddress)
      for k in 0..<ofT { out[k] = gradient[k] - (T[k] > 0 ? onDiagonal : T[k] < 0 ? -onDiagonal : 0) }
      for k in 0..<ofB { gradientB.pointer[channel * ofB + k] = gradient[ofT + k] }
    }
  }

  private static let entriesPerTask = 1 << 14
  /// Tasks of `step`.
  var steps: Int {
    1 + (parameters.monotone?.tasks ?? (gradientT.count + Self.entriesPerTask - 1) / Self.entriesPerTask)
  }

  /// MON's part of a channel's gradient, after all channels are finished.
  func pullBack(channel: Int) { parameters.monotone?.pullBack(channel: channel, from: gradientT.pointer) }

  /// Adam on `B`, `b`, `C` and `c`, with the regulariser's gradient in `B` and `C`, or, further tasks, on a part of `T` or of
  /// what it follows from.
  func step(task: Int, adam: kernel_adam_step, lambda: Float) {
    guard task == 0 else {
      if let monotone = parameters.monotone { return monotone.step(task: task - 1, adam: adam) }
      let start = (task - 1) * Self.entriesPerTask
      return parameters.T.step(
        parameters.vectors, adam, gradient: gradientT.pointer + start, at: start,
        count: min(Self.entriesPerTask, gradientT.count - start))
    }
    if lambda > 0 { addRegulariser(lambda) }
    for (block, gradient) in [
      (parameters.B, gradientB.pointer), (parameters.C, rows.pointer + atC),
      (parameters.b, rows.pointer + atb), (parameters.c, rows.pointer + atc),
    ] {
      block.step(parameters.vectors, adam, gradient: gradient, at: 0, count: block.value.count)
    }
  }

  /// `lambda (‖B‖² + ‖C‖²) / (2 (1 - γ⁺))`: a subgradient through the rows that attain the norms (chapter 10, training
  /// problem).
  private func addRegulariser(_ lambda: Float) {
    let factor = lambda / (1 - parameters.largestMeasure)
    func add(_ norm: AttainedNorm, _ block: AdamBlock, to out: UnsafeMutablePointer<Float>) {
      let slope = factor * norm.value
      for k in norm.entries {
        let entry = block.value.pointer[k]
        out[k] += entry > 0 ? slope : entry < 0 ? -slope : 0
      }
    }
    add(parameters.inputNorm, parameters.B, to: gradientB.pointer)
    add(parameters.outputNorm, parameters.C, to: rows.pointer + atC)
  }
}
