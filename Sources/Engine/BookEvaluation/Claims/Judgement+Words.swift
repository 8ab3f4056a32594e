import CellKit
import Foundation
import Support

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
      return checks.count == 1 ? "Its check holds: \(only.statement)." : "All \(checks.count) checks hold."
    }
    let count = checks.count == 1 ? "" : "\(checks.count - open.count) of \(checks.count) checks hold. "
    let shown = open.prefix(2).map(\.explanation).joined(separator: " ")
    return count + shown + (open.count > 2 ? " And \(open.count - 2) more." : "")
  }
}

extension Judgement {
  /// Every check on a line, those that fail first, then those that nothing decides.
  package var findings: [String] {
    let order: [Bool?] = [false, nil, true]
    return order.flatMap { holds in
      essential.filter { $0.holds == holds }.map(\.finding)
        + supporting.filter { $0.holds == holds }.map { $0.finding + " (supporting)" }
    }
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
    return "\(word): \(statement)\(seen)\(interval)\(expected)\(reason)."
  }

  /// How the check came out, on a line: what was seen, the limit, and by how much the one misses the other.
  package var finding: String {
    let seen = observed.map { ": \(Self.number($0.value))" } ?? ""
    let interval = interval.map { ", interval [\(Self.number($0.lower)), \(Self.number($0.upper))]" } ?? ""
    let limit = expected.flatMap(Self.words).map { ", expected \($0)" } ?? ""
    let allowed = tolerance.map { $0 > 0 ? " within \(Self.number($0))" : "" } ?? ""
    let missed = holds == false ? miss.map { ", missed by \(Self.number($0))" } ?? "" : ""
    let word = holds == true ? "holds" : holds == false ? "fails" : "undecided"
    return
      "\(word): \(statement)\(seen)\(interval)\(limit)\(allowed)\(missed)\(reason.map { "; \($0)" } ?? "")"
  }

  /// How far the observed number lies outside of what was expected; nil where it lies inside, or is no number.
  private var miss: Double? {
    guard let value = observed?.value, let expected else { return nil }
    let below = (expected.lower ?? -.infinity) - value
    let above = value - (expected.upper ?? .infinity)
    let beside = expected.target.map { abs(value - $0) - (tolerance ?? 0) } ?? -.infinity
    let most = max(below, above, beside)
    return most > 0 && most.isFinite ? most : nil
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

  /// To three digits, which tell an interval from a limit: `−0.25`, `14 897`, `3.1 × 10⁻¹⁴`.
  private static func number(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e7 { return Int(value).grouped }
    let text = String(format: "%.3g", value)
    let mantissa = String(text.prefix { $0 != "e" }).replacing("-", with: "−")
    guard let exponent = Int(text.dropFirst(mantissa.count + 1)) else { return mantissa }
    return mantissa + " × 10" + String(exponent).map { superscripts[$0] ?? String($0) }.joined()
  }

  private static let superscripts: [Character: String] = Dictionary(
    uniqueKeysWithValues: zip("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹".map(String.init)))
}
