import Foundation

/// An sRGB colour with components in [0, 1].
package struct Color: Sendable, Equatable {
  package var red: Double
  package var green: Double
  package var blue: Double

  package init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// A colour from `0xrrggbb`.
  package init(_ hex: UInt32) {
    self.init(
      red: Double(hex >> 16 & 0xff) / 255, green: Double(hex >> 8 & 0xff) / 255,
      blue: Double(hex & 0xff) / 255)
  }

  /// The colour as `0xrrggbb`.
  package var hex: UInt32 {
    let (r, g, b) = (UInt32(red * 255 + 0.5), UInt32(green * 255 + 0.5), UInt32(blue * 255 + 0.5))
    return r << 16 | g << 8 | b
  }

  /// This colour over another, with an opacity in [0, 1], mixed as Cairo mixes: in sRGB.
  package func over(_ below: Color, opacity: Double) -> Color {
    func mix(_ a: Double, _ b: Double) -> Double { a * opacity + b * (1 - opacity) }
    return Color(
      red: mix(red, below.red), green: mix(green, below.green), blue: mix(blue, below.blue))
  }
}

/// The linear intensity of an sRGB component.
func linearized(_ component: Double) -> Double {
  component <= 0.04045 ? component / 12.92 : pow((component + 0.055) / 1.055, 2.4)
}

/// The sRGB component of a linear intensity.
func gammaEncoded(_ intensity: Double) -> Double {
  intensity <= 0.0031308 ? 12.92 * intensity : 1.055 * pow(intensity, 1 / 2.4) - 0.055
}
