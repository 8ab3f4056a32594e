import Foundation
import Plotting
import Testing

@Suite struct TickSetTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var lower: Double
    var upper: Double
    var count: Int
    var labels: [String]
    var exponent: Int?
    var testDescription: String { "\(lower)...\(upper) at most \(count)" }
  }

  // Worked by hand: the finest step of 1, 2, 2.5, 5 times a power of ten that gives at most `count` multiples.
  static let linear: [Case] = [
    Case(lower: 0, upper: 1, count: 6, labels: ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    Case(lower: 0, upper: 1, count: 5, labels: ["0.00", "0.25", "0.50", "0.75", "1.00"]),
    Case(lower: 0, upper: 1, count: 3, labels: ["0.0", "0.5", "1.0"]),
    Case(lower: -3, upper: 3, count: 7, labels: ["−3", "−2", "−1", "0", "1", "2", "3"]),
    Case(lower: 0.9, upper: 5.2, count: 5, labels: ["1", "2", "3", "4", "5"]),
    Case(lower: 0, upper: 42, count: 5, labels: ["0", "10", "20", "30", "40"]),
    Case(lower: 0.95, upper: 0.99, count: 5, labels: ["0.95", "0.96", "0.97", "0.98", "0.99"]),
    Case(
      lower: 0, upper: 60_000, count: 4, labels: ["0", "20\u{2009}000", "40\u{2009}000", "60\u{2009}000"]),
    Case(lower: 0, upper: 3000, count: 4, labels: ["0", "1000", "2000", "3000"]),
    Case(lower: 0, upper: 4e7, count: 5, labels: ["0", "1", "2", "3", "4"], exponent: 7),
    Case(lower: -2e-5, upper: 2e-5, count: 5, labels: ["−2", "−1", "0", "1", "2"], exponent: -5),
    Case(lower: 0, upper: 1.5e-4, count: 4, labels: ["0.0", "0.5", "1.0", "1.5"], exponent: -4),
  ]

  @Test(arguments: linear) func linearTicks(_ expected: Case) {
    let ticks = TickSet.linear(from: expected.lower, to: expected.upper, atMost: expected.count)
    #expect(ticks.major.map(\.label) == expected.labels)
    #expect(ticks.exponent == expected.exponent)
  }

  // Worked by hand.
  static let logarithmic: [Case] = [
    Case(lower: 1, upper: 1000, count: 6, labels: ["1", "10", "100", "1000"]),
    Case(lower: 0.01, upper: 10, count: 6, labels: ["0.01", "0.1", "1", "10"]),
    Case(lower: 1, upper: 1e4, count: 6, labels: (0...4).map { "$10^{\($0)}$" }),
    Case(lower: 1e-10, upper: 1, count: 6, labels: [-10, -8, -6, -4, -2, 0].map { "$10^{\($0)}$" }),
    Case(lower: 0.5, upper: 2e4, count: 3, labels: ["$10^{0}$", "$10^{2}$", "$10^{4}$"]),
    Case(lower: 1, upper: 9, count: 4, labels: ["1", "2", "3", "5"]),
    Case(lower: 15, upper: 80, count: 3, labels: ["20", "30", "50"]),
  ]

  @Test(arguments: logarithmic) func logarithmicTicks(_ expected: Case) {
    let ticks = TickSet.logarithmic(from: expected.lower, to: expected.upper, atMost: expected.count)
    #expect(ticks.major.map(\.label) == expected.labels)
  }

  @Test func decadesHaveMinorTicks() {
    let ticks = TickSet.logarithmic(from: 1, to: 100, atMost: 5)
    let expected = [2.0, 3, 4, 5, 6, 7, 8, 9, 20, 30, 40, 50, 60, 70, 80, 90]
    #expect(ticks.minor.count == expected.count)
    // Products of a digit and a power of ten, each within a few roundings.
    for (value, target) in zip(ticks.minor, expected) { #expect(abs(value - target) <= 1e-12 * target) }
  }

  @Test func valuesThatWereAskedForShareTheirDecimals() {
    #expect(
      TickSet.labelled([0, 0.5, 0.95], format: .automatic).major.map(\.label) == ["0.00", "0.50", "0.95"])
    #expect(
      TickSet.labelled([0, 0.5], format: .percent).major.map(\.label) == ["0\u{2009}%", "50\u{2009}%"])
    // What is shown as zero has no sign.
    #expect(TickSet.labelled([-1e-9, 1], format: .automatic).major.map(\.label) == ["0", "1"])
  }

  @Test func ticksStayInRangeAndFew() {
    for exponent in stride(from: -300, through: 300, by: 37) {
      for (low, high) in [(0.0, 1.0), (-1, 2.7), (3, 3.00001), (-9.1, -8.7)] {
        let unit = exponent10(exponent)
        for count in 2...9 {
          let ticks = TickSet.linear(from: low * unit, to: high * unit, atMost: count).major.map(\.value)
          #expect(ticks.count <= count)
          let slack = 1e-8 * (high - low) * unit
          #expect(ticks.allSatisfy { $0 >= low * unit - slack && $0 <= high * unit + slack })
        }
      }
    }
  }

  private func exponent10(_ exponent: Int) -> Double { Double("1e\(exponent)") ?? 1 }

  @Test(arguments: [AxisScale.linear, .log]) func labelsNeverOverlap(scale: AxisScale) throws {
    for width in stride(from: 130, through: 900, by: 70) {
      for upper in [1.3, 9, 40, 12_345, 9.9e8, 3e12] {
        let plot = Plot { Line(x: [1, upper], y: [0, 1]) }.xAxis("x", scale: scale).yAxis(ticks: [])
        let labels = try Figure(plot.size(width: width, height: 150)).labels()
        let title = try #require(labels.first { $0.text == "x" }).box
        let boxes = labels.map(\.box).filter { $0.midY < title.minY }.sorted { $0.minX < $1.minX }
        #expect(!boxes.isEmpty)
        for (a, b) in zip(boxes, boxes.dropFirst()) { #expect(a.maxX < b.minX) }
      }
    }
  }
}
