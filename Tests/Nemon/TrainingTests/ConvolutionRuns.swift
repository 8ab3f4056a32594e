import CKernels

/// Every kernel of `convolution.h` by its name, run at a level on numbers and shapes that follow from kind and seed.
enum ConvolutionRuns {
  typealias Run = @Sendable (kernel_level, inout AwkwardNumbers) -> Bits

  static let all: [String: Run] = [
    "transform": { transform($0, &$1, transposed: false) },
    "transform_transposed": { transform($0, &$1, transposed: true) },
    "apply": apply, "equilibrium": { fixedPoints($0, &$1).equilibria },
    "adjoint": { fixedPoints($0, &$1).adjoints }, "gradient_add": { gradients($0, &$1).accumulators },
    "gradient_finish": { gradients($0, &$1).finished },
  ]

  /// One pixel, one tile, several that are cut off; blocks of every height; wide blocks followed by narrow ones.
  private static let shapes = [
    ConvolutionShape(1, 1, taps: 5, 1, 1), ConvolutionShape(3, 7, taps: 5, 20, 33),
    ConvolutionShape(9, 13, taps: 3, 48, 16), ConvolutionShape(12, 14, taps: 5, 33, 1),
    ConvolutionShape(8, 8, taps: 3, 17, 48),
  ]

  private static func kernels(of shape: ConvolutionShape, _ numbers: inout AwkwardNumbers) -> [Float] {
    numbers.array(shape.kernels).map { $0 / Float(shape.kernels) }
  }

  private static func state(_ channels: Int, of shape: ConvolutionShape, _ numbers: inout AwkwardNumbers)
    -> [Float]
  { numbers.array(channels * shape.pixels * ConvolutionShape.images) }

  /// A level keeps a spectrum in an order of its own: the bits in order of size.
  private static func transform(_ level: kernel_level, _ numbers: inout AwkwardNumbers, transposed: Bool)
    -> Bits
  {
    var bits = Bits()
    for shape in shapes {
      let operation = ConvolutionKernels(level, shape, kernels(of: shape, &numbers), transposed: transposed)
      bits.add(operation.spectrum.map { $0.isNaN ? .nan : $0 }.sorted { $0.bitPattern < $1.bitPattern })
    }
    return bits
  }

  @Sendable private static func apply(_ level: kernel_level, _ numbers: inout AwkwardNumbers) -> Bits {
    var bits = Bits()
    for shape in shapes {
      let kernels = kernels(of: shape, &numbers)
      var forward = ConvolutionKernels(level, shape, kernels)
      var backward = ConvolutionKernels(level, shape, kernels, transposed: true)
      let (x, q) = (state(shape.inputs, of: shape, &numbers), state(shape.outputs, of: shape, &numbers))
      for z in [forward.apply(x), forward.apply(x, start: q), backward.apply(q)] { bits.add(z) }
    }
    return bits
  }

  /// After a few iterations, whether converged or not.
  private static func fixedPoints(_ level: kernel_level, _ numbers: inout AwkwardNumbers)
    -> (equilibria: Bits, adjoints: Bits)
  {
    var (equilibria, adjoints) = (Bits(), Bits())
    for (n, (height, width)) in [(1, (1, 1)), (5, (18, 9)), (11, (16, 33))] {
      for slope in [0, 0.1, -0.5] as [Float] {
        let shape = ConvolutionShape(n, n, taps: 3, height, width)
        let kernels = kernels(of: shape, &numbers)
        let offset = state(n, of: shape, &numbers)
        var (x, w) = (state(n, of: shape, &numbers), state(n, of: shape, &numbers))
        var (q, signs) = (x, [UInt8](repeating: 0, count: n * shape.pixels))
        let (diagonal, steps) = (
          (0..<n).map { -0.5 - 0.01 * Float($0) }, [Float](repeating: 0.6, count: n)
        )
        func solve(
          transposed: Bool,
          _ body: (UnsafePointer<conv_fixed_point>, UnsafeMutablePointer<Float>, conv_kernel_set) -> Int32
        ) -> Int {
          var operation = ConvolutionKernels(level, shape, kernels, transposed: transposed)
          return operation.solve(
            diagonal: diagonal, steps: steps, offset: offset, slope: slope, tolerance: 1e-5, most: 12, body)
        }
        equilibria.add(solve(transposed: false) { $2.equilibrium($0, &x, &signs, $1) })
        equilibria.add(x)
        for word in signs { equilibria.add(Int(word)) }
        adjoints.add(solve(transposed: true) { $2.adjoint($0, signs, &w, &q, $1) })
        adjoints.add(w)
        adjoints.add(q)
      }
    }
    return (equilibria, adjoints)
  }

  /// Of two groups, one upon the other.
  private static func gradients(_ level: kernel_level, _ numbers: inout AwkwardNumbers)
    -> (accumulators: Bits, finished: Bits)
  {
    var (accumulators, finished) = (Bits(), Bits())
    for shape in shapes {
      let operation = ConvolutionKernels(level, shape, kernels(of: shape, &numbers))
      var (c, scratch) = (shape.c, operation.scratch)
      var accumulator = [Float](repeating: .nan, count: conv_gradient_floats(&c))
      for part in 0..<2 {
        let (q, x) = (state(shape.outputs, of: shape, &numbers), state(shape.inputs, of: shape, &numbers))
        operation.set.gradient_add(&c, q, x, part == 0 ? 1 : 0, &accumulator, &scratch)
      }
      var gradient = [Float](repeating: .nan, count: shape.kernels)
      let ofOutput = shape.kernels / shape.outputs
      gradient.withUnsafeMutableBufferPointer { gradient in
        for output in 0..<shape.outputs {
          operation.set.gradient_finish(
            &c, accumulator, Int32(output), gradient.baseAddress! + output * ofOutput)
        }
      }
      accumulators.add(accumulator)
      finished.add(gradient)
    }
    return (accumulators, finished)
  }
}
