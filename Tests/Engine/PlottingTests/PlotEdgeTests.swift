import Foundation
import Plotting
import Testing

/// Data at the edges: it is drawn right, or refused in words.
@Suite struct PlotEdgeTests {
  private static let blue = Theme.light.series[0]

  /// How many pixels of the drawing have the first series' colour.
  private static func bluePixels(_ plot: Plot) throws -> Int {
    let file = try Figure(plot.legend(.none).size(width: 240, height: 160)).png(
      appearance: .light, recipe: "")
    let image = try PNGPixels(decoding: file)
    return (0..<image.height).reduce(0) { sum, y in sum + (0..<image.width).count { image[$0, y] == blue.hex }
    }
  }

  /// A dot of radius 1.5 * 1.7 CSS pixels has 4 * pi * 2.55^2 = 82 pixels, less its soft edge.
  @Test(arguments: ["Line", "FilledRegion", "twice"]) func onePointIsADot(mark: String) throws {
    let plot =
      switch mark {
      case "Line": Plot { Line(x: [1.0], y: [0.7], label: "after one epoch") }
      case "FilledRegion": Plot { FilledRegion(x: [1.0], y: [0.7], opacity: 1) }
      default: Plot { Line(x: [1.0, 1], y: [0.7, 0.7]) }
      }
    #expect((45...82).contains(try Self.bluePixels(plot)))
  }

  /// As wide as a marker, 2 * 3.6 CSS pixels, which are 14 of the drawing; a line takes less than four in the middle.
  @Test func oneColumnOfABandHasAWidth() throws {
    let plot = Plot { Spread(x: [1, 1], y: [0, 1]) }
      .yAxis(range: 0...1).xAxis(range: 0...2).size(width: 240, height: 160)
    let tint = Self.blue.over(Theme.light.background, opacity: 0.2)
    #expect(Spot(of: tint.hex, in: try pixels(plot)).count > 1000)
  }

  static let constants: [Double] = [
    0, 1, -3, 615.266601562, 1e-300, -1e-12, 1e300, 1e15, .leastNonzeroMagnitude,
  ]

  @Test(arguments: constants) func aConstantHasAnAxisAroundIt(value: Double) throws {
    for scale in [AxisScale.linear, .log] where scale == .linear || value > 0 {
      let plot = Plot { Curve(x: [1, 2, 3], y: [value, value, value]) }.yAxis("value", scale: scale)
      let texts = try numbers(plot)
      #expect(Set(texts).count == texts.count && texts.count >= 4, "\(scale) \(texts)")
    }
  }

  /// The labels of a plot that are numbers, x and y; some may be in both, so each axis has its own.
  private func numbers(_ plot: Plot) throws -> [String] {
    let labels = try Figure(plot.xAxis("step", ticks: [1.25, 2.75])).labels()
    return labels.map(\.text).filter { !["step", "value"].contains($0) && $0.contains { $0.isNumber } }
  }

  struct Close: Sendable {
    var lower: Double
    var upper: Double
    var labels: [String]
    var note: String?
  }

  // Worked by hand: the step, the power of ten above the span, its multiple below the first tick.
  static let close = [
    Close(lower: 1e6, upper: 1e6 + 1, labels: ["0.0", "0.5", "1.0"], note: "+ 1\u{2009}000\u{2009}000"),
    Close(
      lower: 0.123456780, upper: 0.123456784, labels: ["0", "2", "4"],
      note: "$\\times 10^{-9}$ + 0.12345678"),
    Close(lower: -3e6, upper: -3e6 + 4, labels: ["0", "2", "4"], note: "\u{2212} 3\u{2009}000\u{2009}000"),
    Close(
      lower: 3e15, upper: 3e15 + 200, labels: ["0", "100", "200"],
      note: "+ 3.000000000000$\\times 10^{15}$"),
    Close(lower: 100, upper: 104, labels: ["100", "102", "104"], note: nil),
  ]

  @Test(arguments: close) func closeValuesHaveLabelsThatDiffer(_ expected: Close) {
    let ticks = TickSet.linear(from: expected.lower, to: expected.upper, atMost: 3)
    #expect(ticks.major.map(\.label) == expected.labels)
    #expect(ticks.note == expected.note)
  }

  @Test func labelsDifferHoweverCloseTheValues() throws {
    for power in stride(from: -11.0, through: -1, by: 0.5) {
      for middle in [1, -1, 7.3e-9, 9.99e11, 4.2e200] {
        let span = pow(10, power) * abs(middle)
        for scale in [AxisScale.linear, .log] where scale == .linear || middle > 0 {
          let plot = Plot { Line(x: [0, 1], y: [middle, middle + span]) }.yAxis("value", scale: scale)
          let texts = try numbers(plot)
          #expect(Set(texts).count == texts.count && texts.count >= 4, "\(middle) \(span) \(scale) \(texts)")
        }
      }
    }
  }

