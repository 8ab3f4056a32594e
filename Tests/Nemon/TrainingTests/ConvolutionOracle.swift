import CKernels
import LinearAlgebra
import Testing

/// A shape of the convolution kernels, with states and kernels for it.
///
/// States are kept as the kernels keep them, `[channel][row][column][8 images]`.
struct ConvolutionShape: Hashable, Sendable, CustomTestStringConvertible {
  var inputs, outputs, taps, height, width: Int

  init(_ inputs: Int, _ outputs: Int, taps: Int, _ height: Int, _ width: Int) {
    (self.inputs, self.outputs, self.taps, self.height, self.width) = (inputs, outputs, taps, height, width)
  }

  static let images = Int(CONV_GROUP)

  var testDescription: String { "\(inputs) to \(outputs), \(taps) taps, \(height) x \(width)" }
  var pixels: Int { height * width }
  var kernels: Int { outputs * inputs * taps * taps }
  var transposed: ConvolutionShape { ConvolutionShape(outputs, inputs, taps: taps, height, width) }
  var c: conv_shape {
    conv_shape(
      inputs: Int32(inputs), outputs: Int32(outputs), taps: Int32(taps), height: Int32(height),
      width: Int32(width))
  }

  func numbers(_ count: Int, _ label: String) -> [Float] {
    var generator = RandomGenerator(seed: 5).stream(label)
    return (0..<count).map { _ in Float(generator.uniform(-1, 1)) }
  }

  func state(_ channels: Int, _ label: String) -> [Float] { numbers(channels * pixels * Self.images, label) }

  /// Every use of a kernel entry: `(entry, to, from)` with the pixels' places in states, without the image.
  private func forEachUse(_ body: (_ entry: Int, _ to: Int, _ from: Int) -> Void) {
    for entry in 0..<kernels {
      let (dx, dy) = (entry % taps - taps / 2, entry / taps % taps - taps / 2)
      let (input, output) = (entry / (taps * taps) % inputs, entry / (taps * taps) / inputs)
      for y in 0..<height where (0..<height).contains(y + dy) {
        for x in 0..<width where (0..<width).contains(x + dx) {
          body(entry, output * pixels + y * width + x, input * pixels + (y + dy) * width + x + dx)
        }
      }
    }
  }

  /// The correlation by its definition, in Double.
  func correlation(_ kernels: [Float], _ x: [Float]) -> [Double] {
    var z = [Double](repeating: 0, count: outputs * pixels * Self.images)
    forEachUse { entry, to, from in
      let kernel = Double(kernels[entry])
      for i in 0..<Self.images { z[to * Self.images + i] += kernel * Double(x[from * Self.images + i]) }
    }
    return z
  }

  /// Its transpose, in Double.
  func transposedCorrelation(_ kernels: [Float], _ q: [Float]) -> [Double] {
    var z = [Double](repeating: 0, count: inputs * pixels * Self.images)
    forEachUse { entry, to, from in
      let kernel = Double(kernels[entry])
      for i in 0..<Self.images { z[from * Self.images + i] += kernel * Double(q[to * Self.images + i]) }
    }
    return z
  }

  /// The gradient of `<q, T * x>` for the kernels, in Double.
  func gradient(_ q: [Float], _ x: [Float]) -> [Double] {
    var gradient = [Double](repeating: 0, count: kernels)
    forEachUse { entry, to, from in
      for i in 0..<Self.images {
        gradient[entry] += Double(q[to * Self.images + i]) * Double(x[from * Self.images + i])
      }
    }
    return gradient
  }

  /// The operator as a matrix on all pixels of all channels, with `diagonal` (one a channel) added.
  func matrix(_ kernels: [Float], diagonal: [Float]) -> Matrix<Double> {
    var matrix = Matrix<Double>(rows: outputs * pixels, columns: inputs * pixels)
    forEachUse { entry, to, from in matrix[to, from] += Double(kernels[entry]) }
    for unit in 0..<outputs * pixels { matrix[unit, unit] += Double(diagonal[unit / pixels]) }
    return matrix
  }

  /// One image of a state.
  func image(_ i: Int, of state: [Float]) -> [Double] {
    stride(from: i, to: state.count, by: Self.images).map { Double(state[$0]) }
  }
}

/// One level's convolution kernels with its buffers for one shape.
struct ConvolutionKernels {
  /// The levels that this processor runs.
  static let levels = [kernel_plain, kernel_avx2, kernel_avx512].filter { conv_kernel_set_at($0) != nil }

  let set: conv_kernel_set
  let shape: ConvolutionShape
  var spectrum: [Float]
  /// Starts with numbers that are not: a call may not rely on it.
  var scratch: [Float]

  /// - Parameter transposed: for the transposed operator of kernels of this shape.
  init(_ level: kernel_level, _ shape: ConvolutionShape, _ kernels: [Float], transposed: Bool = false) {
    guard let set = conv_kernel_set_at(level)?.pointee else { preconditionFailure("no kernels at \(level)") }
    (self.set, self.shape) = (set, transposed ? shape.transposed : shape)
    var c = shape.c
    spectrum = [Float](repeating: .nan, count: conv_spectrum_floats(&c))
    scratch = [Float](repeating: .nan, count: conv_scratch_floats(&c))
    (transposed ? set.transform_transposed : set.transform)(&c, kernels, &spectrum)
  }

  mutating func apply(_ x: [Float], start: [Float]? = nil) -> [Float] {
    var c = shape.c
    var z = [Float](repeating: .nan, count: shape.outputs * shape.pixels * ConvolutionShape.images)
    set.apply(&c, spectrum, x, start, &z, &scratch)
    return z
  }

  /// Calls `body` with a fixed-point problem of this operator.
  mutating func solve(
    diagonal: [Float], steps: [Float], offset: [Float], slope: Float, tolerance: Float, most: Int = 1_000,
    fromZero: Bool = false,
    _ body: (UnsafePointer<conv_fixed_point>, _ scratch: UnsafeMutablePointer<Float>, conv_kernel_set) ->
      Int32
  ) -> Int {
    var c = shape.c
    let pointers = (spectrum, diagonal, steps, offset)
    return withUnsafePointer(to: &c) { c in
      pointers.0.withUnsafeBufferPointer { spectrum in
        pointers.1.withUnsafeBufferPointer { diagonal in
          pointers.2.withUnsafeBufferPointer { steps in
            pointers.3.withUnsafeBufferPointer { offset in
              var problem = conv_fixed_point(
                shape: c, spectrum: spectrum.baseAddress, diagonal: diagonal.baseAddress,
                steps: steps.baseAddress, offset: offset.baseAddress, negative_slope: slope,
                tolerance: tolerance, most_iterations: Int32(most), from_zero: fromZero ? 1 : 0)
              return Int(body(&problem, &scratch, set))
            }
          }
        }
      }
    }
  }
}

/// The largest difference relative to the largest expected magnitude.
func relativeError(_ found: [Float], _ expected: [Double]) -> Double {
  precondition(found.count == expected.count, "\(found.count) values for \(expected.count)")
  let size = expected.reduce(0) { max($0, abs($1)) }
  let differences = zip(found, expected).map { abs(Double($0) - $1) }
  return differences.contains(where: \.isNaN) ? .nan : (differences.max() ?? 0) / size
}
