import ImageData
import ImplicitNetworks
import LinearAlgebra
import Robustness
import Training

/// The interval certificate (claim B5) of a convolutional NEMON with ReLU, in double precision, image by image.
///
/// With `a` the diagonal of the layer, one number a channel, and `O` its kernels without their own centre, the box of states is
/// the fixed point of
///
///     l = relu(O m - |O| rho + v_m - v_rho) / (1 - a),  u = relu(O m + |O| rho + v_m + v_rho) / (1 - a)
///
/// with `m = (l + u) / 2`, `rho = (u - l) / 2` and `v` the box of `B * u + b`. A round contracts by
/// ``factor`` in the maximum norm, since `|o_c| < 1 - a_c` for the row sums `|o_c|` of every channel.
package struct ConvolutionalIntervals: Sendable {
  package let network: ConvolutionalNetwork
  private let normalisation: ChannelNormalisation
  /// `T` without own centres, and `B`; as ``ConvolutionalNetwork`` has them.
  private let off, input: [Double]
  /// `1 - a`, one a channel.
  private let divisor: [Double]
  private let outputs: Matrix<Double>
  /// By which a round contracts at least, below 1.
  package let factor: Double

  /// - Throws: ``BoundError/notWellPosed(measure:)`` where a round does not contract.
  package init(_ network: ConvolutionalNetwork, normalisation: ChannelNormalisation) throws(BoundError) {
    let a = network.architecture
    precondition(network.isComplete && network.negativeSlope == 0, "a complete network with ReLU")
    (self.network, self.normalisation) = (network, normalisation)
    let taps = a.taps * a.taps
    var off = network.T.map(Double.init)
    let majorant = network.channelMajorant
    divisor = (0..<a.channels).map { 1 - majorant[$0, $0] + Self.ownOffCentre($0, off, a) }
    for c in 0..<a.channels { off[(c * a.channels + c) * taps + taps / 2] = 0 }
    let sums = (0..<a.channels).map { c in
      off[c * a.channels * taps..<(c + 1) * a.channels * taps].reduce(0) { $0 + $1.magnitude }
    }
    factor = zip(sums, divisor).map { $1 > 0 ? $0 / $1 : .infinity }.max() ?? 0
    guard factor < 1 else { throw .notWellPosed(measure: network.measure) }
    (self.off, input) = (off, network.B.map(Double.init))
    outputs = Matrix(rows: a.classes, columns: a.features, elements: network.C.map(Double.init))
  }

  /// The sum of absolute values, without the centre, of the kernel from a channel to itself: the channels' majorant has it on its diagonal.
  private static func ownOffCentre(
    _ channel: Int, _ T: [Double], _ a: ConvolutionalArchitecture
  ) -> Double {
    let taps = a.taps * a.taps
    let start = (channel * a.channels + channel) * taps
    return (start..<start + taps).reduce(0) { $0 + ($1 == start + taps / 2 ? 0 : T[$1].magnitude) }
  }

  /// For each image whether its own class is certified at `radius`; an image is one task.
  package func certifies(_ images: LabeledImages, radius: Double, team: WorkerTeam) -> [Bool] {
    let found = UnsafeMutableBufferPointer<Bool>.allocate(capacity: images.count)
    found.initialize(repeating: false)
    defer { found.deallocate() }
    nonisolated(unsafe) let out = found
    team.run(tasks: images.count) {
      out[$0] = certifies(images.image($0), label: Int(images.labels[$0]), radius: radius)
    }
    return Array(found)
  }

  /// Whether no image whose pixels, in [0, 1], differ by at most `radius` has another class than `label`.
  /// - Parameter pixels: bytes, shape `[imageChannels, side, side]`.
  package func certifies(_ pixels: some Collection<UInt8>, label: Int, radius: Double) -> Bool {
    let worst = worstDifferences(pixels, label: label, radius: radius)
    return worst.indices.allSatisfy { $0 == label || worst[$0] < 0 }
  }

  /// The largest that each logit can exceed the label's by, over the box.
  package func worstDifferences(
    _ pixels: some Collection<UInt8>, label: Int, radius: Double
  ) -> [Double] {
    let a = network.architecture
    var box = Box(channels: a.imageChannels, side: a.side, reach: a.taps / 2)
    for (k, byte) in pixels.enumerated() {
      let (channel, pixel) = (k / a.pixels, k % a.pixels)
      let (mean, deviation) = (normalisation.means[channel], normalisation.deviations[channel])
      let p = Double(byte) / 255
      let (low, high) = (max(p - radius, 0), min(p + radius, 1))
      let at = box.index(channel, pixel / a.side, pixel % a.side)
      box.centre[at] = ((low + high) / 2 - mean) / deviation
      box.radius[at] = (high - low) / 2 / deviation
    }
    var drive = Sums(count: a.channels * a.pixels)
    convolve(input, box, into: &drive, adding: nil)
    for k in drive.centre.indices { drive.centre[k] += Double(network.b[k / a.pixels]) }
    let states = states(drive)
    return differences(label, states)
  }

  /// Boxes of the equilibria, widened by what the last round leaves open.
  private func states(_ drive: Sums) -> Sums {
    let a = network.architecture
    var box = Box(channels: a.channels, side: a.side, reach: a.taps / 2)
    var (sums, states) = (drive, Sums(count: drive.centre.count))
    var change = Double.infinity
    // A round contracts by the factor; without end only if something is no number.
    for _ in 0..<2000 where !(change < 1e-9) {
      change = 0
      for k in states.centre.indices {
        let share = 1 / divisor[k / a.pixels]
        let low = max(sums.centre[k] - sums.radius[k], 0) * share
        let high = max(sums.centre[k] + sums.radius[k], 0) * share
        let (centre, radius) = ((low + high) / 2, (high - low) / 2)
        change = max(change, abs(centre - states.centre[k]) + abs(radius - states.radius[k]))
        (states.centre[k], states.radius[k]) = (centre, radius)
        let (channel, pixel) = (k / a.pixels, k % a.pixels)
        let at = box.index(channel, pixel / a.side, pixel % a.side)
        (box.centre[at], box.radius[at]) = (centre, radius)
      }
      convolve(off, box, into: &sums, adding: drive)
    }
    // The fixed point is within change * factor / (1 - factor); roundings are far below 1e-9.
    let open = change < 1e-9 ? 1e-9 / (1 - factor) : .infinity
    for k in states.radius.indices { states.radius[k] += open }
    return states
  }

  private func differences(_ label: Int, _ states: Sums) -> [Double] {
    let a = network.architecture
    let squares = a.side / a.pool
    var (centre, radius) = (
      [Double](repeating: 0, count: a.features), [Double](repeating: 0, count: a.features)
    )
    for k in states.centre.indices {
      let (channel, y, x) = (k / a.pixels, k % a.pixels / a.side, k % a.side)
      let feature = (channel * squares + y / a.pool) * squares + x / a.pool
      centre[feature] += states.centre[k] / Double(a.pool * a.pool)
      radius[feature] += states.radius[k] / Double(a.pool * a.pool)
    }
    return (0..<a.classes).map { k in
      guard k != label else { return 0 }
      return centre.indices.reduce(Double(network.c[k]) - Double(network.c[label])) { sum, j in
        let slope = outputs[k, j] - outputs[label, j]
        return sum + slope * centre[j] + slope.magnitude * radius[j]
      }
    }
  }

  /// A box of images with `reach` zeros around each channel.
  private struct Box {
    let side, reach: Int
    var centre, radius: [Double]

    init(channels: Int, side: Int, reach: Int) {
      (self.side, self.reach) = (side, reach)
      centre = Array(repeating: 0, count: channels * (side + 2 * reach) * (side + 2 * reach))
      radius = centre
    }

    var stride: Int { side + 2 * reach }

    func index(_ channel: Int, _ y: Int, _ x: Int) -> Int {
      (channel * stride + y + reach) * stride + x + reach
    }
  }

  /// Shape `[channels, side, side]`.
  private struct Sums {
    var centre, radius: [Double]

    init(count: Int) {
      (centre, radius) = (Array(repeating: 0, count: count), Array(repeating: 0, count: count))
    }
  }

  /// `K * centre` and `|K| * radius`, row by row of each output channel, so that a row stays in the first cache.
  private func convolve(_ kernels: [Double], _ box: Box, into sums: inout Sums, adding start: Sums?) {
    let a = network.architecture
    let (side, taps, stride) = (a.side, a.taps, box.stride)
    let inputs = box.centre.count / (stride * stride)
    sums.centre.withUnsafeMutableBufferPointer { outCentre in
      sums.radius.withUnsafeMutableBufferPointer { outRadius in
        box.centre.withUnsafeBufferPointer { centre in
          box.radius.withUnsafeBufferPointer { radius in
            for row in 0..<a.channels * side {
              let (to, y) = (row / side, row % side)
              for x in 0..<side {
                outCentre[row * side + x] = start?.centre[row * side + x] ?? 0
                outRadius[row * side + x] = start?.radius[row * side + x] ?? 0
              }
              for k in 0..<inputs * taps * taps {
                let weight = kernels[to * inputs * taps * taps + k]
                guard weight != 0 else { continue }
                let (from, dy, dx) = (k / (taps * taps), k / taps % taps, k % taps)
                let at = (from * stride + y + dy) * stride + dx
                for x in 0..<side {
                  outCentre[row * side + x] += weight * centre[at + x]
                  outRadius[row * side + x] += weight.magnitude * radius[at + x]
                }
              }
            }
          }
        }
      }
    }
  }
}
