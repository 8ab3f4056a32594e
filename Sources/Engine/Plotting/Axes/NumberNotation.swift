import Foundation

/// How the numbers of an axis are written: all with the same decimals and the same power of ten.
struct NumberNotation {
  /// The power of ten that all numbers are divided by.
  var exponent: Int?
  private var decimals: Int
  private var format: TickFormat

  init(_ values: [Double], format: TickFormat) {
    self.format = format
    let largest = values.map { abs($0) }.max() ?? 0
    switch format {
    case .percent: decimals = Self.decimals(for: values.map { $0 * 100 })
    case .automatic:
      if largest >= 1e6 || (largest > 0 && largest < 1e-3) {
        let power = Int((log10(largest) + 1e-9).rounded(.down))
        exponent = power
        decimals = Self.decimals(for: values.map { Self.divided($0, byTenTo: power) })
      } else {
        decimals = Self.decimals(for: values)
      }
    }
  }

  func text(of value: Double) -> String {
    format == .percent
      ? Self.plain(value * 100, decimals: decimals) + "\u{2009}%"
      : Self.plain(Self.divided(value, byTenTo: exponent ?? 0), decimals: decimals)
  }

  private static func divided(_ value: Double, byTenTo power: Int) -> Double {
    power >= 0 ? value / pow(10, Double(power)) : value * pow(10, Double(-power))
  }

  /// The fewest decimals that write all values to a millionth of the largest.
  private static func decimals(for values: [Double]) -> Int {
    let tolerance = max((values.map { abs($0) }.max() ?? 0) * 1e-7, 1e-15)
    return (0...12).first { count in
      let power = pow(10, Double(count))
      return values.allSatisfy { abs(($0 * power).rounded() / power - $0) <= tolerance }
    } ?? 12
  }

  /// A number with a true minus sign, and thin spaces between thousands from 10 000 on.
  static func plain(_ value: Double, decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", locale: Locale(identifier: "en_US_POSIX"), abs(value))
    let isZero = !text.contains { $0 != "0" && $0 != "." }
    let parts = text.split(separator: ".", maxSplits: 1)
    let digits = String(parts.first ?? "")
    let whole = digits.count > 4 ? grouped(digits) : digits
    let sign = value < 0 && !isZero ? "\u{2212}" : ""
    return sign + whole + (parts.count > 1 ? "." + parts[1] : "")
  }

  /// Digits in groups of three from the right.
  private static func grouped(_ digits: String) -> String {
    var groups: [Substring] = []
    var rest = Substring(digits)
    while rest.count > 3 {
      groups.insert(rest.suffix(3), at: 0)
      rest = rest.dropLast(3)
    }
    return ([rest] + groups).joined(separator: "\u{2009}")
  }
}
