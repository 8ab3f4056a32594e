import CKernels
import Foundation
import LinearAlgebra
import Testing
import Training

/// The kernels' arithmetic against its definition, written once more here with the standard library's fused
/// multiply-add, `addingProduct`, one number at a time. Bit for bit.
@Suite struct FusedArithmeticTests {
  static let levels = SameBitsTests.levels

  private func kernels(_ level: kernel_level) throws -> kernel_set {
    try #require(kernel_set_at(level)).pointee
  }

  private func bits(_ numbers: [Float]) -> Bits {
    var bits = Bits()
    bits.add(numbers)
    return bits
  }

  /// Ten million multiply-adds at the plain level, which has none of the processor on x86: any bits, numbers of like
  /// size, and sums that lie a hair from the middle between two numbers, also where these are subnormal.
  @Test func multiplyAdds() throws {
    let (rows, columns, rounds) = (1000, 16, 625)
    let kernels = try kernels(kernel_plain)
    var (generator, wrong, misled) = (RandomGenerator(seed: 12), 0, 0)
    for round in 0..<rounds {
      func number(_ exponent: Int, _ significand: Float) -> Float {
        let sign: Float = generator.integer(below: 2) == 0 ? 1 : -1
        return sign * Float(scalbn(Double(significand), exponent))
      }
      func anySignificand() -> Float { 1 + Float(generator.integer(below: 1 << 23)) * 0x1p-23 }
      func nearOne() -> Float { 1 + Float(generator.integer(below: 11) - 5) * 0x1p-23 }
      let spread = generator.integer(below: 40) - 20
      let exponent = generator.integer(below: 270) - 149
      let (x, m, start): ([Float], [Float], [Float])
      switch round % 3 {
      case 0:
        func any() -> Float { Float(bitPattern: UInt32(truncatingIfNeeded: generator.next())) }
        (x, m) = ((0..<rows).map { _ in any() }, (0..<columns).map { _ in any() })
        start = (0..<rows * columns).map { _ in any() }
      case 1:
        (x, m) = (
          (0..<rows).map { _ in number(0, anySignificand()) },
          (0..<columns).map { _ in number(spread, anySignificand()) }
        )
        start = (0..<rows * columns).map { _ in
          number(generator.integer(below: 60) - 30, anySignificand())
        }
      default:
        // About half a unit in the last place of the start, times 1 plus or minus some 2^-46.
        let half = exponent - 24 + generator.integer(below: 5) - 2
        let part = generator.integer(below: 41) - 20
        (x, m) = (
          (0..<rows).map { _ in number(part, nearOne()) },
          (0..<columns).map { _ in number(half - part, nearOne()) }
        )
        start = (0..<rows * columns).map { _ in
          number(exponent, generator.integer(below: 4) == 0 ? 1 : anySignificand())
        }
      }
      var z = [Float](repeating: 0, count: rows * columns)
      kernels.product(Int32(rows), Int32(columns), 1, x, 1, 1, m, columns, start, columns, &z, columns)
      for i in z.indices {
        let (a, b, c) = (x[i / columns], m[i % columns], start[i])
        let expected = c.addingProduct(a, b)
        if z[i].bitPattern != expected.bitPattern && !(z[i].isNaN && expected.isNaN) { wrong += 1 }
        if Float(Double(a) * Double(b) + Double(c)) != expected && !expected.isNaN { misled += 1 }
      }
    }
    #expect(wrong == 0)
    // The numbers are hard enough: rounding twice without more ado would often be wrong.
    #expect(misled > 10_000)
  }

  @Test(arguments: levels, AwkwardNumbers.Kind.allCases)
  func product(level: kernel_level, kind: AwkwardNumbers.Kind) throws {
    var numbers = AwkwardNumbers(kind, seed: 1)
    for (rows, columns, depth) in [(1, 16, 0), (1, 16, 1), (3, 48, 2), (7, 80, 9)] {
      let (x, m) = (numbers.array(rows * depth), numbers.array(depth * columns))
      let start = numbers.array(columns)
      var z = [Float](repeating: 1, count: rows * columns)
      try kernels(level).product(
        Int32(rows), Int32(columns), Int32(depth), x, depth, 1, m, columns, start, 0, &z, columns)
      let expected = (0..<rows * columns).map { i in
        (0..<depth).reduce(start[i % columns]) {
          $0.addingProduct(x[i / columns * depth + $1], m[$1 * columns + i % columns])
        }
      }
      #expect(bits(z) == bits(expected))
    }
  }

