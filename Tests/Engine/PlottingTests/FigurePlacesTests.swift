import Foundation
import Plotting
import Testing

@Suite("Places of a figure's values") struct FigurePlacesTests {
  private func json(_ content: any FigureContent) throws -> String { try Figure(content).places().json }

  private func pixels(_ content: any FigureContent) throws -> PNGPixels {
    try PNGPixels(decoding: Figure(content).png(appearance: .light, recipe: "r"))
  }

  /// The drawing itself says where its marks are.
  @Test func aMarkIsDrawnWhereItIsSaidToBe() throws {
    let plot = Plot { Points(x: [1, 10, 1000], y: [0.25, 0.5, 0.125], label: "a") }
      .xAxis("size", scale: .log).yAxis("share", range: 0...1, format: .percent).legend(.none)
    let drawn = try pixels(plot)
    let blue: UInt32 = 0x225ead
    let places = try Figure(plot).places()
    let points = try #require(places.panels.first?.series.first?.points)
    #expect(points.count == 3)
    for point in points {
      // The page's drawing has two pixels for one.
      #expect(drawn[Int(2 * point.at[0]), Int(2 * point.at[1])] == blue)
      #expect(drawn[Int(2 * point.at[0]) + 20, Int(2 * point.at[1])] != blue)
    }
    #expect(points.map(\.x) == ["1", "10", "1000"])
    #expect(points.map(\.y) == ["25\u{2009}%", "50\u{2009}%", "12.5\u{2009}%"])
    #expect(places.panels.map(\.y) == ["share"])
  }

  @Test func aSpreadIsOnePointAPlaceWithItsRange() throws {
    struct Run { var x: [Int], y: [Double] }
    let runs = [Run(x: [1, 2], y: [0.5, 3]), Run(x: [1, 2], y: [1.5, 3])]
    let places = try Figure(Plot { Spread(runs, x: \.x, y: \.y, label: "runs") }).places()
    let points = try #require(places.panels.first?.series.first?.points)
    #expect(places.panels.first?.series.count == 1)
    #expect(points.map(\.y) == ["1", "3"])
    #expect(points.map(\.range) == ["0.5 to 1.5", nil])
  }

  /// A bar that is cut off ends where it is cut; one that lies beside the axes has no place.
  @Test func barsAreInTheDrawing() throws {
    let plot = Plot { Bars(x: [1, 2, 9], y: [0.5, 7, 0.5]) }.xAxis("n", range: 0...3).yAxis("y", range: 0...1)
    let points = try #require(try Figure(plot).places().panels.first?.series.first?.points)
    #expect(points.map(\.y) == ["0.5", "7"])
    let figure = Figure(plot)
    for point in points {
      #expect(
        (0...Double(figure.width)).contains(point.at[0]) && (0...Double(figure.height)).contains(point.at[1]))
    }
    #expect(points[1].at[1] < points[0].at[1])
  }

  @Test func referencesAndPicturesHaveNone() throws {
    #expect(try Figure(Plot { Line.diagonal(0...1) }).places().isEmpty)
    #expect(
      try Figure(Plot { ImageGrid([Picture(width: 1, height: 1, gray: [1.0])], columns: 1) }).places().isEmpty
    )
  }

  @Test func labelsAreWrittenInCharactersAlone() throws {
    for (label, expected) in [
      ("radius $\\varepsilon^2$", "radius ε²"), ("$\\lambda = 10^{-4}$", "λ = 10⁻⁴"),
      ("$\\|A\\|_{\\infty}$", "‖A‖_∞"),
      ("$\\mu_{2}(A)$", "μ₂(A)"), ("cost \\$5", "cost $5"), ("$\\frac{a}{b}$", "(a)/(b)"),
      ("$1 - \\mu^+$", "1 − μ⁺"),
      ("$-x$", "−x"), ("$\\ln 10^6$", "ln\u{2009}10⁶"),
    ] {
      #expect(try LabelParser.plain(label) == expected)
    }
  }

  @Test(arguments: [
    (0.0, "0"), (-3, "\u{2212}3"), (12_345, "12\u{2009}345"), (0.123456, "0.1235"),
    (2.5e-9, "2.5\u{A0}·\u{A0}10⁻⁹"),
    (1.23456e12, "1.235\u{A0}·\u{A0}10¹²"), (45.678, "45.68"), (0.00012, "0.00012"),
  ])
  func numbersHaveFourDigits(_ value: Double, _ expected: String) throws {
    let places = try Figure(Plot { Points(x: [1], y: [value]) }).places()
    #expect(places.panels.first?.series.first?.points.first?.y == expected)
  }

  @Test func theSameFigureGivesTheSameText() throws {
    let plot = Plot { Curve(x: [1, 2], y: [3, 4], label: "a/b") }.xAxis("x")
    #expect(try json(plot) == json(plot))
    #expect(try json(plot).contains("\"name\":\"a/b\""))
  }
}

