import Foundation

/// The standard normal distribution.
package enum Normal {
  /// The probability of a value of at most `z`, by erfc: its relative error is small also far below 0.
  package static func cumulative(_ z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

  /// The z with `cumulative(z) == p`, to about 1e-12 absolutely for `p` in [1e-12, 1 - 1e-12].
  /// - Precondition: `0 < p < 1`.
  package static func quantile(_ p: Double) -> Double {
    precondition(p > 0 && p < 1)
    return root(from: -40, to: 40) { cumulative($0) - p }
  }
}

/// Student's t distribution.
package enum StudentT {
  /// The probability of a value of at most `t`.
  /// - Parameter degreesOfFreedom: at least 1.
  package static func cumulative(_ t: Double, degreesOfFreedom: Int) -> Double {
    let nu = Double(degreesOfFreedom)
    let tail = Beta.cumulative(nu / (nu + t * t), nu / 2, 0.5) / 2
    return t > 0 ? 1 - tail : tail
  }

  /// The t with `cumulative(t) == p`.
  /// - Precondition: `0 < p < 1` and `degreesOfFreedom >= 1`.
  package static func quantile(_ p: Double, degreesOfFreedom: Int) -> Double {
    precondition(p > 0 && p < 1 && degreesOfFreedom >= 1)
    if p == 0.5 { return 0 }
    if p < 0.5 { return -quantile(1 - p, degreesOfFreedom: degreesOfFreedom) }
    // In x = nu / (nu + t^2) the tail is half a beta distribution, which keeps its digits near p = 1.
    let nu = Double(degreesOfFreedom)
    let x = Beta.quantile(2 * (1 - p), nu / 2, 0.5)
    return (nu * (1 - x) / x).squareRoot()
  }
}

/// The beta distribution.
package enum Beta {
  /// The regularised incomplete beta function I_x(a, b), to about 1e-13 relatively.
  ///
  /// It is the probability of a value of at most `x`: 0 for `x <= 0`, 1 for `x >= 1`. `a` and `b` must be
  /// positive.
  package static func cumulative(_ x: Double, _ a: Double, _ b: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    // The continued fraction converges quickly below the mean.
    if x > (a + 1) / (a + b + 2) { return 1 - cumulative(1 - x, b, a) }
    let front = exp(
      lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    return front * continuedFraction(x, a, b) / a
  }

  /// The x with `cumulative(x, a, b) == p`.
  /// - Precondition: `0 <= p <= 1`.
  package static func quantile(_ p: Double, _ a: Double, _ b: Double) -> Double {
    precondition(p >= 0 && p <= 1)
    return root(from: 0, to: 1) { cumulative($0, a, b) - p }
  }

  /// By Lentz's method. Source: Abramowitz and Stegun, 26.5.8.
  private static func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 / nonZero(1 - (a + b) * x / (a + 1), tiny)
    var fraction = d
    for m in 1...10_000 {
      let m = Double(m)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / nonZero(1 + even * d, tiny)
      c = nonZero(1 + even / c, tiny)
      fraction *= c * d
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / nonZero(1 + odd * d, tiny)
      c = nonZero(1 + odd / c, tiny)
      fraction *= c * d
      if abs(c * d - 1) < 1e-15 { break }
    }
    return fraction
  }

  private static func nonZero(_ value: Double, _ tiny: Double) -> Double {
    abs(value) < tiny ? tiny : value
  }
}

/// A zero of the non-decreasing `f`, by bisection down to neighbouring numbers.
private func root(from lower: Double, to upper: Double, of f: (Double) -> Double) -> Double {
  var (low, high) = (lower, upper)
  while true {
    let middle = low + (high - low) / 2
    if middle <= low || middle >= high { return middle }
    if f(middle) < 0 { low = middle } else { high = middle }
  }
}
