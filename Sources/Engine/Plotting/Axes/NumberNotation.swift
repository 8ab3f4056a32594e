import Foundation

/// How the numbers of an axis are written: all with the same decimals and the same power of ten. Numbers that lie close
/// together and far from zero are written as what is to be added to one number.
struct NumberNotation {
  /// The power of ten that all numbers are divided by.
  private(set) var exponent: Int?
  private var offset = 0.0
  private var offsetText: String?
  private var decimals = 0
  private let format: TickFormat

  /// More digits than these are written once, and not at each tick.
  private static let mostDigits = 6.0

  init(_ values: [Double], format: TickFormat) {
    self.format = format
    let scaled = values.map { Self.scaled($0, format) }
    let steps = zip(scaled.sorted(), scaled.sorted().dropFirst()).map { $1 - $0 }.filter { $0 > 0 }
    let largest = scaled.map { abs($0) }.max() ?? 0
    let span = (scaled.max() ?? 0) - (scaled.min() ?? 0)
    if let step = steps.min(), step < largest * pow(10, -Self.mostDigits), span < 1e-3 * largest {
      setOffset(below: scaled.min() ?? 0, span: span)
    }
    let rest = scaled.map { $0 - offset }
    let longest = rest.map { abs($0) }.max() ?? 0
    if format == .automatic, longest >= 1e6 || (longest > 0 && longest < 1e-3) {
      exponent = Int((log10(longest) + 1e-9).rounded(.down))
    }
    let shown = rest.map { Self.divided($0, byTenTo: exponent ?? 0) }
    let step = steps.min().map { Self.divided($0, byTenTo: exponent ?? 0) }
    decimals = Self.decimals(for: shown, step: step ?? .infinity)
  }

  /// The multiple of the power of ten above `span` that is next below `lowest`.
  private mutating func setOffset(below lowest: Double, span: Double) {
    let power = Int(log10(span).rounded(.up))
    let multiple = Self.divided(lowest, byTenTo: power).rounded(.down)
    offset = power >= 0 ? multiple * pow(10, Double(power)) : multiple / pow(10, Double(-power))
    let size = Int(log10(abs(offset)).rounded(.down))
    if abs(offset) < 1e12 && power >= -9 {
      offsetText = Self.plain(offset, decimals: max(0, -power))
    } else {
      let mantissa = Self.plain(Self.divided(offset, byTenTo: size), decimals: min(max(size - power, 0), 15))
      offsetText = mantissa + "$\\times 10^{\(size)}$"
    }
    if format == .percent { offsetText? += "\u{2009}%" }
  }

  /// What is to be done with every number: a label, or nil.
  var note: String? {
    let factor = exponent.map { "$\\times 10^{\($0)}$" }
    let addition = offsetText.map { text in
      offset < 0 ? "\u{2212} " + text.dropFirst() : "+ " + text
    }
    let parts = [factor, addition].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  func text(of value: Double) -> String {
    let rest = Self.scaled(value, format) - offset
    let text = Self.plain(Self.divided(rest, byTenTo: exponent ?? 0), decimals: decimals)
    return format == .percent ? text + "\u{2009}%" : text
  }

  private static func scaled(_ value: Double, _ format: TickFormat) -> Double {
    format == .percent ? value * 100 : value
  }

  private static func divided(_ value: Double, byTenTo power: Int) -> Double {
    power >= 0 ? value / pow(10, Double(power)) : value * pow(10, Double(-power))
  }

  /// The fewest decimals that write all values to a millionth of the largest, and to a hundredth of the step.
  private static func decimals(for values: [Double], step: Double) -> Int {
    let tolerance = max(min((values.map { abs($0) }.max() ?? 0) * 1e-7, step * 1e-2), 1e-15)
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
