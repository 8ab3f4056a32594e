import CKernels
import Foundation
import LinearAlgebra
import Testing

/// The kernels against sums in double precision, at every level that this processor runs.
@Suite struct KernelTests {
  static let levels = [kernel_plain, kernel_avx2, kernel_avx512].filter { kernel_set_at($0) != nil }

  private func kernels(_ level: kernel_level) throws -> kernel_set {
    try #require(kernel_set_at(level)).pointee
  }

  private func numbers(_ count: Int, _ label: String) -> [Float] {
    var generator = RandomGenerator(seed: 3).stream(label)
    return (0..<count).map { _ in Float(generator.uniform(-1, 1)) }
  }

  /// Oracle: the triple loop in Double. A sum of 37 products of numbers below 1 is off by at most about 37 * 2^-24.
  @Test(arguments: levels, [1, 2, 3, 5, 6, 7, 13])
  func product(level: kernel_level, rows: Int) throws {
    let (depth, columns) = (37, 112)
    let (x, m, start) = (numbers(rows * depth, "x"), numbers(depth * columns, "m"), numbers(columns, "start"))
    var z = [Float](repeating: .nan, count: rows * columns)
    try kernels(level).product(
      Int32(rows), Int32(columns), Int32(depth), x, depth, 1, m, columns, start, 0, &z, columns)
    for r in 0..<rows {
      for c in 0..<columns {
        let sum = (0..<depth).reduce(Double(start[c])) {
          $0 + Double(x[r * depth + $1]) * Double(m[$1 * columns + c])
        }
        #expect(abs(Double(z[r * columns + c]) - sum) < 4e-6)
      }
    }
  }

  /// Oracle: the same product with x stored by columns; the same chain of operations, so the same bits.
  @Test(arguments: levels)
  func transposedOperandGivesTheSameBits(level: kernel_level) throws {
    let (rows, depth, columns) = (11, 23, 64)
    let (x, m) = (numbers(rows * depth, "x"), numbers(depth * columns, "m"))
    let byColumns = (0..<depth * rows).map { x[($0 % rows) * depth + $0 / rows] }
    var (a, b) = ([Float](repeating: 0, count: rows * columns), [Float](repeating: 0, count: rows * columns))
    try kernels(level).product(11, 64, 23, x, depth, 1, m, columns, nil, 0, &a, columns)
    try kernels(level).product(11, 64, 23, byColumns, 1, rows, m, columns, nil, 0, &b, columns)
    #expect(a == b)
  }

  /// Oracle: Adam's published recursion in Double, three steps. Single precision leaves about 1e-6 of the step size.
  @Test(arguments: levels)
  func adam(level: kernel_level) throws {
    var (value, first, second) = (
      numbers(32, "p"), [Float](repeating: 0, count: 32), [Float](repeating: 0, count: 32)
    )
    var (p, m, v) = (
      value.map(Double.init), [Double](repeating: 0, count: 32), [Double](repeating: 0, count: 32)
    )
    for t in 1...3 {
      let g = numbers(32, "g\(t)")
      var step = kernel_adam_step(
        learning_rate: Float(1e-2 / (1 - pow(0.9, Double(t)))), beta1: 0.9, beta2: 0.999,
        second_scale: Float(1 / (1 - pow(0.999, Double(t))).squareRoot()), epsilon: 1e-8)
      try kernels(level).adam(32, &step, g, &value, &first, &second)
      for i in 0..<32 {
        m[i] = 0.9 * m[i] + 0.1 * Double(g[i])
        v[i] = 0.999 * v[i] + 0.001 * Double(g[i]) * Double(g[i])
        let size = (v[i] / (1 - pow(0.999, Double(t)))).squareRoot() + 1e-8
        p[i] -= 1e-2 * m[i] / (1 - pow(0.9, Double(t))) / size
      }
    }
    for i in 0..<32 { #expect(abs(Double(value[i]) - p[i]) < 1e-6) }
  }

  /// A value that is not finite is reported, whichever row of a group holds it.
  @Test(arguments: levels, [(0, Float(0.5)), (4, 0.5), (0, 0), (4, 0)])
  func notFinite(level: kernel_level, _ place: (row: Int, negativeSlope: Float)) throws {
    let row = place.row
    var v = numbers(5 * 16, "v")
    v[row * 16 + 7] = .nan
    let (m, steps) = ([Float](repeating: 0, count: 16 * 16), [Float](repeating: 1, count: 16))
    var (x, z) = ([Float](repeating: 0, count: 5 * 16), [Float](repeating: 0, count: 5 * 16))
    let outcome = try m.withUnsafeBufferPointer { m in
      try v.withUnsafeBufferPointer { v in
        try steps.withUnsafeBufferPointer { steps in
          var problem = kernel_fixed_point(
            rows: 5, columns: 16, width: 16, matrix: m.baseAddress, offset: v.baseAddress, slopes: nil,
            negative_slope: place.negativeSlope, steps: steps.baseAddress, tolerance: 1e-3,
            most_iterations: 50,
            from_zero: 0)
          return try kernels(level).equilibrium(&problem, &x, &z)
        }
      }
    }
    #expect(outcome == Int64.min)
  }

  /// Oracle: the fixed point's own equation, with products added up here in double precision. Every activation, from zero
  /// and from elsewhere; the matrix has row sums of at most 0.5, so rounding leaves some 1e-6.
  @Test(arguments: levels, [(Float(0), Int32(1)), (0, 0), (0.3, 1), (0.3, 0), (-1, 1)])
  func equilibriumAndAdjoint(level: kernel_level, _ start: (negativeSlope: Float, fromZero: Int32)) throws {
    let (rows, n) = (7, 16)
    let (m, v) = (numbers(n * n, "m").map { $0 / 32 }, numbers(rows * n, "v"))
    let steps = (0..<n).map { 0.6 + 0.4 * Float($0) / Float(n - 1) }
    var (x, z) = (numbers(rows * n, "x"), [Float](repeating: 0, count: rows * n))
    var (w, q) = (numbers(rows * n, "w"), z)
    var slopes = z
    func phi(_ a: Double) -> Double { max(a, Double(start.negativeSlope) * a) }
    func image(_ state: [Float], _ row: Int, _ column: Int) -> Double {
      (0..<n).reduce(Double(v[row * n + column])) {
        $0 + Double(state[row * n + $1]) * Double(m[$1 * n + column])
      }
    }
    try m.withUnsafeBufferPointer { m in
      try v.withUnsafeBufferPointer { v in
        try steps.withUnsafeBufferPointer { steps in
          var problem = kernel_fixed_point(
            rows: Int32(rows), columns: Int32(n), width: Int32(n), matrix: m.baseAddress,
            offset: v.baseAddress,
            slopes: nil, negative_slope: start.negativeSlope, steps: steps.baseAddress, tolerance: 1e-7,
            most_iterations: 500, from_zero: start.fromZero)
          let kernels = try kernels(level)
          let forward = kernels.equilibrium(&problem, &x, &z)
          slopes = z.map { $0 > 0 ? 1 : start.negativeSlope }
          let backward = slopes.withUnsafeBufferPointer { slopes in
            problem.slopes = slopes.baseAddress
            return kernels.adjoint(&problem, &w, &q)
          }
          #expect(forward > 0 && backward > 0)
        }
      }
    }
    for row in 0..<rows {
      for column in 0..<n {
        let at = row * n + column
        #expect(abs(Double(x[at]) - phi(image(x, row, column))) < 2e-6)
        #expect(abs(Double(w[at]) - image(q, row, column)) < 4e-6)
        #expect(q[at] == slopes[at] * w[at])
      }
    }
  }
}
