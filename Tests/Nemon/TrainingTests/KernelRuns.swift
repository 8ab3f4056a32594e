import CKernels

/// Every kernel of `kernels.h` by its name, run at a level on numbers and sizes that follow from kind and seed.
enum KernelRuns {
  typealias Run = @Sendable (kernel_set, inout AwkwardNumbers) -> Bits

  static let all: [String: Run] = [
    "product": product, "equilibrium": { fixedPoint($0, &$1, adjoint: false) },
    "adjoint": { fixedPoint($0, &$1, adjoint: true) },
    "sparse_product": { sparse($0, &$1, gradient: false) },
    "sparse_gradient": { sparse($0, &$1, gradient: true) }, "adam": adam,
  ]

  @Sendable private static func product(_ kernels: kernel_set, _ numbers: inout AwkwardNumbers) -> Bits {
    var bits = Bits()
    for (rows, columns, depth) in [(0, 16, 3), (1, 0, 2), (1, 16, 0), (7, 144, 1)] + sizes(&numbers) {
      let (x, m) = (numbers.array(rows * depth), numbers.array(depth * columns))
      let start = numbers.array(rows * columns)
      var z = start
      kernels.product(
        Int32(rows), Int32(columns), Int32(depth), x, depth, 1, m, columns, nil, 0, &z, columns)
      bits.add(z)
      kernels.product(
        Int32(rows), Int32(columns), Int32(depth), x, 1, rows, m, columns, start, 0, &z, columns)
      bits.add(z)
      // Onto its own start.
      z = start
      z.withUnsafeMutableBufferPointer { z in
        kernels.product(
          Int32(rows), Int32(columns), Int32(depth), x, depth, 1, m, columns, z.baseAddress, columns,
          z.baseAddress, columns)
      }
      bits.add(z)
    }
    return bits
  }

  /// Rows, columns and depths.
  private static func sizes(_ numbers: inout AwkwardNumbers) -> [(Int, Int, Int)] {
    (0..<40).map { _ in (numbers.integer(1...14), 16 * numbers.integer(1...9), numbers.integer(0...40)) }
  }

  private static func fixedPoint(_ kernels: kernel_set, _ numbers: inout AwkwardNumbers, adjoint: Bool)
    -> Bits
  {
    var bits = Bits()
    for (rows, n, slope) in [(0, 16, 0), (1, 16, 0)] + sizes(&numbers).map({ ($0, min($1, 80), $2) }) {
      let negativeSlope = [0, 0.3, -1, 0.01][slope % 4] as Float
      let (m, v) = (numbers.array(n * n).map { $0 / Float(2 * n) }, numbers.array(rows * n))
      let steps = (0..<n).map { 0.5 + 0.03125 * Float($0 % 16) }
      let slopes = numbers.array(rows * n).map { $0 > 0 ? 1 : negativeSlope }
      var (x, z) = (numbers.array(rows * n), [Float](repeating: 0, count: rows * n))
      m.withUnsafeBufferPointer { m in
        v.withUnsafeBufferPointer { v in
          steps.withUnsafeBufferPointer { steps in
            slopes.withUnsafeBufferPointer { slopes in
              var problem = kernel_fixed_point(
                rows: Int32(rows), columns: Int32(n), width: Int32(n - 3), matrix: m.baseAddress,
                offset: v.baseAddress, slopes: slopes.baseAddress, negative_slope: negativeSlope,
                steps: steps.baseAddress, tolerance: 1e-5, most_iterations: 20, from_zero: Int32(slope % 2))
              let solve: (UnsafePointer<kernel_fixed_point>) -> Int64 =
                adjoint ? { kernels.adjoint($0, &x, &z) } : { kernels.equilibrium($0, &x, &z) }
              bits.add(Int(solve(&problem)))
            }
          }
        }
      }
      bits.add(x)
      bits.add(z)
    }
    return bits
  }

  private static func sparse(_ kernels: kernel_set, _ numbers: inout AwkwardNumbers, gradient: Bool) -> Bits {
    var bits = Bits()
    for (count, columns) in [(0, 16), (1, 0), (1, 112)] + sizes(&numbers).map({ ($2, 2 * $1) }) {
      let (m, start, scale) = (numbers.array(20 * columns), numbers.array(columns), numbers.next())
      let index = (0..<count).map { _ in UInt16(numbers.integer(0...19)) }
      let value = (0..<count).map { _ in UInt8(numbers.integer(0...255)) }
      var out = start
      if gradient {
        // Upon 20 rows, of indices from 300.
        out = m
        kernels.sparse_gradient(
          Int32(columns), Int32(count), index.map { $0 + 300 }, value, 300, start, &out)
      } else {
        index.withUnsafeBufferPointer { index in
          value.withUnsafeBufferPointer { value in
            var list = kernel_sparse_row(
              index: index.baseAddress, value: value.baseAddress, count: Int32(count))
            kernels.sparse_product(Int32(columns), 1, &list, scale, m, start, &out)
          }
        }
      }
      bits.add(out)
    }
    return bits
  }

  @Sendable private static func adam(_ kernels: kernel_set, _ numbers: inout AwkwardNumbers) -> Bits {
    var bits = Bits()
    for count in stride(from: 0, through: 160, by: 16) {
      let gradient = numbers.array(count)
      var (value, first) = (numbers.array(count), numbers.array(count))
      var second = numbers.array(count).map(abs)
      var step = kernel_adam_step(
        learning_rate: 1e-3, beta1: 0.9, beta2: 0.999, second_scale: 1.7, epsilon: 1e-8)
      kernels.adam(count, &step, gradient, &value, &first, &second)
      for numbers in [value, first, second] { bits.add(numbers) }
    }
    return bits
  }
}
