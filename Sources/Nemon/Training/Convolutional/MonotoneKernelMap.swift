import CKernels
import ImplicitNetworks
import LinearAlgebra

/// How the kernels of a convolutional monotone operator network, `K = (1 - m) δ - P'P + Q - Q'`, follow from `P` and `Q`,
/// and how the loss's gradient comes back to them.
///
/// With a column for each channel and tap, `P` is a matrix of shape `[channels, channels * p²]`, and the kernels of `P'P` are
/// sums of entries of its Gram matrix: those whose taps lie equally far apart. Rows are padded to whole vectors.
final class MonotoneKernelMap: @unchecked Sendable {
  let m: Float
  private let channels, taps, tapsOfP: Int
  /// Columns of `P`, and the same padded.
  private let columns, padded: Int
  private let vectors: UnsafePointer<kernel_set>
  /// `P`, shape `[channels, padded]`, and `Q`, as in `MonotoneKernels`.
  private let P, Q: AdamBlock
  /// What `P` is multiplied with for its gradient, shape `[columns, padded]`, and the gradients.
  private let pull, gradientP, gradientQ: FloatBuffer

  init(_ kernels: MonotoneKernels, _ a: ConvolutionalArchitecture, vectors: UnsafePointer<kernel_set>) {
    (m, channels, taps, tapsOfP) = (kernels.m, a.channels, a.taps, MonotoneKernels.tapsOfP(a))
    columns = channels * tapsOfP * tapsOfP
    padded = ConvolutionalParameters.padded(columns)
    self.vectors = vectors
    P = AdamBlock(count: channels * padded)
    Q = AdamBlock(count: ConvolutionalParameters.padded(a.entriesOfT))
    pull = FloatBuffer(count: columns * padded)
    gradientP = FloatBuffer(count: channels * padded)
    gradientQ = FloatBuffer(count: ConvolutionalParameters.padded(a.entriesOfT))
    fill(\.value, from: kernels)
  }

  func fill(_ part: KeyPath<AdamBlock, FloatBuffer>, from kernels: MonotoneKernels) {
    for (k, value) in kernels.P.enumerated() {
      P[keyPath: part].pointer[k / columns * padded + k % columns] = value
    }
    Q[keyPath: part].pointer.update(from: kernels.Q, count: kernels.Q.count)
  }

  func read(_ part: KeyPath<AdamBlock, FloatBuffer>, like kernels: MonotoneKernels) -> MonotoneKernels {
    var out = kernels
    out.P = out.P.indices.map { P[keyPath: part].pointer[$0 / columns * padded + $0 % columns] }
    out.Q = Array(UnsafeBufferPointer(start: Q[keyPath: part].pointer, count: out.Q.count))
    return out
  }

  /// The column of a channel's tap; taps are counted by rows.
  private func column(_ channel: Int, _ y: Int, _ x: Int) -> Int {
    (channel * tapsOfP + y) * tapsOfP + x
  }

  /// Calls `body` with each two taps of `P`, and with the tap of `K` that lies as far from the centre as the second from the
  /// first.
  private func forEachPair(_ body: (_ first: Int, _ second: Int, _ tap: Int) -> Void) {
    let (p, reach) = (tapsOfP, taps / 2)
    for first in 0..<p * p {
      for second in 0..<p * p {
        let (dy, dx) = (second / p - first / p, second % p - first % p)
        body(first, second, (dy + reach) * taps + dx + reach)
      }
    }
  }

  /// The kernels to one channel, `[channels, taps, taps]`.
  func compose(channel o: Int, into K: UnsafeMutablePointer<Float>) {
    let (area, areaOfP) = (taps * taps, tapsOfP * tapsOfP)
    for i in 0..<channels {
      for tap in 0..<area { K[i * area + tap] = entryOfQ(o, i, tap) - entryOfQ(i, o, area - 1 - tap) }
    }
    K[o * area + area / 2] += 1 - m
    withUnsafeTemporaryAllocation(of: Float.self, capacity: areaOfP * padded) { gram in
      // Rows o's taps of the Gram matrix: products of columns of P, in the order of its rows.
      vectors.pointee.product(
        Int32(areaOfP), Int32(padded), Int32(channels), P.value.pointer + o * areaOfP, 1, padded,
        P.value.pointer, padded, nil, 0, gram.baseAddress, padded)
      forEachPair { first, second, tap in
        let row = first * padded + second
        for i in 0..<channels { K[i * area + tap] -= gram[row + i * areaOfP] }
      }
    }
  }

  private func entryOfQ(_ output: Int, _ input: Int, _ tap: Int) -> Float {
    Q.value.pointer[(output * channels + input) * taps * taps + tap]
  }

  /// One channel's part of what the steps need, from the gradient `G` in `K`: of `∂loss/∂Q = G - G'`, and of `G + G'`, spread over
  /// pairs of columns, in `∂loss/∂P = -P (G + G')`.
  func pullBack(channel o: Int, from G: UnsafePointer<Float>) {
    let (area, areaOfP) = (taps * taps, tapsOfP * tapsOfP)
    func gradient(_ output: Int, _ input: Int, _ tap: Int) -> Float {
      G[(output * channels + input) * area + tap]
    }
    for i in 0..<channels {
      let at = (o * channels + i) * area
      for tap in 0..<area { gradientQ[at + tap] = G[at + tap] - gradient(i, o, area - 1 - tap) }
    }
    forEachPair { first, second, tap in
      let row = pull.pointer + (o * areaOfP + first) * padded + second
      // The sum is negated already.
      for i in 0..<channels { row[i * areaOfP] = -(gradient(o, i, tap) + gradient(i, o, area - 1 - tap)) }
    }
  }

  /// The rows of `P` of each task of ``step(task:adam:)``.
  private var blocks: Blocks { Blocks(of: channels, each: 8) }
  var tasks: Int { blocks.count }

  /// Adam on some rows of `P` and, in the first task, on `Q`, after all channels were pulled back.
  func step(task: Int, adam: kernel_adam_step) {
    let rows = blocks[task]
    let at = rows.lowerBound * padded
    vectors.pointee.product(
      Int32(rows.count), Int32(padded), Int32(columns), P.value.pointer + at, padded, 1, pull.pointer, padded,
      nil, 0, gradientP.pointer + at, padded)
    P.step(vectors, adam, gradient: gradientP.pointer + at, at: at, count: rows.count * padded)
    guard task == 0 else { return }
    Q.step(vectors, adam, gradient: gradientQ.pointer, at: 0, count: gradientQ.count)
  }
}
