import Foundation

/// A perceptually uniform colour map: equal steps of the value are equal steps for the eye.
///
/// A map is a short table of colours in the Oklab space (lightness, green to red, blue to yellow), joined
/// by straight lines and walked at constant speed, so that colours at equal distances of the value
/// differ by equal distances in Oklab.
public struct ColorMap: Sendable, Equatable {
  /// A colour of the table: lightness in [0, 1], chroma, hue in degrees.
  struct Stop: Sendable, Equatable {
    var lightness: Double
    var chroma: Double
    var hue: Double
  }

  private let knots: [Oklab]
  /// The share of the path's length up to each knot.
  private let shares: [Double]

  /// For values from small to large: dark violet, blue, green, yellow; lightness grows steadily.
  public static let sequential = ColorMap([
    Stop(lightness: 0.24, chroma: 0.09, hue: 305), Stop(lightness: 0.34, chroma: 0.12, hue: 285),
    Stop(lightness: 0.45, chroma: 0.105, hue: 255), Stop(lightness: 0.55, chroma: 0.09, hue: 215),
    Stop(lightness: 0.65, chroma: 0.11, hue: 170), Stop(lightness: 0.76, chroma: 0.15, hue: 140),
    Stop(lightness: 0.86, chroma: 0.165, hue: 118), Stop(lightness: 0.94, chroma: 0.15, hue: 105),
  ])

  init(_ stops: [Stop]) {
    knots = stops.map { stop in
      let angle = stop.hue * .pi / 180
      return Oklab(lightness: stop.lightness, a: stop.chroma * cos(angle), b: stop.chroma * sin(angle))
    }
    var lengths = [0.0]
    for (a, b) in zip(knots, knots.dropFirst()) {
      lengths.append(lengths[lengths.count - 1] + a.distance(to: b))
    }
    let total = lengths[lengths.count - 1]
    shares = lengths.map { $0 / total }
  }

  /// The colour at `share` of the map, from 0 to 1; values outside are clamped.
  package func color(at share: Double) -> Color {
    let s = min(max(share, 0), 1)
    let upper = min(max(shares.firstIndex { $0 >= s } ?? shares.count - 1, 1), knots.count - 1)
    let t = (s - shares[upper - 1]) / (shares[upper] - shares[upper - 1])
    return knots[upper - 1].mixed(with: knots[upper], t).color
  }
}

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

  package func distance(to other: Oklab) -> Double {
    let (x, y, z) = (lightness - other.lightness, a - other.a, b - other.b)
    return (x * x + y * y + z * z).squareRoot()
  }

  func mixed(with other: Oklab, _ t: Double) -> Oklab {
    Oklab(
      lightness: lightness + t * (other.lightness - lightness), a: a + t * (other.a - a),
      b: b + t * (other.b - b))
  }
}
