import CertifiedTraining
import ImageData
import ImplicitNetworks
import LinearAlgebra
import Robustness

/// The front once more, from the definition of a convolution alone: every output a sum over all pixels of the image.
struct DenseFront {
  /// Of each convolution: kernels `[taps, taps, inputs, outputs]` and offsets.
  var shapes: [FrontShape]
  var kernels, offsets: [[Double]]

  init(_ front: ConvolutionalFront) {
    shapes = front.convolutions.map(\.shape)
    kernels = front.convolutions.map { $0.kernels.map(Double.init) }
    offsets = front.convolutions.map { $0.b.map(Double.init) }
  }

  /// Convolution `index` as one matrix, shape `[outputCount, inputCount]`: the weight from pixel (y, x) to the output at (Y, X) is
  /// the tap (y - stride Y + padding, x - stride X + padding), where there is such a tap.
  func matrix(_ index: Int) -> Matrix<Double> {
    let s = shapes[index]
    let outputSide = (s.side + 2 * s.padding - s.taps) / s.stride + 1
    return Matrix(rows: outputSide * outputSide * s.outputs, columns: s.side * s.side * s.inputs) {
      row, column in
      let (Y, X, to) = (row / s.outputs / outputSide, row / s.outputs % outputSide, row % s.outputs)
      let (y, x, from) = (column / s.inputs / s.side, column / s.inputs % s.side, column % s.inputs)
      let (dy, dx) = (y - s.stride * Y + s.padding, x - s.stride * X + s.padding)
      guard (0..<s.taps).contains(dy), (0..<s.taps).contains(dx) else { return 0 }
      return kernels[index][((dy * s.taps + dx) * s.inputs + from) * s.outputs + to]
    }
  }

  func outputs(of pixels: [Double]) -> [Double] {
    shapes.indices.reduce(pixels) { pixels, index in
      zip(matrix(index) * pixels, shifts(index)).map { max($0 + $1, 0) }
    }
  }

  /// With the least weights times the ends that they take: `W+ l + W- u` and `W+ u + W- l`.
  func box(_ lower: [Double], _ upper: [Double]) -> (lower: [Double], upper: [Double]) {
    shapes.indices.reduce((lower, upper)) { box, index in
      let M = matrix(index)
      let (up, down) = (M.map { max($0, 0) }, M.map { min($0, 0) })
      func end(_ a: [Double], _ b: [Double]) -> [Double] {
        zip(zip(up * a, down * b), shifts(index)).map { max($0.0 + $0.1 + $1, 0) }
      }
      return (end(box.0, box.1), end(box.1, box.0))
    }
  }

  private func shifts(_ index: Int) -> [Double] {
    (0..<shapes[index].outputCount).map { offsets[index][$0 % shapes[index].outputs] }
  }
}

/// Eight by eight pixels, two convolutions of 16 filters, five units, three classes, parameters large enough for every part of the
/// loss to matter.
enum SmallFront {
  static let network: FrontedNetwork = {
    let front = Self.front(side: 8)
    return FrontedNetwork(
      front: front,
      layer: FullyConnectedNEMON(
        width: 5, inputs: front.outputs, classes: 3, gamma: 0.2, randomly: RandomGenerator(seed: 31)))
  }()

  static func front(side: Int) -> ConvolutionalFront {
    let generator = RandomGenerator(seed: 31)
    var front = ConvolutionalFront(side: side, filters: [16, 16], randomly: generator)
    var offsets = generator.stream("offsets")
    for index in 0..<2 {
      // As large as they come to be by training.
      front.convolutions[index].kernels = front.convolutions[index].kernels.map { 2 * $0 }
      front.convolutions[index].b = (0..<16).map { _ in Float(offsets.uniform(-0.2, 0.3)) }
    }
    return front
  }

  static func images(_ count: Int, side: Int = 8) -> LabeledImages {
    var generator = RandomGenerator(seed: 32)
    return LabeledImages(
      rows: side, columns: side, channels: 1,
      pixels: (0..<count * side * side).map { _ in UInt8(generator.integer(below: 256)) },
      labels: (0..<count).map { UInt8($0 % 3) })
  }
}
