import CellKit
import Foundation
import Testing

/// Groups, checks and tables of collections.
@Suite struct CollectionTests {
  struct Run: Sendable {
    var lambda: Double
    var seed: UInt64
    var accuracy: Double?
    var cases = 10
  }

  static let runs = [
    Run(lambda: 0, seed: 1, accuracy: 0.5), Run(lambda: 1e-3, seed: 1, accuracy: 0.75),
    Run(lambda: 0, seed: 2, accuracy: 1), Run(lambda: 1e-3, seed: 3, accuracy: nil),
  ]

  @Test func groupsAreInOrderOfAppearance() {
    let groups = Self.runs.reversed().grouped(by: \.lambda)
    #expect(groups.map(\.key) == [1e-3, 0])
    #expect(groups.map { $0.map(\.seed) } == [[3, 1], [2, 1]])
    #expect(Self.runs.distinct(\.seed) == [1, 2, 3])
    #expect(Self.runs.sum(\.cases) == 40)
  }

  @Test func smallStatistics() {
    #expect(Self.runs.mean(\.lambda) == 0.0005 && Self.runs.prefix(0).mean(\.lambda) == nil)
    #expect(Self.runs.share { $0.lambda == 0 } == 0.5 && Self.runs.prefix(0).share { _ in true } == nil)
    #expect([3, 1, 2].median == 2 && [4, 1, 2, 3].median == 3 && [Int]().median == nil)
  }

  @Test func theWorstElementDecides() {
    func check(_ bound: Double, _ runs: [Run]) -> Check {
      Check("c", in: runs, largest: \.accuracy, atMost: bound, tolerance: 0.01, cases: \.cases) {
        "seed \($0.seed)"
      }
    }
    let expected = Check.inequality("c", worst: 1, atMost: 0.9, tolerance: 0.01, count: 30, witness: "seed 2")
    #expect(check(0.9, Self.runs) == expected && expected.holds == false)
    #expect(check(0.99, Self.runs).holds == true)
    #expect(check(1, []) == .undecidable("c", kind: .inequality, because: "no case was tried"))
    let smallest = Check("c", in: Self.runs, smallest: \.accuracy, atLeast: 0.5)
    #expect(smallest == .inequality("c", worst: 0.5, atLeast: 0.5, count: 3))
    let negative = Check("c", in: [-3.0, 2], difference: { $0 }, within: 2.5)
    #expect(negative == .identity("c", largestDifference: 3, tolerance: 2.5, count: 2))
    #expect(
      Check("c", in: [1.0, 4], largest: { $0 }, inside: 3...5)
        == .number("c", observed: 4, expected: 3...5, count: 2))
  }

  /// A number that is no number is worse than all others, wherever it stands.
  @Test(arguments: [[1, .nan, 0.5], [.nan, 1], [1, .nan]])
  func noNumberNeverHolds(values: [Double]) {
    #expect(Check("c", in: values, largest: { $0 }, atMost: 9).holds == false)
    #expect(Check("c", in: values, smallest: { $0 }, atLeast: -9).holds == false)
    #expect(Check("c", in: values, difference: { $0 }, within: 9).holds == false)
    #expect(Check("c", in: values, largest: { $0 }, inside: -9...9).holds == false)
  }

  @Test func everyElementHasAProperty() {
    let check = Check("c", in: Self.runs, all: { $0.lambda == 0 }, witness: "w")
    #expect(check == .noViolation("c", violations: 2, of: 4, witness: "w"))
    #expect(Check("c", in: [Run](), all: { _ in false }).holds == nil)
  }

  @Test func sharesHaveWilsonsInterval() {
    let interval = Proportion.wilson(successes: 3, of: 10)
    let check = Check("c", share: 3, of: 10, atLeast: 0.5)
    #expect(check == .estimate("c", observed: 0.3, interval: interval, atLeast: 0.5, count: 10))
    #expect(Check("c", share: 0, of: 0, atLeast: 0.5).holds == false)
    // SciPy's interval of 3 in 10 is [0.1078, 0.6032].
    #expect(Proportion.text(3, of: 10) == "3 of 10 [11, 60]" && Proportion.text(0, of: 0) == nil)
  }

  @Test func seedsArePaired() {
    let plain = SeededValues(Self.runs.filter { $0.lambda == 0 }, seed: \.seed, value: \.accuracy)
    let other = SeededValues(Self.runs.filter { $0.lambda > 0 }, seed: \.seed, value: \.accuracy)
    let differences = other - plain
    #expect(differences.seeds == [1, 2, 3])
    #expect(differences.values[0] == 0.25 && differences.values[1...].allSatisfy(\.isNaN))
    #expect(Check("c", paired: differences).holds == false)
    // One seed twice gives two pairs, which no check accepts.
    let twice = SeededValues([0.1, 0.2], seed: { _ in 1 }, value: { $0 }) - plain
    #expect(twice.seeds == [1, 1, 2])
  }

  /// By hand: the mean is 1 and the half width 4.30265 * 0.1 / sqrt 3 = 0.248.
  @Test func slopesAreJudgedByTheirMean() {
    let slopes = SeededValues([0.9, 1.0, 1.1], seed: { UInt64($0 * 10) }, value: { $0 })
    let check = Check("s", slopes: slopes, inside: 0.7...1.3, count: 30)
    #expect(
      check.kind == .trend && check.holds == true && check.seeds == [9, 10, 11] && check.sampleSize == 30)
    #expect(Check("s", slopes: slopes, inside: 0.9...1.1, count: 30).holds == nil)
    let none = SeededValues([1.0], seed: { _ in 1 }, value: { _ in nil })
    #expect(Check("s", slopes: none, inside: 0...1, count: 1).reason == "no line fits the points")
  }

  @Test func judgementsAreBuilt() {
    let checks = [0.5, 2].map { Check.number("n", observed: $0, expected: 0...1) }
    let built = Judgement(remark: "r") {
      for check in checks { check }
      if checks.count > 1 { [checks[0]] }
    } supporting: {
      checks[1]
    }
    let expected = Judgement(essential: checks + [checks[0]], supporting: [checks[1]], remark: "r")
    #expect(built == expected)
  }

  @Test func tablesHaveARowAnElement() {
    let table = Table(
      Self.runs.prefix(3).grouped(by: \.lambda),
      [
        .text("network") { Notation.lambda($0.key) }, .count("runs", \.count),
        .mean("accuracy, %", "%.1f") { 100 * ($0.accuracy ?? 0) },
        .number("worst", "%.2f") { $0.count > 1 ? $0.compactMap(\.accuracy).min() : nil },
      ])
    let expected = Table(
      [.init("network", .leading), .init("runs"), .init("accuracy, %"), .init("worst")],
      rows: [
        // The deviation of 50 and 100 is 50 / sqrt 2.
        ["$\\lambda = 0$", "2", "75.0 ± 35.4", "0.50"], ["$\\lambda = 10^{-3}$", "1", "75.0", "-"],
      ])
    #expect(table == expected)
  }

  @Test func notation() {
    #expect(Notation.power(0) == "0" && Notation.power(1e-5) == "$10^{-5}$")
    #expect(Interval(0.95, 1.02, confidence: 0.95).text("%.1f") == "[0.9, 1.0]")
  }
}
