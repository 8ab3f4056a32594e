import LinearAlgebra

extension ConvolutionalNetwork {
  /// The network with a layer whose matrix is a convolution with `kernels` alone, written in C6's form.
  ///
  /// Row by row, `t - |t| = a + Σ |others| - γ` gives the centre tap t of T, where a is that of the kernels; the other taps
  /// are the kernels' own. So the layer's matrix is the same up to rounding.
  /// - Parameters:
  ///   - kernels: shape as ``T``.
  ///   - gamma: no less than the measure of every channel's row, up to rounding; the largest of them if nil.
  package func parameterised(layer kernels: [Float], gamma: Float? = nil) -> ConvolutionalNetwork {
    precondition(kernels.count == T.count, "\(kernels.count) taps for \(T.count)")
    var network = self
    let taps = architecture.taps * architecture.taps
    let row = architecture.channels * taps
    func centre(_ channel: Int) -> Int { channel * (row + taps) + taps / 2 }
    let measures = (0..<architecture.channels).map { channel in
      let sum = kernels[channel * row..<(channel + 1) * row].reduce(0) { $0 + Double($1.magnitude) }
      return Double(kernels[centre(channel)]) + sum - Double(kernels[centre(channel)].magnitude)
    }
    let most = measures.max() ?? 0
    let gamma = gamma ?? Float(most).nextUp
    precondition(most < Double(gamma) + 1e-5, "a measure of \(most) is above γ = \(gamma)")
    (network.architecture.gamma, network.T, network.monotone) = (gamma, kernels, nil)
    for (channel, measure) in measures.enumerated() {
      // Where the measure is γ, any t from 0 on would do.
      network.T[centre(channel)] = Float(min(measure - Double(gamma), 0) / 2)
    }
    return network
  }

  /// The matrix on channels that bounds the layer row by row: entry (i, j) is `Σ |T[i, j, :, :]|`, except that the
  /// diagonal has the centre tap with its sign, and `γ - r_i`.
  ///
  /// It is the Metzler majorant of the layer on an infinite image, as it acts on states that are constant in every
  /// channel; near the image's border the layer's rows have fewer entries.
  public var channelMajorant: Matrix<Double> {
    require(monotone == nil, "a network in training has no layer in C6's form")
    let a = architecture
    let (taps, centre) = (a.taps * a.taps, a.taps * a.taps / 2)
    var out = Matrix<Double>(rows: a.channels, columns: a.channels) { i, j in
      let start = (i * a.channels + j) * taps
      return (start..<start + taps).reduce(0) { $0 + Double(T[$1].magnitude) }
    }
    for (i, sum) in out.rowSums.enumerated() {
      let own = Double(T[(i * a.channels + i) * taps + centre])
      out[i, i] += own - own.magnitude + Double(a.gamma) - sum
    }
    return out
  }

  /// The measure of the layer in the maximum norm on an infinite image: at least that on the image, at most γ.
  public var measure: Double { channelMajorant.rowSums.largest ?? 0 }

  /// `Σ |B[c, :, :, :]|`, one a channel.
  /// - Parameter inputScale: what one unit of each image channel, as the caller measures it, is to the model, such as
  ///   `1 / deviation` for pixels; ones if nil.
  public func inputRowSums(inputScale: [Double]? = nil) -> [Double] {
    let a = architecture
    let taps = a.taps * a.taps
    precondition(
      inputScale?.count ?? a.imageChannels == a.imageChannels, "scales for \(a.imageChannels) channels")
    return (0..<a.channels).map { c in
      (0..<a.imageChannels * taps).reduce(0) { sum, entry in
        sum + Double(B[c * a.imageChannels * taps + entry].magnitude) * (inputScale?[entry / taps] ?? 1)
      }
    }
  }

  /// `Σ |C[k, channel, :, :]|` for every class and channel. Averaging has norm 1 in the maximum norm: each of the 1/p²
  /// shares of `C`'s entry goes to one of p² pixels, so these are also the sums of `C P` over a channel's pixels.
  public var outputChannelSums: Matrix<Double> {
    let squares = architecture.features / architecture.channels
    return Matrix(rows: architecture.classes, columns: architecture.channels) { k, channel in
      let start = k * architecture.features + channel * squares
      return (start..<start + squares).reduce(0) { $0 + Double(C[$1].magnitude) }
    }
  }
}
