/// The colours of one appearance. Both appearances share every other measure.
package struct Theme: Sendable {
  package var background: Color
  /// Text.
  package var ink: Color
  /// Axes and ticks.
  package var axis: Color
  package var grid: Color
  /// Reference lines and captions.
  package var muted: Color
  /// The series, in order; each has at least 3:1 contrast to the background.
  package var series: [Color]

  /// Blue, vermilion, green, purple, amber, sky blue, gray. They start from Okabe and Ito's hues; their lightness was
  /// then moved apart, until the first four differ by 0.10 in Oklab, and the first six by 0.055, also as
  /// people without one kind of cone see them (Machado, Oliveira and Fernandes, 2009).
  package static let light = Theme(
    background: Color(0xffffff), ink: Color(0x1a1a1a), axis: Color(0x3c3c3c), grid: Color(0xececec),
    muted: Color(0x6b6b6b),
    series: [0x225ead, 0xbc3809, 0x54936b, 0x891a65, 0xa97400, 0x2e8ee9, 0x5c5c5c].map { Color($0) })

  /// The same hues, lightened for a dark background.
  package static let dark = Theme(
    background: Color(0x16181d), ink: Color(0xe9e7e3), axis: Color(0xb4b6ba), grid: Color(0x2a2d34),
    muted: Color(0x9ca1a9),
    series: [0x2285b3, 0xf2803f, 0x60b98f, 0xf9b0d7, 0xf7aa28, 0x87daff, 0xb9bcc2].map { Color($0) })

  /// A shade of a colour, by lightness: further from the background the larger the share, and with 3:1 contrast to it
  /// throughout.
  package func shade(_ share: Double, of color: Color) -> Color {
    let isDark = Oklab(background).lightness < 0.5
    let (faint, strong) = isDark ? (0.55, 0.93) : (0.66, 0.27)
    let base = Oklab(color)
    let lightness = faint + share * (strong - faint)
    // Very light and very dark colours of full chroma are on no screen.
    let chroma = 1 - 1.3 * abs(lightness - 0.55)
    return Oklab(lightness: lightness, a: base.a * chroma, b: base.b * chroma).color
  }

  package static func of(_ appearance: Figure.Appearance) -> Theme {
    appearance == .light ? light : dark
  }
}

/// The measures that all figures share, in CSS pixels.
enum Measure {
  static let tickLabelSize = 13.0
  static let axisLabelSize = 14.5
  static let titleSize = 15.0
  static let legendSize = 13.0
  static let captionSize = 12.0
  static let axisWidth = 0.9
  static let gridWidth = 0.7
  static let lineWidth = 1.7
  static let tickLength = 4.5
  static let minorTickLength = 2.5
  static let outerMargin = 10.0
  static let markerRadius = 3.6
  static let bandOpacity = 0.2
}
