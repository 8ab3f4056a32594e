import Foundation
import Plotting

/// How a method looks in every figure: one colour, marker and dash, by the beginning of its name.
func methodStyle(_ name: String) -> SeriesStyle {
  let styles: [(String, SeriesStyle)] = [
    // Families of networks; with a regulariser NEMON is a paler NEMON.
    ("NEMON, $\\lambda = 0$", .series(0)), ("NEMON, ", .shade(0.15).dash(.dotted).marker(.diamond)),
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
    // Certificates, and the attack that bounds them from above.
    ("certified, Metzler", .series(0)), ("certified, C5", .series(2)), ("certified, Euclidean", .series(3)),
    ("certified, linear", .series(4).marker(.diamond)),
    ("certified, local", .shade(0.3, of: 4).dash(.dashed)),
    ("certified, interval", .series(5).dash(.dotted)),
    ("under attack", .series(1)), ("clean", .series(6).dash(.solid)),
  ]
  return styles.first { name.hasPrefix($0.0) }?.1 ?? .automatic
}

/// How a network looks that was trained with `lambda`: the stronger the regulariser, the stronger the colour, here
/// from 0 over a hundred thousandth to a tenth.
func lambdaStyle(_ lambda: Double, of series: Int = 0) -> SeriesStyle {
  let markers: [Marker] = [.circle, .square, .triangle, .diamond, .invertedTriangle, .plus]
  let dashes: [Dash] = [.solid, .dashed, .dashDotted, .longDashed, .dotted, .solid]
  let step = lambda > 0 ? min(max(Int((log10(lambda) + 6).rounded()), 1), 5) : 0
  return .shade(Double(step) / 5, of: series).marker(markers[step]).dash(dashes[step])
}
