import Foundation
import Plotting
import Testing

/// What marks of collections draw, by the data that they give.
@Suite struct SeriesMarkTests {
  struct Run {
    var lambda: Double
    var epochs: [Int]
    var losses: [Double?]
    var best: Double?
  }

  static let runs = [
    Run(lambda: 0, epochs: [1, 2], losses: [4, 1], best: 1),
    Run(lambda: 1, epochs: [1, 2], losses: [6, nil], best: nil),
    Run(lambda: 0, epochs: [1, 2], losses: [2, 4], best: 2),
  ]

  static func rows(@ListBuilder<any Mark> _ marks: () -> [any Mark]) throws -> [String] {
    try Figure(Plot { marks() }).csv().split(separator: "\r\n").dropFirst().map(String.init)
  }

  @Test func linesGoThroughMeansAtEachPlace() throws {
    let rows = try Self.rows { Line(Self.runs, x: \.epochs, y: \.losses, by: \.lambda) { "λ = \($0)" } }
    // (4 + 2) / 2 and (1 + 4) / 2; the value that is missing is left out.
    #expect(rows == ["1,Line,λ = 0.0,1,3", "1,Line,λ = 0.0,2,2.5", "1,Line,λ = 1.0,1,6"])
  }

  @Test func pointsAreAllPoints() throws {
    let rows = try Self.rows { Points(Self.runs, x: \.lambda, y: \.best, label: "best") }
    #expect(rows == ["1,Points,best,0,1", "1,Points,best,0,2"])
  }

  @Test func aSingleNumberStandsForAll() throws {
    let rows = try Self.rows { Points(Self.runs.prefix(1), x: \.lambda, y: \.losses) }
    #expect(rows == ["1,Points,,0,4", "1,Points,,0,1"])
    #expect(try Self.rows { ErrorBars(x: 3, y: [2, 5, 1]) } == ["1,ErrorBars,,3,1,5"])
  }

  @Test func spreadsReachFromTheLeastToTheLargest() throws {
    let rows = try Self.rows { Spread(Self.runs, x: \.epochs, y: \.losses, label: "all") }
    let expected = [
      "1,Band,all,1,,2,6", "1,Band,all,2,,1,4", "1,Line,all,1,4,,", "1,Line,all,2,2.5,,",
      "1,Points,all,1,4,,", "1,Points,all,2,2.5,,",
    ]
    #expect(rows == expected)
  }

  /// Groups keep their series where others are missing, and the order that is asked for.
  @Test func groupsHaveStylesInOrder() throws {
    func spot(_ series: Int, order: [Double], style: SeriesStyle = .automatic) throws -> Int {
      let plot = Plot {
        Points(
          Self.runs.suffix(2), x: \.lambda, y: { $0.losses[0] }, by: \.lambda, order: order, style: style)
      }
      return Spot(
        of: Theme.light.series[series].hex, in: try pixels(plot.legend(.none).size(width: 300, height: 200))
      ).count
    }
    #expect(try (0...3).map { try spot($0, order: [5, 1, 0]) > 20 } == [false, true, true, false])
    #expect(try (0...3).map { try spot($0, order: []) > 20 } == [true, true, false, false])
    #expect(
      try (0...3).map { try spot($0, order: [], style: .series(2)) > 20 } == [false, false, true, true])
  }

  @Test func numbersKeepTheirPath() throws {
    // A vertical stroke has two points at one x.
    #expect(try Self.rows { Line(x: [1, 1], y: [0, 5]) } == ["1,Line,,1,0", "1,Line,,1,5"])
    #expect(try Self.rows { Line.diagonal(0...2) } == ["1,Line,,0,0", "1,Line,,2,2"])
  }

  @Test func collectionsWithoutPointsDrawNothing() throws {
    let nothing = Self.runs.filter { $0.lambda > 9 }
    #expect(throws: PlotError.nothingToDraw) {
      try Self.rows {
        Line(nothing, x: \.epochs, y: \.losses)
        Points(Self.runs.filter { $0.best == nil }, x: \.lambda, y: \.best, by: \.lambda)
      }
    }
  }

  @Test func channelsOfDifferentLengthsAreAMistake() {
    #expect(throws: PlotError.lengthMismatch(mark: "Line 'a'", column: "y", count: 1, expected: 2)) {
      try Self.rows { Spread(Self.runs.prefix(1), x: \.epochs, y: { [$0.lambda] }, label: "a") }
    }
    #expect(throws: PlotError.notFinite(mark: "ErrorBars", column: "lower", index: 0)) {
      try Self.rows { ErrorBars(x: 3, y: [1, Double.nan]) }
    }
  }
}
