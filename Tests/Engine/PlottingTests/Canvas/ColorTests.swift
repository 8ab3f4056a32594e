import Foundation
import Plotting
import Testing

@Suite struct ColorTests {
  @Test(arguments: [Theme.light, Theme.dark]) func seriesStandOut(theme: Theme) {
    for color in theme.series { #expect(Self.contrast(color, theme.background) >= 3) }
    for color in [theme.ink, theme.muted, theme.axis] {
      #expect(Self.contrast(color, theme.background) >= 4.5)
    }
  }

  @Test func contrastOfBlackAndWhite() {
    #expect(abs(Self.contrast(Color(0), Color(0xFFFFFF)) - 21) < 1e-12)
    #expect(Color(0x123456).hex == 0x123456)
  }

  @Test func oklabOfWhiteAndBlack() {
    // White is (1, 0, 0) by definition; its published matrices are rounded to ten digits.
    #expect(Oklab(Color(0xFFFFFF)).distance(to: Oklab(Color(0))) - 1 < 1e-6)
    #expect(abs(Oklab(Color(0xFFFFFF)).lightness - 1) < 1e-6)
  }

  /// What is left of linear RGB to people without the cones for long, medium or short waves: the matrices of Machado,
  /// Oliveira and Fernandes (2009) at full severity.
  static let visions: [[[Double]]] = [
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
  ]

  static func linear(_ c: Double) -> Double { c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4) }

  /// The contrast ratio of the Web Content Accessibility Guidelines, from 1 to 21.
  static func contrast(_ a: Color, _ b: Color) -> Double {
    let luminances = [a, b].map {
      0.2126 * linear($0.red) + 0.7152 * linear($0.green) + 0.0722 * linear($0.blue)
    }.sorted()
    return (luminances[1] + 0.05) / (luminances[0] + 0.05)
  }

  static func seen(_ color: Color, _ vision: [[Double]]) -> Oklab {
    func encoded(_ c: Double) -> Double { c <= 0.0031308 ? 12.92 * c : 1.055 * pow(c, 1 / 2.4) - 0.055 }
    let rgb = [linear(color.red), linear(color.green), linear(color.blue)]
    let shown = vision.map { row in
      encoded(min(max(zip(row, rgb).reduce(0) { $0 + $1.0 * $1.1 }, 0), 1))
    }
    return Oklab(Color(red: shown[0], green: shown[1], blue: shown[2]))
  }

  @Test(arguments: [Theme.light, Theme.dark]) func seriesDifferForEveryKindOfVision(theme: Theme) {
    for vision in Self.visions {
      let colors = theme.series.map { Self.seen($0, vision) }
      for (count, least) in [(4, 0.09), (6, 0.05)] {
        for i in 0..<count {
          for j in 0..<i { #expect(colors[i].distance(to: colors[j]) > least, "\(i) \(j)") }
        }
      }
    }
  }
}

extension Oklab {
  /// The Euclidean distance.
  fileprivate func distance(to other: Oklab) -> Double {
    let (x, y, z) = (lightness - other.lightness, a - other.a, b - other.b)
    return (x * x + y * y + z * z).squareRoot()
  }
}
