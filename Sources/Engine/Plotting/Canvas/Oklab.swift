import Foundation

/// A colour in the Oklab space (B. Ottosson, 2020): Euclidean distances approximate seen differences.
package struct Oklab: Sendable, Equatable {
  package var lightness: Double
  package var a: Double
  package var b: Double

  init(lightness: Double, a: Double, b: Double) {
    self.lightness = lightness
    self.a = a
    self.b = b
  }

  package init(_ color: Color) {
    let (r, g, b) = (linearized(color.red), linearized(color.green), linearized(color.blue))
    let long = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let medium = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let short = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    self.init(
      lightness: 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
      a: 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
      b: 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short)
  }

  /// The nearest colour that a screen shows, component by component.
  var color: Color {
    func cube(_ x: Double) -> Double { x * x * x }
    let long = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
    let medium = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
    let short = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
    func shown(_ intensity: Double) -> Double { gammaEncoded(min(max(intensity, 0), 1)) }
    return Color(
      red: shown(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
      green: shown(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
      blue: shown(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short))
  }
}