  @Test func hundredsOfDecades() throws {
    for (low, high) in [
      (1e-300, 1e300), (.leastNonzeroMagnitude, 1.7e308), (1e-150, 1e-20), (1e101, 1e199), (1e-20, 1e20),
    ] {
      for count in 3...9 {
        let ticks = TickSet.logarithmic(from: low, to: high, atMost: count)
        #expect((2...count).contains(ticks.major.count), "\(low) \(high) \(count)")
        #expect(ticks.minor.count <= 60)
        #expect(ticks.minor.allSatisfy { $0 >= low * 0.999 && $0 <= high })
      }
    }
    let curve = Plot {
      Points(x: [1, 2], y: [Double.leastNonzeroMagnitude, Double.greatestFiniteMagnitude])
    }.yAxis(scale: .log)
    #expect(try Self.bluePixels(curve) > 100, "both points are drawn")
  }

  @Test func theLargestNumbersAreDrawnWithLabels() throws {
    let huge = Double.greatestFiniteMagnitude
    let plot = Plot { Points(x: [1, 2], y: [-huge, huge]) }.yAxis("value")
    #expect(try Self.bluePixels(plot) > 100)
    #expect(try numbers(plot).count >= 4)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func whatIsNoNumberIsNamed(value: Double) {
    let marks: [any Mark] = [
      Line(x: [1, value], y: [1, 2]), Points(x: [1, 2], y: [1, value]), Curve(x: [1, 2], y: [value, 2]),
      Spread(x: [1, 1], y: [1, value]),
      FilledRegion(x: [1, 2], y: [value, 1]), Bars(x: [1], y: [value]), ErrorBars(x: [1, 1], y: [value, 2]),
      Rule(y: value),
    ]
    for mark in marks {
      for scale in [AxisScale.linear, .log] {
        let error = #expect(throws: PlotError.self) {
          try Figure(Plot { [mark] }.yAxis(scale: scale).xAxis(scale: scale)).png(
            appearance: .light, recipe: "")
        }
        guard case .notFinite? = error else {
          Issue.record("\(mark): \(String(describing: error))")
          continue
        }
      }
    }
  }

  @Test func whatIsEmptyIsNamed() {
    let none: [Double] = []
    let marks: [any Mark] = [
      Line(x: none, y: none), Points(none, x: { $0 }, y: { $0 }), Curve(x: none, y: none),
      Spread(none, x: { $0 }, y: { $0 }, by: { $0 }),
      FilledRegion(x: none, y: none), Bars(x: none, y: none), ErrorBars(x: none, y: none),
    ]
    for mark in marks {
      #expect(throws: PlotError.self) { try Figure(Plot { [mark] }).png(appearance: .light, recipe: "") }
    }
  }

  @Test func anEmptyGroupBesideAnotherIsLeftOut() throws {
    let none: [Double] = []
    let plot = Plot {
      Points(none, x: { $0 }, y: { $0 }, label: "nothing")
      Points(x: [1, 2], y: [1, 2], label: "something")
    }
    let texts = try Figure(plot).labels().map(\.text)
    #expect(texts.contains("something") && !texts.contains("nothing"))
  }

  private static let long = Array(repeating: "condition number", count: 8).joined(separator: " ")

  @Test func longTitlesAndAxisLabelsBreak() throws {
    let plot = Plot(Self.long) { Line(x: [0, 1], y: [0, 1]) }.xAxis(Self.long).yAxis(Self.long)
      .size(width: 480, height: 480)
    let labels = try Figure(plot).labels()
    #expect(labels.count { $0.text.hasPrefix("condition") && min($0.box.width, $0.box.height) > 28 } == 3)
    #expect(overlaps(in: labels) == [])
  }

  @Test func whatFitsNowhereIsNamed() throws {
    let endless = Self.long + Self.long + Self.long
    let line = Line(x: [0, 1], y: [0, 1])
    let plots = [
      Plot(endless) { line }, Plot { line }.xAxis(endless), Plot { line }.yAxis(endless),
      Plot { Line(x: [0, 1], y: [0, 1], label: endless) },
      Plot { Line(x: [0, 1], y: [0, 1], label: endless) }.legend(.topLeading),
    ]
    for plot in plots {
      let error = #expect(throws: PlotError.self) { try Figure(plot).labels() }
      #expect(error?.description.contains("does not fit into 640 by 400 pixels") == true)
    }
    for plot in [
      Plot { Bars(x: [0], y: [1]) }.xAxis(scale: .categorical([endless])),
      Plot { Line(x: [0, 1], y: [0, 1], label: endless) }.legend(.direct),
    ] {
      #expect(throws: PlotError.self) { try Figure(plot).labels() }
    }
  }
}
