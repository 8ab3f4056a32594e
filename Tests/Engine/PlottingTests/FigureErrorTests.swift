import Foundation
import Plotting
import Testing

@Suite struct FigureErrorTests {
  static let nan = Double.nan
  static let wide = Array(repeating: 0.0, count: 3)

  static let table: [(any FigureContent, PlotError)] = [
    (Plot {}, .nothingToDraw),
    (Grid(columns: 2) {}, .nothingToDraw),
    (Plot { Line(x: [Double](), y: [Double](), label: "loss") }, .noData(mark: "Line 'loss'")),
    (
      Plot { Line(x: [1, 2], y: [1, nan], label: "loss") },
      .notFinite(mark: "Line 'loss'", column: "y", index: 1)
    ),
    (Plot { Points(x: [Double.infinity], y: [1.0]) }, .notFinite(mark: "Points", column: "x", index: 0)),
    (
      Plot { Spread(x: [1, 1], y: [0, nan]) },
      .notFinite(mark: "Band", column: "lower", index: 0)
    ),
    (
      Plot { Line(x: [1, 2], y: [1]) },
      .lengthMismatch(mark: "Line", column: "y", count: 1, expected: 2)
    ),
    (
      Plot { Points(x: [1, 2], y: [3, 0]) }.yAxis(scale: .log),
      .notPositive(mark: "Points", column: "y", index: 1, value: 0)
    ),
    (
      Plot { Rule(x: -1, label: "zero") }.xAxis(scale: .log),
      .notPositive(mark: "Rule 'zero'", column: "x", index: 0, value: -1)
    ),
    (
      Plot { Line(x: [1, 2], y: [1, 2]) }.xAxis(range: 1...1),
      .invalidRange(axis: "the horizontal axis", lower: 1, upper: 1)
    ),
    (
      Plot { Line(x: [1, 2], y: [1, 2]) }.yAxis(scale: .log, range: 0...1),
      .invalidRange(axis: "the vertical axis", lower: 0, upper: 1)
    ),
    (
      Plot { Bars(x: [0, 1, 2], y: [1, 2, 3]) }.xAxis(scale: .categorical(["a", "b"])),
      .categories(mark: "Bars", count: 3, expected: 2)
    ),
    (
      Plot { Points(x: [0], y: [1]) }.xAxis(scale: .categorical([])),
      .categories(mark: "Points", count: 1, expected: 0)
    ),
    (
      Plot { ImageGrid([Picture(width: 2, height: 2, gray: wide)], columns: 1) },
      .pixelCount(mark: "image 0 of ImageGrid", count: 3, expected: 4)
    ),
    (
      Plot { ImageGrid([Picture(width: 1, height: 1, gray: [nan])], columns: 1) },
      .notFinite(mark: "image 0 of ImageGrid", column: "pixel", index: 0)
    ),
    (
      // A bar has the width 0.76.
      Plot { Bars(x: [0.25], y: [1]) }.xAxis(scale: .log),
      .notPositive(mark: "Bars", column: "end", index: 0, value: 0.25 - 0.38)
    ),
    (Plot { ImageGrid([], columns: 3) }, .noData(mark: "ImageGrid")),
    (
      Plot { Points(x: [1], y: [1]) }.size(width: 30, height: 300), .unsuitableSize(width: 30, height: 300)
    ),
    (
      Plot { Points(x: [1], y: [1]) }.size(width: 300, height: 9000),
      .unsuitableSize(width: 300, height: 9000)
    ),
    (
      Plot { Points(x: [1], y: [1]) }.xAxis("$\\oops$"), .unknownCommand("\\oops", label: "$\\oops$")
    ),
  ]

  @Test(arguments: table.indices) func names(index: Int) {
    let (content, error) = Self.table[index]
    #expect(throws: error) { try Figure(content).png(appearance: .light, recipe: "") }
  }

  @Test func csvChecksTheDataToo() {
    #expect(throws: PlotError.noData(mark: "Line")) {
      try Figure(Plot { Line(x: [Double](), y: [Double]()) }).csv()
    }
  }

  @Test func messagesNameTheMarkAndTheValue() {
    let messages: [(PlotError, String)] = [
      (.noData(mark: "Line 'loss'"), "Line 'loss' has no data"),
      (.notFinite(mark: "Band", column: "upper", index: 4), "Band has a value that is not finite: upper[4]"),
      (
        .notPositive(mark: "Points", column: "y", index: 1, value: -2),
        "Points has y[1] = -2.0, which a logarithmic scale cannot show"
      ),
      (.unknownCommand("\\kapa", label: "$\\kapa$"), "the label '$\\kapa$' uses \\kapa, which is not known"),
      (.encoding(.notPNG), "not a PNG file"),
    ]
    for (error, message) in messages { #expect(error.description == message) }
  }

  @Test func extremeDataIsDrawn() throws {
    let huge = Double.greatestFiniteMagnitude
    let plots = [
      Plot { Line(x: [-huge, huge], y: [-huge, huge]) },
      Plot { Line(x: [0, Double.leastNonzeroMagnitude], y: [1, 1 + Double.ulpOfOne]) },
      Plot { Line(x: [Double.leastNonzeroMagnitude, huge], y: [1e-300, 1e300]) }.xAxis(scale: .log).yAxis(
        scale: .log),
      Plot { Spread(x: [0, 0, 1, 1], y: [-1e200, 1e200, -1e200, 1e200]) }.yAxis(range: 0...1),
      Plot { Line(x: [0, 1], y: [-1e200, 1e200]) }.yAxis(range: 0...1),
      Plot { Bars(x: [0, 1], y: [1e200, -1e200]) }.yAxis(range: 0...1),
      Plot { ErrorBars(x: 0, y: [-1e200, 1e200]) }.yAxis(range: 0...1),
    ]
    for plot in plots {
      #expect(throws: Never.self) {
        try Figure(plot.size(width: 200, height: 150)).png(appearance: .light, recipe: "")
      }
    }
  }
}
