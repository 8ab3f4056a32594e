import ImplicitNetworks
import LinearAlgebra

extension ConvolutionalNetwork {
  /// The implicit layer in double precision, without its inputs.
  package func layer() -> ConvolutionalNEMON {
    require(monotone == nil, "a network in training has no layer in C6's form")
    let a = architecture
    return ConvolutionalNEMON(
      T: Matrix(rows: a.channels, columns: a.channels * a.taps * a.taps, elements: T.map(Double.init)),
      kernel: a.taps, gamma: Double(a.gamma), height: a.side, width: a.side)
  }

  /// The whole network as an implicit model on all units in double precision, `C` with the averaging in it. For small
  /// images: `A` has `(channels * side^2)^2` entries.
  ///
  /// Inputs are normalised images as `[imageChannels, side, side]`, states `[channels, side, side]`.
  /// - Throws: ``ModelError``.
  package func implicitModel() throws(ModelError) -> ImplicitModel {
    let a = architecture
    let (side, taps, reach) = (a.side, a.taps, a.taps / 2)
    var dense = Matrix<Double>(rows: a.channels * a.pixels, columns: a.imageChannels * a.pixels)
    for row in 0..<a.channels * a.imageChannels * taps {
      let (output, input, dy) = (
        row / taps / a.imageChannels, row / taps % a.imageChannels, row % taps - reach
      )
      for dx in -reach...reach {
        for y in max(0, -dy)..<max(0, -dy, min(side, side - dy)) {
          for x in max(0, -dx)..<max(0, -dx, min(side, side - dx)) {
            dense[(output * side + y) * side + x, (input * side + y + dy) * side + x + dx] =
              Double(B[row * taps + dx + reach])
          }
        }
      }
    }
    let squares = side / a.pool
    let averaged = Matrix<Double>(rows: a.classes, columns: a.channels * a.pixels) { k, unit in
      let (channel, y, x) = (unit / a.pixels, unit % a.pixels / side, unit % side)
      let feature = (channel * squares + y / a.pool) * squares + x / a.pool
      return Double(C[k * a.features + feature]) / Double(a.pool * a.pool)
    }
    return try ImplicitModel(
      A: layer().A, B: dense, b: (0..<a.channels * a.pixels).map { Double(b[$0 / a.pixels]) }, C: averaged,
      c: c.map(Double.init), activation: negativeSlope == 0 ? .relu : .leakyReLU(slope: Double(negativeSlope))
    )
  }
}
