import Foundation
import Plotting
import Testing

/// Where a colour is in a drawn figure.
struct Spot {
  var count = 0
  /// The middle of its pixels.
  var x = 0.0
  var y = 0.0

  init(of color: UInt32, in pixels: PNGPixels) {
    for row in 0..<pixels.height {
      for column in 0..<pixels.width where Self.isClose(pixels[column, row], color) {
        count += 1
        x += Double(column)
        y += Double(row)
      }
    }
    x /= Double(max(count, 1))
    y /= Double(max(count, 1))
  }

  /// Within one level: mixed colours may be rounded either way.
  private static func isClose(_ a: UInt32, _ b: UInt32) -> Bool {
    [0, 8, 16].allSatisfy { abs(Int(a >> $0 & 0xff) - Int(b >> $0 & 0xff)) <= 1 }
  }
}

func pixels(_ content: any FigureContent, _ appearance: Figure.Appearance = .light) throws -> PNGPixels {
  try PNGPixels(decoding: try Figure(content).png(appearance: appearance, recipe: ""))
}

@Suite struct DrawnMarkTests {
  static let blue = Theme.light.series[0].hex
  static let vermilion = Theme.light.series[1].hex
  static let green = Theme.light.series[2].hex

  /// Three points, each of a series of its own.
  static func points(_ values: [Double]) -> Plot {
    Plot {
      for (index, value) in values.enumerated() {
        Points(x: [value], y: [value], style: .series(index).marker(.circle))
      }
    }
    .size(width: 400, height: 300)
  }

  @Test func linearAxesSpaceEvenly() throws {
    let image = try pixels(Self.points([1, 2, 3]))
    let spots = [Self.blue, Self.vermilion, Self.green].map { Spot(of: $0, in: image) }
    #expect(spots.allSatisfy { $0.count > 50 })
    // Half a device pixel: antialiased edges may fall on either side.
    #expect(abs(spots[0].x + spots[2].x - 2 * spots[1].x) < 1)
    #expect(abs(spots[0].y + spots[2].y - 2 * spots[1].y) < 1)
    #expect(spots[0].x < spots[1].x && spots[0].y > spots[1].y)
  }

  @Test func logarithmicAxesSpaceRatiosEvenly() throws {
    let plot = Self.points([2, 20, 200]).xAxis(scale: .log).yAxis(scale: .log, reversed: true)
    let image = try pixels(plot)
    let spots = [Self.blue, Self.vermilion, Self.green].map { Spot(of: $0, in: image) }
    #expect(abs(spots[0].x + spots[2].x - 2 * spots[1].x) < 1)
    #expect(abs(spots[0].y + spots[2].y - 2 * spots[1].y) < 1)
    #expect(spots[0].y < spots[1].y)
  }

  @Test func categoriesAreEvenlySpaced() throws {
    let image = try pixels(Self.points([0, 1, 2]).xAxis(scale: .categorical(["a", "b", "c"])))
    let spots = [Self.blue, Self.vermilion, Self.green].map { Spot(of: $0, in: image) }
    #expect(abs(spots[0].x + spots[2].x - 2 * spots[1].x) < 1)
  }

  @Test func equalUnitsMakeASquareSquare() throws {
    let plot = Plot {
      FilledRegion(x: [0, 2, 2, 0], y: [0, 0, 2, 2], style: .series(0), opacity: 1)
    }
    .xAxis(range: -1...9).yAxis(range: -1...3).equalUnits().size(width: 400, height: 300)
    let image = try pixels(plot)
    let rows = (0..<image.height).filter { y in (0..<image.width).contains { image[$0, y] == Self.blue } }
    let columns = (0..<image.width).filter { x in (0..<image.height).contains { image[x, $0] == Self.blue } }
    #expect(rows.count > 50 && abs(rows.count - columns.count) <= 2)
  }

  @Test func barsAreAsHighAsTheirValues() throws {
    let plot = Plot {
      Bars(x: [0], y: [1.0], style: .series(0))
      Bars(x: [0], y: [3.0], style: .series(1))
    }
    .xAxis(scale: .categorical(["only"])).legend(.none).size(width: 400, height: 300)
    let image = try pixels(plot)
    let fills = [Self.blue, Self.vermilion].map { hex in
      Spot(of: Color(hex).over(Theme.light.background, opacity: 0.78).hex, in: image).count
    }
    // The outline takes some of each bar; hence five parts in a hundred.
    #expect(abs(Double(fills[1]) / Double(fills[0]) - 3) < 0.15)
  }

