import Foundation
import LinearAlgebra
import Testing

@Suite struct RandomGeneratorTests {
  /// Oracle: a separate implementation of the two published algorithms in Python, checked on the
  /// well-known first words of each.
  @Test func wordsOfThePublishedAlgorithm() {
    let expected: [UInt64: [UInt64]] = [
      0: [
        11_091_344_671_253_066_420,
        13_793_997_310_169_335_082,
        1_900_383_378_846_508_768,
        7_684_712_102_626_143_532,
        13_521_403_990_117_723_737,
        18_442_103_541_295_991_498,
        7_788_427_924_976_520_344,
      ],
      1_234_567: [
        3_504_822_795_582_309_479,
        1_819_558_768_956_484_042,
        1_250_851_346_055_027_673,
        16_940_231_675_099_994_102,
        11_585_879_347_611_423_030,
        8_134_400_763_355_999_650,
        16_522_854_393_704_305_783,
      ],
    ]
    for (seed, words) in expected {
      var generator = RandomGenerator(seed: seed)
      #expect(words.map { _ in generator.next() } == words)
    }
  }

  /// Oracle: a generator that has drawn nothing.
  @Test func streamsDependOnTheSeedAndTheirNameAlone() {
    var drawnFrom = RandomGenerator(seed: 9)
    for _ in 0..<5 { _ = drawnFrom.normal() }
    let fresh = RandomGenerator(seed: 9)
    #expect(drawnFrom.stream("noise") == fresh.stream("noise"))
    #expect(drawnFrom.stream(3) == fresh.stream(3))
    let first = ["", "noise", "nois"].map { fresh.stream($0) } + (0..<50).map { fresh.stream($0) }
    let words = Set(
      ([fresh] + first).map { generator in
        var generator = generator
        return generator.next()
      })
    #expect(words.count == 54)
  }

  /// Oracle: the generator that was stored.
  @Test func aRestoredGeneratorContinues() throws {
    var generator = RandomGenerator(seed: 4)
    _ = generator.normal()  // leaves a spare one behind
    var restored = try JSONDecoder().decode(
      RandomGenerator.self, from: JSONEncoder().encode(generator))
    #expect(generator.normals(7) == restored.normals(7))
  }

  /// Oracle: moments of the distributions; bounds at five standard errors of 100 000 draws.
  @Test func moments() {
    var generator = RandomGenerator(seed: 1)
    let count = 100_000
    let uniform = (0..<count).map { _ in generator.uniform() }
    #expect(uniform.allSatisfy { $0 >= 0 && $0 < 1 })
    #expect(abs(mean(uniform) - 0.5) < 5 * (1.0 / 12 / Double(count)).squareRoot())
    let normal = generator.normals(count)
    #expect(abs(mean(normal)) < 5 / Double(count).squareRoot())
    #expect(abs(mean(normal.map { $0 * $0 }) - 1) < 5 * (2.0 / Double(count)).squareRoot())
    #expect(abs(mean(normal.map { pow($0, 4) }) - 3) < 5 * (96.0 / Double(count)).squareRoot())
    let successive = mean(zip(normal, normal.dropFirst()).map(*))
    #expect(abs(successive) < 5 / Double(count).squareRoot())
    let exponential = (0..<count).map { _ in generator.exponential() }
    #expect(abs(mean(exponential) - 1) < 5 / Double(count).squareRoot())
  }

  /// Oracle: equal probabilities; each count within five deviations.
  @Test func integersAndPermutations() {
    var generator = RandomGenerator(seed: 2)
    var counts = [0, 0, 0, 0, 0, 0]
    for _ in 0..<6_000 {
      let order = generator.permutation(3)
      #expect(order.sorted() == [0, 1, 2])
      counts[order[0] * 2 + (order[1] > order[2] ? 1 : 0)] += 1
    }
    #expect(counts.allSatisfy { abs(Double($0) - 1_000) < 5 * (6_000 * 5.0 / 36).squareRoot() })
    #expect(generator.permutation(0).isEmpty)
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
}
