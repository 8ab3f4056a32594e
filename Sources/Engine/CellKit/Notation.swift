import Foundation

/// How parameters are written in labels, tables and the names of checks.
public enum Notation {
  /// `0`, or a power of ten in mathematics, to which `value` is rounded: `$10^{-3}$`.
  public static func power(_ value: Double) -> String { value == 0 ? "0" : "$\(digits(value))$" }

  /// `$\lambda = 0$` or `$\lambda = 10^{-3}$`, to which `value` is rounded.
  public static func lambda(_ value: Double) -> String { "$\\lambda = \(digits(value))$" }

  private static func digits(_ value: Double) -> String {
    value == 0 ? "0" : "10^{\(Int(log10(value).rounded()))}"
  }
}

extension Interval {
  /// The ends in a format of `printf`: `[0.95, 1.02]`.
  public func text(_ format: String) -> String {
    "[" + String(format: format, lower) + ", " + String(format: format, upper) + "]"
  }
}

extension SampleSummary {
  /// The mean and, of several values, the standard deviation, each in a format of `printf`: `97.81 ± 0.04`.
  public func text(_ format: String) -> String {
    let mean = String(format: format, mean)
    return deviation.map { mean + " ± " + String(format: format, $0) } ?? mean
  }
}
