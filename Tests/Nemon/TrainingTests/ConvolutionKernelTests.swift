import CKernels
import LinearAlgebra
import Testing

/// The convolution kernels against their definition in double precision, at every level that this processor runs.
///
/// Single precision rounds each term of a sum at 2^-24 of its size. A sum of n terms of either sign is about sqrt(n)
/// of them in size and off by about as many roundings, the tiles' transforms add some more: 1e-5 of the largest sum
/// is ample, and a wrong term is far more than that.
@Suite struct ConvolutionKernelTests {
  static let levels = ConvolutionKernels.levels
  /// One tile and several, cut off below and to the right, with numbers of channels that divide by nothing.
  static let shapes = [
    ConvolutionShape(1, 1, taps: 5, 1, 1), ConvolutionShape(1, 1, taps: 3, 7, 9),
    ConvolutionShape(3, 7, taps: 5, 20, 33), ConvolutionShape(7, 3, taps: 3, 33, 17),
    ConvolutionShape(4, 5, taps: 3, 32, 32), ConvolutionShape(81, 81, taps: 5, 18, 5),
    ConvolutionShape(2, 10, taps: 5, 16, 64), ConvolutionShape(2, 2, taps: 5, 50, 34),
  ]
  /// With 3 and 9 tiles, where wide blocks are followed by narrow ones, and with every height of a block.
  static let oddShapes = [
    ConvolutionShape(5, 11, taps: 3, 16, 48), ConvolutionShape(9, 13, taps: 5, 48, 16),
    ConvolutionShape(12, 14, taps: 5, 33, 1), ConvolutionShape(6, 6, taps: 5, 48, 16),
    ConvolutionShape(16, 8, taps: 3, 48, 48),
  ]

  @Test(arguments: levels, shapes + oddShapes)
  func forward(level: kernel_level, shape: ConvolutionShape) {
    let (kernels, x) = (shape.numbers(shape.kernels, "T"), shape.state(shape.inputs, "x"))
    var operation = ConvolutionKernels(level, shape, kernels)
    let z = operation.apply(x)
    #expect(relativeError(z, shape.correlation(kernels, x)) < 1e-5)
    // The scratch now holds what the first call left: the result may not depend on it.
    #expect(operation.apply(x) == z)
  }

  @Test(arguments: levels, shapes)
  func transposed(level: kernel_level, shape: ConvolutionShape) {
    let (kernels, q) = (shape.numbers(shape.kernels, "T"), shape.state(shape.outputs, "q"))
    var operation = ConvolutionKernels(level, shape, kernels, transposed: true)
    #expect(relativeError(operation.apply(q), shape.transposedCorrelation(kernels, q)) < 1e-5)
  }

  /// <T x, q> = <x, T' q>, each side from the kernels; sums of the two sides' sizes cancel, so the error is relative to
  /// the norms.
  @Test(arguments: levels)
  func adjointIdentity(level: kernel_level) {
    let shape = ConvolutionShape(5, 6, taps: 5, 21, 30)
    let kernels = shape.numbers(shape.kernels, "T")
    let (x, q) = (shape.state(5, "x"), shape.state(6, "q"))
    var (forward, backward) = (
      ConvolutionKernels(level, shape, kernels), ConvolutionKernels(level, shape, kernels, transposed: true)
    )
    func inner(_ a: [Float], _ b: [Float]) -> Double {
      zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    let (Tx, Tq) = (forward.apply(x), backward.apply(q))
    let size = (inner(Tx, Tx) * inner(q, q)).squareRoot()
    #expect(abs(inner(Tx, q) - inner(x, Tq)) < 1e-6 * size)
  }

  /// A start is added, also where the sums replace it.
  @Test(arguments: levels)
  func start(level: kernel_level) {
    let shape = ConvolutionShape(3, 2, taps: 3, 18, 20)
    let (kernels, x) = (shape.numbers(shape.kernels, "T"), shape.state(3, "x"))
    let start = shape.state(2, "start")
    let expected = zip(shape.correlation(kernels, x), start).map { $0 + Double($1) }
    var operation = ConvolutionKernels(level, shape, kernels)
    #expect(relativeError(operation.apply(x, start: start), expected) < 1e-5)
    var (c, z, scratch) = (shape.c, start, operation.scratch)
    z.withUnsafeMutableBufferPointer {
      operation.set.apply(&c, operation.spectrum, x, $0.baseAddress, $0.baseAddress, &scratch)
    }
    #expect(relativeError(z, expected) < 1e-5)
  }

  /// Oracle: the sum over pixels and images, twice, since it accumulates upon what the first call left in the place of
  /// anything.
  @Test(arguments: levels, shapes + oddShapes)
  func gradient(level: kernel_level, shape: ConvolutionShape) {
    let operation = ConvolutionKernels(level, shape, shape.numbers(shape.kernels, "T"))
    var (c, scratch) = (shape.c, operation.scratch)
    var accumulator = [Float](repeating: .nan, count: conv_gradient_floats(&c))
    var expected = [Double](repeating: 0, count: shape.kernels)
    for part in ["first", "second"] {
      let (q, x) = (shape.state(shape.outputs, "q " + part), shape.state(shape.inputs, "x " + part))
      operation.set.gradient_add(&c, q, x, part == "first" ? 1 : 0, &accumulator, &scratch)
      expected = zip(expected, shape.gradient(q, x)).map { $0 + $1 }
    }
    var gradient = [Float](repeating: .nan, count: shape.kernels)
    let ofOutput = shape.kernels / shape.outputs
    gradient.withUnsafeMutableBufferPointer { gradient in
      for output in 0..<shape.outputs {
        operation.set.gradient_finish(
          &c, accumulator, Int32(output), gradient.baseAddress! + output * ofOutput)
      }
    }
    #expect(relativeError(gradient, expected) < 1e-5)
  }
}
