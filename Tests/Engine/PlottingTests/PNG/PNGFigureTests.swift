import Foundation
import Plotting
import Testing

@Suite struct PNGFigureTests {
  static let plot = Plot("Sines") {
    Line(x: [0, 1, 2], y: [0.0, 0.8, 0.9], label: "$\\sin x$")
    Points(x: [0, 1, 2], y: [1.0, 0.5, -0.4], label: "$\\cos x$")
  }
  .xAxis("$x$").size(width: 300, height: 200)

  @Test(arguments: Figure.Appearance.allCases) func hasTwiceThePixelsAndTheRecipe(
    appearance: Figure.Appearance
  ) throws {
    let recipe = "{\"figure\": \"sines\", \"κ\": \"≤ 1\"}\nsecond line"
    let file = try Figure(Self.plot).png(appearance: appearance, recipe: recipe)
    let pixels = try PNGPixels(decoding: file)
    #expect(pixels.width == 600 && pixels.height == 400)
    #expect(try PNGRecipe.read(from: file) == recipe)
  }

  @Test func hasResolutionAndColorSpaceButNoTime() throws {
    let chunks = PNGFile.chunks(of: try Figure(Self.plot).png(appearance: .light, recipe: "r"))
    let types = Set(chunks.map(\.type))
    #expect(types.isSubset(of: ["IHDR", "sRGB", "pHYs", "PLTE", "iTXt", "IDAT", "IEND"]))
    // 192 dots an inch are 192 / 0.0254 = 7559.06 a metre.
    let density = PNGFile.word(7559)
    #expect(chunks.first { $0.type == "pHYs" }?.body == density + density + [1])
    #expect(types.contains("sRGB"))
  }

  @Test func isTheSameBytesAgain() throws {
    let figure = Figure(Self.plot)
    let first = try figure.png(appearance: .dark, recipe: "r")
    #expect(try figure.png(appearance: .dark, recipe: "r") == first)
    #expect(try figure.png(appearance: .dark, recipe: "s") != first)
  }

  @Test func refusesAZeroByteInTheRecipe() {
    #expect(throws: PlotError.encoding(.zeroInRecipe)) {
      try Figure(Self.plot).png(appearance: .light, recipe: "a\0b")
    }
  }

  @Test func emptyRecipeIsARecipe() throws {
    let file = try Figure(Self.plot).png(appearance: .light, recipe: "")
    #expect(try PNGRecipe.read(from: file) == "")
  }
}