  @Test(arguments: levels, AwkwardNumbers.Kind.allCases)
  func sparseProductAndAdam(level: kernel_level, kind: AwkwardNumbers.Kind) throws {
    var numbers = AwkwardNumbers(kind, seed: 2)
    // Samples whose lists go by index, end early, are empty, and go to and fro; 200 rows come to the first cache in parts.
    let ordered: [UInt16] = [0, 5, 63, 64, 65, 127, 128, 199]
    let lists: [[UInt16]] = [ordered, [0, 63], [], ordered.reversed(), [64], [199]]
    let values = lists.map { $0.indices.map { UInt8(255 - 31 * $0) } }
    for columns in [16, 32, 112, 128] {
      let (m, start, scale) = (numbers.array(200 * columns), numbers.array(columns), numbers.next())
      var out = [Float](repeating: .nan, count: lists.count * columns)
      let (index, value) = (lists.flatMap { $0 }, values.flatMap { $0 })
      try index.withUnsafeBufferPointer { index in
        try value.withUnsafeBufferPointer { value in
          var first = 0
          let samples = lists.map { list in
            defer { first += list.count }
            return kernel_sparse_row(
              index: index.baseAddress! + first, value: value.baseAddress! + first, count: Int32(list.count))
          }
          try kernels(level).sparse_product(
            Int32(columns), Int32(lists.count), samples, scale, m, start, &out)
        }
      }
      let expected = zip(lists, values).flatMap { list, value in
        (0..<columns).map { i in
          let sum = zip(list, value).reduce(0 as Float) {
            $0.addingProduct(Float($1.1), m[Int($1.0) * columns + i])
          }
          return start[i].addingProduct(scale, sum)
        }
      }
      #expect(bits(out) == bits(expected))
    }
    let (index, value): ([UInt16], [UInt8]) = ([4, 0, 4, 2], [255, 1, 7, 128])

    // With 112 columns, which go by sevens of vectors, and 32, which do not.
    for columns in [32, 112] {
      let (q, before) = (numbers.array(columns), numbers.array(5 * columns))
      var (rows, expected) = (before, before)
      try kernels(level).sparse_gradient(Int32(columns), 4, index.map { $0 + 9 }, value, 9, q, &rows)
      for k in 0..<4 {
        for i in 0..<columns {
          expected[Int(index[k]) * columns + i].addProduct(Float(value[k]), q[i])
        }
      }
      #expect(bits(rows) == bits(expected))
    }

    let (g, p) = (numbers.array(32), numbers.array(32))
    let (first, second) = (numbers.array(32), numbers.array(32).map(abs))
    var step = kernel_adam_step(
      learning_rate: 1e-3, beta1: 0.9, beta2: 0.999, second_scale: 1.7, epsilon: 1e-8)
    var (value2, m2, v2) = (p, first, second)
    try kernels(level).adam(32, &step, g, &value2, &m2, &v2)
    let mean = (0..<32).map { ((1 - step.beta1) * g[$0]).addingProduct(step.beta1, first[$0]) }
    let square = (0..<32).map { ((1 - step.beta2) * g[$0] * g[$0]).addingProduct(step.beta2, second[$0]) }
    let size = square.map { step.epsilon.addingProduct($0.squareRoot(), step.second_scale) }
    #expect(bits(m2) == bits(mean) && bits(v2) == bits(square))
    #expect(bits(value2) == bits((0..<32).map { p[$0] - step.learning_rate * mean[$0] / size[$0] }))
  }

  /// Three iterations from zero of one group, ReLU: the rule of the header, one number at a time.
  @Test(arguments: levels, [AwkwardNumbers.Kind.uniform, .zeros, .tiny, .halfway])
  func equilibrium(level: kernel_level, kind: AwkwardNumbers.Kind) throws {
    var numbers = AwkwardNumbers(kind, seed: 3)
    let (rows, n) = (4, 16)
    let (m, v) = (numbers.array(n * n).map { $0 / 32 }, numbers.array(rows * n))
    let steps = (0..<n).map { 0.6 + 0.4 * Float($0) / Float(n - 1) }
    var (x, z) = ([Float](repeating: .nan, count: rows * n), [Float](repeating: .nan, count: rows * n))
    let kernels = try kernels(level)
    m.withUnsafeBufferPointer { m in
      v.withUnsafeBufferPointer { v in
        steps.withUnsafeBufferPointer { steps in
          var problem = kernel_fixed_point(
            rows: Int32(rows), columns: Int32(n), width: Int32(n), matrix: m.baseAddress,
            offset: v.baseAddress, slopes: nil, negative_slope: 0, steps: steps.baseAddress, tolerance: -1,
            most_iterations: 3, from_zero: 1)
          #expect(kernels.equilibrium(&problem, &x, &z) == -1 - 12)
        }
      }
    }
    var (state, image) = (v.indices.map { max(0, steps[$0 % n] * v[$0]) }, v)
    for _ in 0..<3 {
      image = v.indices.map { i in
        (0..<n).reduce(v[i]) { $0.addingProduct(state[i / n * n + $1], m[$1 * n + i % n]) }
      }
      state = state.indices.map { i in
        let moved = state[i].addingProduct(steps[i % n], image[i] - state[i])
        return moved > 0 ? moved : 0
      }
    }
    // Of a zero state the sign is free in the first iterate.
    #expect(zip(x, state).allSatisfy { $0 == $1 } && zip(z, image).allSatisfy { $0 == $1 })
  }
}
