import Foundation
import LinearAlgebra
import Testing
import Training

/// The trainers' elementary functions. Oracle: the system library's in double precision, rounded to single. It is right to
/// within one unit in its last place, which shows in single precision once in some hundred million numbers; all
/// numbers below agree.
@Suite struct ExponentialTests {
  /// A million numbers of every size, and those where the result over- or underflows.
  @Test func exponentials() {
    var generator = RandomGenerator(seed: 6)
    let bounds: [Float] = [
      0, -0.0, 88.72283, 88.72284, 89, 89.1, -87.33654, -87.33655, -103.2789, -103.97208, -103.97209, -104,
      -105,
      .infinity, -.infinity, .leastNonzeroMagnitude,
    ]
    let random = (0..<1_000_000).map { k in
      Float(generator.uniform(-1, 1) * [104, 10, 1, 1e-3][k % 4])
    }
    #expect((bounds + random).allSatisfy { exponential($0) == Float(exp(Double($0))) })
    #expect(exponential(.nan).isNaN)
  }

  /// A million positive numbers, among them subnormal ones and those around 1.
  @Test func logarithms() {
    var generator = RandomGenerator(seed: 7)
    let bounds: [Float] = [
      1, 1 + .ulpOfOne, 1 - .ulpOfOne / 2, 1.4142135, 1.4142137, .leastNonzeroMagnitude,
      .leastNormalMagnitude,
      .greatestFiniteMagnitude, .infinity, 0,
    ]
    let random = (0..<1_000_000).map { k in
      k % 2 == 0
        ? Float(bitPattern: UInt32(generator.integer(below: 0x7f80_0000))) : Float(generator.uniform(0.5, 2))
    }
    #expect((bounds + random).allSatisfy { logarithm($0) == Float(log(Double($0))) })
    #expect(logarithm(-1).isNaN && logarithm(.nan).isNaN)
  }

  /// Oracle: the library's power, off by one unit in the last place at most.
  @Test(arguments: [0.9, 0.999, 0.5, 0]) func powers(base: Double) {
    for exponent in [0, 1, 2, 3, 10, 391, 4_097, 60_000] {
      let expected = pow(base, Double(exponent))
      #expect(abs(power(base, exponent) - expected) <= expected.ulp)
    }
  }
}
