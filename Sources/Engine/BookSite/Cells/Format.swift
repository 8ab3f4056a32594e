import CellKit
import Foundation
import Support

/// Numbers as a reader wants them.
package enum Format {
  /// At most five significant digits; powers of ten where the number is very large or small.
  package static func number(_ value: Double) -> Markup {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "∞" : "−∞" }
    if value == value.rounded(), abs(value) < 1e7 { return Markup(text: Int(value).grouped) }
    let text = String(format: "%.5g", value)
    guard let e = text.firstIndex(of: "e") else { return Markup(text: signed(text)) }
    let exponent = Int(text[text.index(after: e)...]) ?? 0
    let mantissa = signed(String(text[..<e]))
    return "\(mantissa)\u{A0}×\u{A0}10<sup>\(signed(String(exponent)))</sup>"
  }

  /// A number to two digits of `step`, such as the length of the interval in which it lies; as ``number(_:)`` has it
  /// where that takes an exponent.
  package static func number(_ value: Double, step: Double) -> Markup {
    let decimals = 1 - log10(step).rounded(.down)
    guard value.isFinite, abs(value) < 1e4, (0...6).contains(decimals) else {
      return number(Double(String(format: "%.3g", value)) ?? value)
    }
    let text = String(format: "%.\(Int(decimals))f", value)
    // What rounds to zero has no sign.
    return Markup(text: signed(Double(text) == 0 ? text.replacing("-", with: "") : text))
  }

  /// Such as `Seeds 1 to 5 and 9`.
  package static func seeds(_ seeds: [UInt64]) -> String {
    var runs: [ClosedRange<UInt64>] = []
    for seed in seeds {
      if let last = runs.last, last.upperBound < .max, seed == last.upperBound + 1 {
        runs[runs.count - 1] = last.lowerBound...seed
      } else {
        runs.append(seed...seed)
      }
    }
    let words = runs.flatMap { run in
      switch run.upperBound - run.lowerBound {
      case 0: ["\(run.lowerBound)"]
      case 1: ["\(run.lowerBound)", "\(run.upperBound)"]
      default: ["\(run.lowerBound) to \(run.upperBound)"]
      }
    }
    let list =
      words.count < 2
      ? words.joined() : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
    return (seeds.count == 1 ? "Seed " : "Seeds ") + list
  }

  /// A count with thin spaces between thousands.
  package static func count(_ value: Int) -> String { value.grouped }

  /// Text whose numbers have commas between thousands, in the book's way: thin spaces, from five digits on.
  package static func withThinSpaces(_ text: String) -> String {
    guard text.contains(",") else { return text }
    return text.replacing(/[0-9][0-9,.]*/) { match in
      let ends = match.0.hasSuffix(",") || match.0.hasSuffix(".") ? String(match.0.suffix(1)) : ""
      let number = match.0.dropLast(ends.count)
      guard number.wholeMatch(of: /[0-9]{1,3}(?:,[0-9]{3})+/) != nil,
        let value = Int(number.filter { $0 != "," })
      else { return String(match.0) }
      return count(value) + ends
    }
  }

  package static func percent(_ share: Double) -> String { String(format: "%g", share * 100) + "\u{A0}%" }

  package static func expectation(_ expected: Expectation) -> Markup {
    switch (expected.target, expected.lower, expected.upper) {
    case (let target?, _, _): number(target)
    case (nil, let lower?, let upper?): "[\(number(lower)), \(number(upper))]"
    case (nil, let lower?, nil): "≥ \(number(lower))"
    case (nil, nil, let upper?): "≤ \(number(upper))"
    case (nil, nil, nil): ""
    }
  }

  package static func seconds(_ value: Double) -> String {
    switch value {
    case ..<0.0995: String(format: "%.0f\u{A0}ms", value * 1_000)
    case ..<9.95: String(format: "%.1f\u{A0}s", value)
    case ..<119.5: String(format: "%.0f\u{A0}s", value)
    case ..<5_970: String(format: "%.0f\u{A0}min", value / 60)
    default: String(format: "%.1f\u{A0}h", value / 3_600)
    }
  }

  package static func bytes(_ value: Int) -> String {
    let megabytes = Double(value) / 1_048_576
    return megabytes < 1_024
      ? String(format: "%.0f\u{A0}MiB", megabytes) : String(format: "%.1f\u{A0}GiB", megabytes / 1_024)
  }

  /// In universal time, to the minute.
  package static func date(_ date: Date) -> String {
    Date.ISO8601FormatStyle(dateTimeSeparator: .space).format(date).prefix(16) + " UTC"
  }

  /// The beginning of a long entry, such as the pixels of an image, of which the file has the whole.
  package static func excerpt(_ text: String, length: Int = 48) -> String {
    text.count <= length ? text : text.prefix(length - 1) + "…"
  }

  private static func signed(_ text: String) -> String { text.replacing("-", with: "−") }
}
