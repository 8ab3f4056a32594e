import CellKit
import Foundation

extension Judgement {
  /// The remark of the cell that judged, which says it best; without one, how the checks came out.
  package var inBrief: String { remark ?? explanation }

  /// Why the verdict is what it is, in one or a few sentences: how many checks hold, and of the first that do not, what was
  /// seen and what was expected. Text in which `$...$` is mathematics.
  package var explanation: String {
    guard let only = checks.first else { return "It has no checks." }
    // Those that decide come first: what refutes, then what leaves open; the essential ones before the others.
    let open =
      essential.filter { $0.holds == false } + essential.filter { $0.holds == nil }
      + supporting.filter { $0.holds != true }
    if open.isEmpty {
      return checks.count == 1 ? "Its check holds: \(only.name)." : "All \(checks.count) checks hold."
    }
    let count = checks.count == 1 ? "" : "\(checks.count - open.count) of \(checks.count) checks hold. "
    let shown = open.prefix(2).map(\.explanation).joined(separator: " ")
    return count + shown + (open.count > 2 ? " And \(open.count - 2) more." : "")
  }
}

extension Check {
  /// What was seen and what was expected.
  fileprivate var explanation: String {
    let seen = observed.map { " is \(Self.number($0.value))" } ?? ""
    let interval = interval.map { ", interval [\(Self.number($0.lower)), \(Self.number($0.upper))]" } ?? ""
    let expected = expected.flatMap(Self.words).map { ", expected \($0)" } ?? ""
    let word = holds == false ? "Not so" : "Undecided"
    let reason = reason.map { ": \($0)" } ?? ""
    return "\(word): \(name)\(seen)\(interval)\(expected)\(reason)."
  }

  private static func words(_ expected: Expectation) -> String? {
    switch (expected.target, expected.lower, expected.upper) {
    case (let target?, _, _): number(target)
    case (nil, let lower?, let upper?): "\(number(lower)) to \(number(upper))"
    case (nil, let lower?, nil): "at least \(number(lower))"
    case (nil, nil, let upper?): "at most \(number(upper))"
    case (nil, nil, nil): nil
    }
  }

  /// To three digits, which tell an interval from a limit: `−0.25`, `3.1·10⁻¹⁴`.
  private static func number(_ value: Double) -> String {
    let text =
      value == value.rounded() && abs(value) < 1e7 ? String(Int(value)) : String(format: "%.3g", value)
    let mantissa = String(text.prefix { $0 != "e" }).replacing("-", with: "−")
    guard let exponent = Int(text.dropFirst(mantissa.count + 1)) else { return mantissa }
    return mantissa + "·10" + String(exponent).map { superscripts[$0] ?? String($0) }.joined()
  }

  private static let superscripts: [Character: String] = Dictionary(
    uniqueKeysWithValues: zip("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹".map(String.init)))
}
