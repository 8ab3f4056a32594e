import Plotting
import Testing

@Suite struct ColorTests {
  @Test(arguments: [Theme.light, Theme.dark]) func seriesStandOut(theme: Theme) {
    for color in theme.series { #expect(color.contrast(to: theme.background) >= 3) }
    for color in [theme.ink, theme.muted, theme.axis] {
      #expect(color.contrast(to: theme.background) >= 4.5)
    }
  }

  @Test func contrastOfBlackAndWhite() {
    #expect(abs(Color(0).contrast(to: Color(0xFFFFFF)) - 21) < 1e-12)
    #expect(Color(0x123456).hex == 0x123456)
  }

  @Test func oklabOfWhiteAndBlack() {
    // White is (1, 0, 0) by definition; its published matrices are rounded to ten digits.
    #expect(Oklab(Color(0xFFFFFF)).distance(to: Oklab(Color(0))) - 1 < 1e-6)
    #expect(abs(Oklab(Color(0xFFFFFF)).lightness - 1) < 1e-6)
  }

  @Test(arguments: [ColorMap.sequential, .gray]) func equalStepsLookEqual(map: ColorMap) {
    // Shown colours are within the screen's gamut only if the map is; clipping would make steps unequal.
    let colors = (0...100).map { Oklab(map.color(at: Double($0) / 100)) }
    let steps = zip(colors, colors.dropFirst()).map { $0.distance(to: $1) }
    let mean = steps.reduce(0, +) / 100
    #expect(steps.allSatisfy { abs($0 - mean) < 0.12 * mean }, "\(steps.min()!) \(mean) \(steps.max()!)")
  }

  @Test func sequentialGrowsLighter() {
    let lightness = (0...100).map { Oklab(ColorMap.sequential.color(at: Double($0) / 100)).lightness }
    #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func divergingIsLightestAndNeutralInTheMiddle() {
    let colors = (0...100).map { Oklab(ColorMap.diverging.color(at: Double($0) / 100)) }
    #expect(zip(colors[0...50], colors[1...50]).allSatisfy { $0.lightness < $1.lightness })
    #expect(zip(colors[50...], colors[51...]).allSatisfy { $0.lightness > $1.lightness })
    #expect(abs(colors[50].a) < 0.01 && abs(colors[50].b) < 0.01)
    // Each half is walked at its own constant speed, but for the corner of the path within it.
    for half in [colors[0...50], colors[50...100]] {
      let steps = zip(half, half.dropFirst()).map { $0.distance(to: $1) }
      let mean = steps.reduce(0, +) / 50
      #expect(steps.allSatisfy { abs($0 - mean) < 0.12 * mean })
    }
  }
}