  @Test func bandsAreBetweenTheirCurves() throws {
    let plot = Plot { Spread(x: [0, 0, 1, 1], y: [1, 2, 2, 1], style: .series(0)) }
      .xAxis(range: 0...1).yAxis(range: 0...4).size(width: 400, height: 300)
    let image = try pixels(plot)
    let tint = Theme.light.series[0]
    let band = Spot(of: tint.over(Theme.light.background, opacity: 0.2).hex, in: image)
    let frame = Spot(of: Theme.light.background.hex, in: image)
    #expect(band.count > 20_000 && band.y > frame.y)
  }

  @Test func imagesKeepTheirPixels() throws {
    let picture = Picture(width: 2, height: 2, gray: [0.2, 0.4, 0.6, 0.8])
    let image = try pixels(Plot { ImageGrid([picture], columns: 1) }.size(width: 200, height: 200))
    let spots = [0x333333, 0x666666, 0x999999, 0xCCCCCC].map { Spot(of: $0, in: image) }
    #expect(spots.allSatisfy { $0.count > 5000 })
    #expect(spots[0].x < spots[1].x && spots[0].y < spots[2].y && spots[3].x > spots[2].x)
  }

  @Test func linesOfManyPointsKeepTheirPeaks() throws {
    // A single peak among 50 000 points on zero must stay as high as the axis.
    var ys = Array(repeating: 0.0, count: 50_000)
    ys[31_234] = 1
    let plot = Plot { Line(x: Array(ys.indices), y: ys, style: .series(0)) }
      .yAxis(range: 0...1).size(width: 300, height: 200)
    let image = try pixels(plot)
    let rows = (0..<image.height).filter { y in
      (0..<image.width).contains { x in
        let (r, b) = (image[x, y] >> 16 & 0xff, image[x, y] & 0xff)
        return b > r + 20
      }
    }
    #expect(rows.count > image.height / 2)
  }

  @Test func linesLeaveNothingOutsideTheirAxes() throws {
    let plot = Plot { Line(x: [0, 1, 2], y: [0, 50, 0], style: .series(0)) }
      .xAxis(range: 0...2).yAxis(range: 0...1).size(width: 300, height: 200)
    let image = try pixels(plot)
    #expect(Spot(of: Self.blue, in: image).count > 100)
    #expect((0..<image.width).allSatisfy { image[$0, 4] == Theme.light.background.hex })
  }
}

@Suite struct AppearanceTests {
  @Test func bothAppearancesHaveTheSameGeometry() throws {
    let plot = Plot("Both") {
      Points(x: [1, 2, 3], y: [4, 1, 2], label: "points")
      Bars(x: [1.5], y: [2], label: "bars")
    }
    .size(width: 300, height: 220)
    let (light, dark) = (try pixels(plot), try pixels(plot, .dark))
    #expect(light[0, 0] == 0xFFFFFF && dark[0, 0] == 0x16181D)
    var differing = 0
    for y in 0..<light.height {
      for x in 0..<light.width {
        let inLight = light[x, y] == Theme.light.series[0].hex
        let inDark = dark[x, y] == Theme.dark.series[0].hex
        if inLight != inDark { differing += 1 }
      }
    }
    #expect(Spot(of: Theme.light.series[0].hex, in: light).count > 100 && differing == 0)
  }

  @Test func anAutomaticLegendCoversNoData() throws {
    // The data fill the top right and the top left; the legend must go below, and every point stay visible.
    let xs = Array(0...20)
    let plot = Plot {
      Points(x: xs, y: xs.map { abs(Double($0) - 10) }, label: "distance", style: .series(0))
    }
    let with = Spot(of: Theme.light.series[0].hex, in: try pixels(plot.legend(.none))).count
    let markers = Spot(of: Theme.light.series[0].hex, in: try pixels(plot)).count
    // One marker more, in the key.
    #expect(abs(Double(markers) / Double(with) - 22.0 / 21) < 0.01)
  }
}
