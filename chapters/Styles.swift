import Foundation
import Plotting

/// How a method looks in every figure: one colour, marker and dash, by the beginning of its name.
func methodStyle(_ name: String) -> SeriesStyle {
  let styles: [(String, SeriesStyle)] = [
    // Families of networks.
    ("NEMON", .series(0)), ("IDL, $\\lambda / 20$", .shade(0.15, of: 1).dash(.dotted).marker(.cross)),
    ("IDL", .series(1).marker(.square)), ("MON", .series(2).marker(.triangle)),
    ("explicit", .series(3).marker(.invertedTriangle)),
    // Solvers: NEMON's in its colour, MON's in greens.
    ("average iteration", .series(0)),
    ("forward-backward, $\\alpha = 2", .shade(0.15, of: 2).dash(.dotted).marker(.cross)),
    ("forward-backward", .series(2).marker(.triangle)),
    ("Peaceman-Rachford", .series(5).dash(.longDashed).marker(.diamond)),
    ("Anderson", .series(4).dash(.dashed).marker(.square)),
    ("Newton", .series(3).dash(.dotted).marker(.invertedTriangle)),
    ("coordinate steps", .series(1).marker(.plus)), ("Picard", .series(6).dash(.dashed).marker(.cross)),
    // Certificates, lines without marks, and the attacks that bound them from above.
    ("certified, Metzler", .series(0)), ("certified, C5", .series(2)), ("certified, Euclidean", .series(3)),
    ("certified, linear", .series(4).dash(.dashDotted)),
    ("certified, local", .shade(0.3, of: 4).dash(.dashed)),
    ("certified, interval", .series(5).dash(.dotted)),
    ("under attack", .series(1).marker(.cross)), ("gradient descent", .series(1).marker(.cross)),
    ("gradient sign", .series(4).marker(.plus)), ("clean", .series(6).dash(.solid)),
  ]
  if let lambda = name.wholeMatch(of: /NEMON, \$\\lambda = 10\^\{(-?\d)\}\$/), let exponent = Double(lambda.1)
  {
    return lambdaStyle(pow(10, exponent))
  }
  return styles.first { name.hasPrefix($0.0) }?.1 ?? .automatic
}

/// How a network looks that was trained with `lambda`, from 0 over a hundred thousandth to a tenth: the plain network in its
/// method's colour, and the stronger the regulariser, the darker. No mark is that of another kind of network.
func lambdaStyle(_ lambda: Double, of series: Int = 0) -> SeriesStyle {
  guard lambda > 0 else { return .series(series) }
  let markers: [Marker] = [.plus, .diamond, .cross, .circle, .diamond]
  let dashes: [Dash] = [.dashed, .dashDotted, .longDashed, .dotted, .solid]
  let step = min(max(Int((log10(lambda) + 5).rounded()), 0), 4)
  return .shade(0.44 + 0.14 * Double(step), of: series).marker(markers[step]).dash(dashes[step])
}
