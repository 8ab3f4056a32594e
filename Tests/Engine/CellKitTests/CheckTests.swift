import CellKit
import Foundation
import Testing

@Suite struct CheckTests {
  /// One check a row, and whether it holds.
  static let table: [(Check, Bool?)] = [
    (.identity("i", observed: 1.009, expected: 1, relativeTolerance: 0.01), true),
    (.identity("i", observed: 1.011, expected: 1, relativeTolerance: 0.01), false),
    (.identity("i", observed: -99.5, expected: -100, relativeTolerance: 0.01), true),
    (.identity("i", observed: 1e-9, expected: 0, absoluteTolerance: 1e-8), true),
    (.identity("i", observed: 1, expected: 1), true),
    (.identity("i", observed: .nan, expected: 1, relativeTolerance: 1), false),
    (.identity("i", largestDifference: 1e-12, tolerance: 1e-10, count: 5), true),
    (.identity("i", largestDifference: 1e-12, tolerance: 1e-10, count: 0), nil),
    (.identity("i", largestDifference: .nan, tolerance: 1e-10, count: 5), false),
    (.inequality("q", worst: 0.99, atMost: 1, count: 10), true),
    (.inequality("q", worst: 1, atMost: 1, count: 10), true),
    (.inequality("q", worst: 1 + 1e-12, atMost: 1, count: 10), false),
    (.inequality("q", worst: 1 + 1e-12, atMost: 1, tolerance: 1e-9, count: 10), true),
    (.inequality("q", worst: .nan, atMost: 1, count: 10), false),
    (.inequality("q", worst: 0.99, atMost: 1, count: 0), nil),
    (.inequality("q", worst: 0.5, atLeast: 0.4, count: 1), true),
    (.inequality("q", worst: 0.3, atLeast: 0.4, count: 1), false),
    (.noViolation("v", violations: 0, of: 100), true),
    (.noViolation("v", violations: 1, of: 100), false),
    (.noViolation("v", violations: 0, of: 0), nil),
    (.ordering("o", lesser: 1, greater: 2), true),
    (.ordering("o", lesser: 2, greater: 2), false),
    (.ordering("o", lesser: 1, greater: 1.5, margin: 1), false),
    (.ordering("o", lesser: .nan, greater: 2), false),
    (.number("n", observed: 0.5, expected: 0...1), true),
    (.number("n", observed: 1.5, expected: 0...1), false),
    (.number("n", observed: .nan, expected: 0...1), false),
    (.interval("s", exact: 4, inside: Interval(3.9, 4.1, confidence: 0.99), count: 1000), true),
    (.interval("s", exact: 4, inside: Interval(4.01, 4.1, confidence: 0.99), count: 1000), false),
    (.interval("s", exact: 4, inside: nil, count: 1000), nil),
    (.interval("s", exact: .nan, inside: Interval(0, 1, confidence: 0.99), count: 10), false),
    (.trend("t", slope: 1, interval: Interval(0.95, 1.05, confidence: 0.95), expected: 0.9...1.1), true),
    (.trend("t", slope: 1, interval: Interval(0.8, 1.2, confidence: 0.95), expected: 0.9...1.1), nil),
    (.trend("t", slope: 2, interval: Interval(1.9, 2.1, confidence: 0.95), expected: 0.9...1.1), false),
    (.trend("t", slope: 1, interval: nil, expected: 0.9...1.1), nil),
    (.trend("t", slope: .nan, interval: nil, expected: 0.9...1.1), false),
    (
      .estimate("e", observed: 0.9, interval: Interval(0.8, 0.95, confidence: 0.95), atLeast: 0.7, count: 99),
      true
    ),
    (
      .estimate("e", observed: 0.9, interval: Interval(0.6, 0.95, confidence: 0.95), atLeast: 0.7, count: 99),
      nil
    ),
    (
      .estimate("e", observed: 0.9, interval: Interval(0.8, 0.95, confidence: 0.95), atMost: 0.7, count: 99),
      false
    ),
  ]

  @Test(arguments: table.indices)
  func holds(row: Int) {
    let (check, expected) = Self.table[row]
    #expect(check.holds == expected, "\(check)")
    if expected == nil { #expect(check.reason != nil) }
  }

  /// Differences, seeds, margin, and whether "at least as good" holds. The intervals by hand: for
  /// (1, 2, 3) the mean is 2 and the half width 4.30265 / sqrt 3 = 2.484.
  static let pairs: [([Double], [UInt64], Double, Bool?)] = [
    ([1, 2, 3], [1, 2, 3], 0, nil),
    ([1, 2, 3], [1, 2, 3], 0.5, true),
    ([-1, -2, -3], [1, 2, 3], 0.5, nil),
    ([-11, -12, -13], [1, 2, 3], 0.5, false),
    ([5, 5, 5], [1, 2, 3], 0, true),
    ([0, 0, 0], [1, 2, 3], 0, true),
    ([9, 9], [1, 2], 0, nil),
    ([9], [1], 0, nil),
    ([9, 9, 9], [7, 7, 7], 0, nil),
    ([], [], 0, nil),
    ([9, .nan, 9], [1, 2, 3], 0, false),
  ]

  static func paired(_ seeds: [UInt64], _ differences: [Double], margin: Double = 0) -> Check {
    Check("p", paired: SeededValues(zip(seeds, differences), seed: \.0, value: \.1), margin: margin)
  }

  @Test(arguments: pairs.indices)
  func pairedSeeds(row: Int) {
    let (differences, seeds, margin, expected) = Self.pairs[row]
    let check = Self.paired(seeds, differences, margin: margin)
    #expect(check.holds == expected, "\(check)")
    #expect(check.seeds == seeds)
    if expected == nil { #expect(check.reason != nil) }
  }

  @Test func pairedCheckNamesItsWorstSeed() {
    let check = Self.paired([10, 11, 12], [3, -1, 2])
    #expect(check.witness == "worst for seed 11: -1")
    #expect(check.sample?.count == 3)
  }

  /// Evidence survives storage, also where it is no number.
  @Test(arguments: [1.5, -0.0, .infinity, -.infinity, .nan, .leastNonzeroMagnitude])
  func checksAreCodable(observed: Double) throws {
    let check = Check.number("n", observed: observed, expected: 0...2, count: 3, witness: "w")
    let copy = try JSONDecoder().decode(Check.self, from: JSONEncoder().encode(check))
    #expect(copy == check)
  }
}
