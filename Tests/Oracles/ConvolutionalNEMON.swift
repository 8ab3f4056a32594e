import ImplicitNetworks
import LinearAlgebra

/// A convolutional NEMON layer, plainly: `z = ReLU( (T * z) - r z + gamma z + v )`, `r_c = sum |T[c, :, :, :]|`.
///
/// `T * z` is the correlation with kernels `T` of shape `[channels, channels, k, k]`, k odd; the state is zero outside
/// the image. `r` is the true row sum per output channel, over input channels and taps, so that `mu_inf <= gamma`.
///
/// With weights `eta`, one a channel, the kernel from channel i to channel c is scaled by `eta_c / eta_i`:
/// `A = D^-1 T D - diag(|T| 1) + gamma I` with `D = diag(1 / eta)`, and the measure is taken in these weights.
///
/// States have shape `[batch, channels * height * width]`, a channel's pixels by rows.
/// - Source: claim C6; chapter 11, equation of the convolutional layer.
package struct ConvolutionalNEMON {
  /// Shape `[channels, channels * k * k]`: row c holds `T[c, :, :, :]`, taps by rows.
  package let T: Matrix<Double>
  /// k: kernels are `k` by `k`; odd.
  package let kernel: Int
  /// The largest measure that `A` may have in the weights; below 1 where the layer is to be well posed.
  package let gamma: Double
  /// Of the image and of the state, in pixels.
  package let height, width: Int
  /// `eta`, one a channel.
  package let weights: Weights

  /// - Parameter weights: one a channel; ones if nil.
  package init(
    T: Matrix<Double>, kernel: Int, gamma: Double, height: Int, width: Int, weights: Weights? = nil
  ) {
    let weights = weights ?? .ones(T.rows)
    require(kernel % 2 == 1 && height > 0 && width > 0, "\(kernel) taps on a \(height) x \(width) image")
    require(T.columns == T.rows * kernel * kernel, "\(T.shape) kernels of \(kernel) x \(kernel) taps")
    require(weights.count == T.rows, "\(weights.count) weights for \(T.rows) channels")
    (self.T, self.kernel, self.gamma, self.height, self.width) = (T, kernel, gamma, height, width)
    self.weights = weights
  }

  /// Channels of the state.
  package var channels: Int { T.rows }
  /// `r_c`, one a channel.
  package var rowSums: [Double] { T.absolute.rowSums }
  /// `channels * height * width`
  package var units: Int { channels * height * width }
  /// `eta` of every unit: that of its channel.
  package var unitWeights: Weights {
    // Copies of positive weights are positive.
    (try? Weights((0..<units).map { weights[$0 / (height * width)] })) ?? .ones(units)
  }

  /// `eta_c / eta_i` for the kernel from channel i, of which `entry` is a tap, to channel c.
  private func scale(to channel: Int, entry: Int) -> Double {
    weights[channel] / weights[entry / (kernel * kernel)]
  }

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
  package var A: Matrix<Double> {
    var A = Matrix<Double>(rows: units, columns: units)
    forEachConnection { to, from, channel, entry in
      A[to, from] += T[channel, entry] * scale(to: channel, entry: entry)
    }
    let sums = rowSums
    for unit in 0..<units { A[unit, unit] += gamma - sums[unit / (height * width)] }
    return A
  }

  /// The layer as an implicit model whose inputs are added to its units, `B = C = I`, measured in its weights.
  /// - Throws: ``ModelError``.
  package func model() throws(ModelError) -> ImplicitModel {
    let identity = Matrix<Double>.identity(units)
    return try ImplicitModel(A: A, B: identity, C: identity, weights: unitWeights)
  }

  /// The gradient for `T`, shaped like it, from that for `A`: every use of an entry adds up, and each entry also lowers
  /// its channel's diagonal by its magnitude.
  /// - Parameter G: shape `[units, units]`; entries where `A` has no connection are not read.
  package func gradient(fromA G: Matrix<Double>) -> Matrix<Double> {
    var gradient = Matrix<Double>(rows: T.rows, columns: T.columns)
    forEachConnection { to, from, channel, entry in
      gradient[channel, entry] += G[to, from] * scale(to: channel, entry: entry)
    }
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

  /// The gradient for `d = -log eta`, one a channel, from that for `A`: in `A`, a connection from channel i to channel c
  /// has the factor `exp(d_i - d_c)`.
  /// - Parameter G: shape `[units, units]`; entries where `A` has no connection are not read.
  package func weightGradient(fromA G: Matrix<Double>) -> [Double] {
    var gradient = Array(repeating: 0.0, count: channels)
    forEachConnection { to, from, channel, entry in
      let share = G[to, from] * T[channel, entry] * scale(to: channel, entry: entry)
      gradient[entry / (kernel * kernel)] += share
      gradient[channel] -= share
    }
    return gradient
  }
}