@Suite("Frames") struct FramesTests {
  private func frames(_ heights: [Double]) -> Frames {
    Frames(heights, name: { "$\\lambda = \(Int($0))$" }) { height in
      Plot("drawing") { Curve(x: [0, 1], y: [0, height], label: "line") }
        .yAxis("y", range: 0...4).legend(.topLeading).size(width: 300, height: 200)
    }
  }

  @Test func framesOfTheSameDataLookTheSame() throws {
    let drawn = try PNGPixels(decoding: Figure(frames([2, 2, 4])).png(appearance: .light, recipe: "r"))
    let alone = try PNGPixels(
      decoding: Figure(
        Plot("drawing") { Curve(x: [0, 1], y: [0, 2], label: "line") }
          .yAxis("y", range: 0...4).legend(.topLeading).size(width: 300, height: 200)
      ).png(appearance: .light, recipe: "r"))
    #expect((drawn.width, drawn.height) == (600, 1200))
    let size = alone.colors.count
    #expect(Array(drawn.colors[..<size]) == alone.colors)
    #expect(Array(drawn.colors[size..<2 * size]) == alone.colors)
    #expect(Array(drawn.colors[(2 * size)...]) != alone.colors)
  }

  @Test func axesFollowTheDataOfAllFrames() throws {
    let figure = Figure(
      Frames([1.0, 100], name: { "\($0)" }) { height in
        Plot { Points(x: [0], y: [height]) }.size(width: 200, height: 150)
      })
    let panels = try figure.places().panels
    #expect(panels.map(\.frame) == [0, 1])
    let tops = panels.compactMap { $0.series.first?.points.first?.at[1] }
    // The second frame begins 150 pixels lower; its value is far above the first's.
    #expect(tops[1] - 150 < tops[0] - 80)
  }

  @Test func framesAreNamedInTheDataAndOnThePage() throws {
    let figure = Figure(frames([1, 2]))
    #expect(try figure.places().frames == ["λ = 1", "λ = 2"])
    let rows = try figure.csv().split(separator: "\r\n").dropFirst()
    #expect(
      rows.first?.hasPrefix("\"$\\lambda = 1$, drawing\",") == true
        || rows.first?.hasPrefix("$\\lambda = 1$") == true)
    #expect(Set(rows.map { $0.contains("= 2$") }) == [false, true])
  }

  @Test func framesHaveEquallyManyPanels() throws {
    let content = Frames([1, 2], name: { "\($0)" }) { count in
      Grid(columns: 2) { for _ in 0..<count { Plot { Points(x: [1], y: [1]) } } }
    }
    #expect(throws: PlotError.unevenFrames("1", 1, "2", 2)) { try Figure(content).csv() }
    #expect(throws: PlotError.nothingToDraw) {
      try Figure(Frames([Int](), name: { "\($0)" }) { _ in Plot { Rule(y: 0) } }).csv()
    }
  }
}
