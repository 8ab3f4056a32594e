import LinearAlgebra

/// A convolutional NEMON layer, plainly: `z = ReLU( (T * z) - r z + gamma z + v )`, `r_c = sum |T[c, :, :, :]|`.
///
/// `T * z` is the correlation with kernels `T` of shape `[channels, channels, k, k]`, k odd; the state is zero outside
/// the image. `r` is the true row sum per output channel, over input channels and taps, so that `mu_inf <= gamma`; the
/// released code subtracts another number and is not certified. The fast layer is checked against this one.
///
/// States have shape `[batch, channels * height * width]`, a channel's pixels by rows.
/// - Source: spec section 5.
public struct ConvolutionalNEMON: Hashable, Sendable {
  /// Shape `[channels, channels * k * k]`: row c holds `T[c, :, :, :]`, taps by rows.
  public let T: Matrix<Double>
  public let kernel: Int
  public let gamma: Double
  public let height: Int
  public let width: Int

  /// - Throws: ``ModelError/shape(parameter:expected:found:)``, ``ModelError/notFinite(parameter:)``.
  public init(T: Matrix<Double>, kernel: Int, gamma: Double, height: Int, width: Int) throws(ModelError) {
    require(kernel % 2 == 1 && height > 0 && width > 0, "\(kernel) taps on a \(height) x \(width) image")
    try checkShape("T", T.shape, Shape(rows: T.rows, columns: T.rows * kernel * kernel))
    guard T.isFinite, gamma.isFinite else { throw .notFinite(parameter: "T") }
    (self.T, self.kernel, self.gamma, self.height, self.width) = (T, kernel, gamma, height, width)
  }

  public var channels: Int { T.rows }
  /// `r_c`, one a channel.
  public var rowSums: [Double] { T.absolute.rowSums }
  /// `channels * height * width`
  public var units: Int { channels * height * width }

  /// Every nonzero of the layer's matrix `A` apart from `gamma - r` on the diagonal: unit `from` feeds unit `to` through
  /// entry (channel, tap) of `T`.
  private func forEachConnection(_ body: (_ to: Int, _ from: Int, _ channel: Int, _ entry: Int) -> Void) {
    let reach = kernel / 2
    for output in 0..<channels {
      for input in 0..<channels {
        for dy in 0..<kernel {
          for dx in 0..<kernel {
            let entry = (input * kernel + dy) * kernel + dx
            for y in max(0, reach - dy)..<min(height, height + reach - dy) {
              for x in max(0, reach - dx)..<min(width, width + reach - dx) {
                let to = (output * height + y) * width + x
                let from = (input * height + y + dy - reach) * width + x + dx - reach
                body(to, from, output, entry)
              }
            }
          }
        }
      }
    }
  }

  /// The layer as a matrix on all units, shape `[units, units]`. For small images: it has `units^2` entries.
  public var A: Matrix<Double> {
    var A = Matrix<Double>(rows: units, columns: units)
    forEachConnection { to, from, channel, entry in A[to, from] += T[channel, entry] }
    let sums = rowSums
    for unit in 0..<units { A[unit, unit] += gamma - sums[unit / (height * width)] }
    return A
  }

  /// The layer as an implicit model whose inputs are added to its units: `B = C = I`.
  /// - Throws: ``ModelError``.
  public func model() throws(ModelError) -> ImplicitModel {
    let identity = Matrix<Double>.identity(units)
    return try ImplicitModel(A: A, B: identity, C: identity)
  }

  /// The gradient for `T`, shaped like it, from that for `A`: every use of an entry adds up, and each entry also lowers
  /// its channel's diagonal by its magnitude.
  public func gradient(fromA G: Matrix<Double>) -> Matrix<Double> {
    var gradient = Matrix<Double>(rows: T.rows, columns: T.columns)
    forEachConnection { to, from, channel, entry in gradient[channel, entry] += G[to, from] }
    let pixels = height * width
    for channel in 0..<channels {
      let onDiagonal = (0..<pixels).reduce(0) { sum, pixel in
        let unit = channel * pixels + pixel
        return sum + G[unit, unit]
      }
      for entry in 0..<T.columns {
        let t = T[channel, entry]
        gradient[channel, entry] -= onDiagonal * (t > 0 ? 1 : t < 0 ? -1 : 0)
      }
    }
    return gradient
  }
}
