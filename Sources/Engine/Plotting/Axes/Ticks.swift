import Foundation

/// A labelled place on an axis.
package struct Tick: Sendable, Equatable {
  package var value: Double
  /// With mathematics between dollar signs; empty for none.
  package var label: String

  package init(_ value: Double, _ label: String) {
    self.value = value
    self.label = label
  }
}

/// The ticks of an axis.
package struct TickSet: Sendable, Equatable {
  package var major: [Tick] = []
  /// Where short ticks without labels are.
  package var minor: [Double] = []
  /// The labels are to be multiplied by this power of ten.
  package var exponent: Int?
  /// What is to be done with all labels, as a label.
  package var note: String?

  /// Round numbers from `lower` to `upper` (`lower < upper`): the multiples of 1, 2, 2.5 or 5 times a power of ten, at
  /// most `count` of them (at least 2).
  package static func linear(
    from lower: Double, to upper: Double, atMost count: Int, format: TickFormat = .automatic
  ) -> TickSet {
    let most = max(count, 2)
    // The range may be larger than the largest number.
    let rough = upper / Double(most) - lower / Double(most)
    let steps = NiceStep.steps(notBelow: rough) + NiceStep.steps(notBelow: rough / 4)
    let fitting = steps.first { (1...most).contains($0.multiples(from: lower, to: upper).count) }
    guard let step = fitting else { return TickSet() }
    let values = step.multiples(from: lower, to: upper).map { step.value(of: $0) }
    return labelled(values, format: format)
  }

  /// Ticks at values that were asked for.
  package static func labelled(_ values: [Double], format: TickFormat) -> TickSet {
    let notation = NumberNotation(values, format: format)
    return TickSet(
      major: values.map { Tick($0, notation.text(of: $0)) }, exponent: notation.exponent,
      note: notation.note)
  }

  /// Powers of ten from `lower` to `upper` (`0 < lower < upper`), at most `count` of them; between them minor ticks,
  /// which are labelled when fewer than two powers of ten are in the range.
  package static func logarithmic(
    from lower: Double, to upper: Double, atMost count: Int, format: TickFormat = .automatic
  ) -> TickSet {
    let slack = 1e-9
    let first = Int((log10(lower) - slack).rounded(.up))
    let last = Int((log10(upper) + slack).rounded(.down))
    guard last > first else { return withinDecade(from: lower, to: upper, atMost: count, format: format) }
    let strides = [1, 2, 3, 4, 5, 10, 20, 25, 50, 100, 200]
    let stride = strides.first { s in (first...last).count { $0 % s == 0 } <= max(count, 2) } ?? 500
    let exponents = (first...last).filter { $0 % stride == 0 }
    let isPlain = first >= -2 && last <= 3
    var set = TickSet()
    set.major = exponents.map { exponent in
      let value = pow(10, Double(exponent))
      if format == .percent { return Tick(value, NumberNotation([value], format: format).text(of: value)) }
      let plain = NumberNotation.plain(value, decimals: max(0, -exponent))
      return Tick(value, isPlain ? plain : "$10^{\(exponent)}$")
    }
    set.minor = minorValues(first - 1, last, stride: stride).filter {
      $0 >= lower * (1 - slack) && $0 <= upper * (1 + slack)
    }
    return set
  }

  /// 2 to 9 times each power of ten, or the powers themselves that a stride leaves out.
  private static func minorValues(_ first: Int, _ last: Int, stride: Int) -> [Double] {
    if stride > 1 {
      let step = [10: 2, 20: 5, 25: 5, 50: 10, 100: 20, 200: 50, 500: 100][stride] ?? 1
      return (first...last).filter { $0 % stride != 0 && $0 % step == 0 }.map { pow(10, Double($0)) }
    }
    return (first...last).flatMap { exponent in (2...9).map { Double($0) * pow(10, Double(exponent)) } }
  }

  /// 1, 2 and 5, or else linear ticks where the range is short.
  private static func withinDecade(
    from lower: Double, to upper: Double, atMost count: Int, format: TickFormat
  ) -> TickSet {
    let slack = 1e-9
    let all = minorValues(Int(log10(lower).rounded(.down)), Int(log10(upper).rounded(.down)), stride: 1)
    let decades = (Int(log10(lower).rounded(.down))...Int(log10(upper).rounded(.up))).map {
      pow(10, Double($0))
    }
    let inside = (all + decades).filter { $0 >= lower * (1 - slack) && $0 <= upper * (1 + slack) }.sorted()
    for leading in [[1.0, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5], [1, 2, 5], [1, 3]] {
      let chosen = inside.filter { value in
        let mantissa = value / pow(10, (log10(value) + slack).rounded(.down))
        return leading.contains { abs($0 - mantissa) < 1e-6 }
      }
      guard chosen.count >= 3, chosen.count <= count else { continue }
      var set = labelled(chosen, format: format)
      set.minor = inside.filter { value in !chosen.contains(value) }
      return set
    }
    return linear(from: lower, to: upper, atMost: count, format: format)
  }

  /// One tick a category, at 0, 1, 2 and so on.
  package static func categorical(_ names: [String]) -> TickSet {
    TickSet(major: names.enumerated().map { Tick(Double($0), $1) })
  }
}

/// A step of 1, 2, 2.5 or 5 times a power of ten.
struct NiceStep {
  /// 10, 20, 25 or 50.
  var mantissa: Double
  var exponent: Int

  /// The value of a multiple; divided rather than multiplied where that is exact.
  func value(of multiple: Double) -> Double {
    exponent >= 0
      ? multiple * mantissa * pow(10, Double(exponent)) : multiple * mantissa / pow(10, Double(-exponent))
  }

  /// The steps from the first that is at least `rough` (positive) on.
  static func steps(notBelow rough: Double) -> [NiceStep] {
    guard rough >= .leastNormalMagnitude, rough.isFinite else { return [] }
    let start = Int(log10(rough).rounded(.down)) - 1
    let all = (start...start + 2).flatMap { exponent in
      [10.0, 20, 25, 50].map { NiceStep(mantissa: $0, exponent: exponent) }
    }
    return all.filter { $0.value(of: 1) >= rough * (1 - 1e-9) }
  }

  /// The whole numbers whose multiples of the step lie in the range.
  func multiples(from lower: Double, to upper: Double) -> [Double] {
    let step = value(of: 1)
    guard step > 0, step.isFinite else { return [] }
    // Far from zero the quotients' own rounding is larger.
    let first = (lower / step - max(1e-9, 2 * (lower / step).ulp)).rounded(.up)
    let last = (upper / step + max(1e-9, 2 * (upper / step).ulp)).rounded(.down)
    guard first <= last, last - first < 1000 else { return [] }
    return Array(stride(from: first, through: last, by: 1))
  }
}
