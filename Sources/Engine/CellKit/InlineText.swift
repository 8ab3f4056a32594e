import Foundation

/// Why a value could not be written into a sentence.
public enum InlineTextError: Error, Equatable {
  /// `format` has no single conversion that is known, such as `%.2f`.
  case invalidFormat(String)
  /// The conversion of `format` cannot show a value of this type.
  case mismatch(format: String, type: String)
}

/// A value that can stand in a sentence: an integer, a floating-point number, a text or a truth value.
public protocol InlineValue {
  /// - Parameter format: as in `printf`, nil for the type's own way of writing.
  func inlineText(format: InlineFormat?) throws(InlineTextError) -> String
}

/// The text of an inline value.
///
/// Negative numbers get a true minus sign (U+2212) and exponents are raised (`1.5 × 10⁻³`), whatever the
/// format. Without one, integers have commas between groups of three digits, and floating-point numbers
/// the fewest digits that tell them apart.
/// - Parameter format: one conversion (`%d %i %u %x %f %e %g %s %@`, with the flags `- + 0 # '` and space,
///   width and precision) and any other text; `%%` is a percent sign. The flag `'` groups digits.
public func inlineText(_ value: some InlineValue, format: String?) throws(InlineTextError) -> String {
  guard let format else { return try value.inlineText(format: nil) }
  return try value.inlineText(format: InlineFormat(format))
}

extension BinaryInteger {
  /// Grouped digits without a format; `%d`, `%i`, `%f`, `%e`, `%g`, `%s`, `%@` take any integer, `%u` and
  /// `%x` none below 0.
  public func inlineText(format: InlineFormat?) throws(InlineTextError) -> String {
    guard let format else { return Typography.signed(Typography.grouped(String(self))) }
    switch format.conversion {
    case "d", "i": return format.text(integer: self)
    case "u", "x":
      guard self >= 0 else { throw .mismatch(format: format.source, type: "negative \(Self.self)") }
      return format.text(integer: self)
    case "f", "e", "g": return format.text(Double(self))
    default: return format.text(Typography.signed(String(self)))
    }
  }
}

extension Int: InlineValue {}
extension Int8: InlineValue {}
extension Int16: InlineValue {}
extension Int32: InlineValue {}
extension Int64: InlineValue {}
extension UInt: InlineValue {}
extension UInt8: InlineValue {}
extension UInt16: InlineValue {}
extension UInt32: InlineValue {}
extension UInt64: InlineValue {}

extension BinaryFloatingPoint where Self: CustomStringConvertible {
  /// The fewest digits that tell the number apart, also for `%s` and `%@`; `%f`, `%e` and `%g` round.
  public func inlineText(format: InlineFormat?) throws(InlineTextError) -> String {
    guard let format else { return Typography.number(description) }
    switch format.conversion {
    case "f", "e", "g": return format.text(Double(self))
    case "s", "@": return format.text(Typography.number(description))
    default: throw .mismatch(format: format.source, type: "\(Self.self)")
    }
  }
}

extension Double: InlineValue {}
extension Float: InlineValue {}

extension StringProtocol {
  /// The text itself without a format; a precision is the largest number of characters.
  public func inlineText(format: InlineFormat?) throws(InlineTextError) -> String {
    guard let format else { return String(self) }
    guard format.isForText else { throw .mismatch(format: format.source, type: "\(Self.self)") }
    return format.text(String(self))
  }
}

extension String: InlineValue {}
extension Substring: InlineValue {}

extension Bool: InlineValue {
  /// `true` or `false`.
  public func inlineText(format: InlineFormat?) throws(InlineTextError) -> String {
    let word = self ? "true" : "false"
    guard let format else { return word }
    guard format.isForText else { throw .mismatch(format: format.source, type: "Bool") }
    return format.text(word)
  }
}

extension Optional: InlineValue where Wrapped: InlineValue {
  /// The value's text, or a dash for nil.
  public func inlineText(format: InlineFormat?) throws(InlineTextError) -> String {
    try self?.inlineText(format: format) ?? "–"
  }
}

/// A format such as `about %.1f %%`, taken apart.
public struct InlineFormat: Hashable, Sendable {
  /// As written.
  public let source: String
  /// One of `d i u x f e g s @`.
  public let conversion: Character
  private let prefix: String
  private let suffix: String
  private let flags: String
  private let width: Int
  private let precision: Int?

  var isForText: Bool { conversion == "s" || conversion == "@" }

  /// Throws unless there is exactly one conversion, whose width and precision have two digits at most.
  package init(_ source: String) throws(InlineTextError) {
    var literals = [""]
    var found: (flags: String, width: Int, precision: Int?, conversion: Character)?
    var rest = source[...]
    while let character = rest.popFirst() {
      guard character == "%" else {
        literals[literals.count - 1].append(character)
        continue
      }
      if rest.first == "%" {
        literals[literals.count - 1].append("%")
        rest.removeFirst()
        continue
      }
      guard found == nil else { throw .invalidFormat(source) }
      let flags = rest.prefix { "-+ 0#'".contains($0) }
      rest = rest[flags.endIndex...]
      let width = try Self.number(&rest, in: source)
      var precision: Int?
      if rest.first == "." {
        rest.removeFirst()
        precision = try Self.number(&rest, in: source)
      }
      guard let conversion = rest.popFirst(), "diuxfegs@".contains(conversion) else {
        throw .invalidFormat(source)
      }
      found = (String(flags), width, precision, conversion)
      literals.append("")
    }
    guard let found else { throw .invalidFormat(source) }
    self.source = source
    (flags, width, precision, conversion) = found
    (prefix, suffix) = (literals[0], literals[1])
  }

  private static func number(_ rest: inout Substring, in source: String) throws(InlineTextError) -> Int {
    let digits = rest.prefix { ("0"..."9").contains($0) }
    rest = rest[digits.endIndex...]
    guard digits.count <= 2 else { throw .invalidFormat(source) }
    return Int(digits) ?? 0
  }

  func text(_ content: String) -> String {
    let shown = isForText ? precision.map { String(content.prefix($0)) } ?? content : content
    let padding = String(repeating: " ", count: max(0, width - shown.count))
    return prefix + (flags.contains("-") ? shown + padding : padding + shown) + suffix
  }

  func text(integer value: some BinaryInteger) -> String {
    let isHexadecimal = conversion == "x"
    var digits = String(value.magnitude, radix: isHexadecimal ? 16 : 10)
    if let precision, digits.count < precision {
      digits = String(repeating: "0", count: precision - digits.count) + digits
    }
    if flags.contains("'"), !isHexadecimal { digits = Typography.grouped(digits) }
    let sign = (value < 0 ? "-" : plus) + (isHexadecimal && flags.contains("#") ? "0x" : "")
    return text(Typography.signed(zeroPadded(digits, sign: sign)))
  }

  func text(_ value: Double) -> String {
    guard value.isFinite else {
      let sign = value.isNaN ? "" : value < 0 ? "-" : plus
      return text(Typography.number(sign + (value.isNaN ? "NaN" : "∞")))
    }
    let alternate = flags.contains("#") ? "#" : ""
    let pattern = "%\(alternate).\(precision ?? 6)\(conversion)"
    var digits = String(format: pattern, locale: nil, value.magnitude)
    if flags.contains("'") { digits = Typography.grouped(digits) }
    // A value that is shown as zero has no sign.
    let isZero = !digits.prefix { $0 != "e" }.contains { ("1"..."9").contains($0) }
    let sign = value < 0 && !isZero ? "-" : plus
    return text(Typography.number(zeroPadded(digits, sign: sign)))
  }

  private var plus: String { flags.contains("+") ? "+" : flags.contains(" ") ? " " : "" }

  private func zeroPadded(_ digits: String, sign: String) -> String {
    guard flags.contains("0"), !flags.contains("-") else { return sign + digits }
    return sign + String(repeating: "0", count: max(0, width - sign.count - digits.count)) + digits
  }
}

/// How numbers look in a sentence.
private enum Typography {
  /// `-1.5e-03` as `−1.5 × 10⁻³`.
  static func number(_ text: String) -> String {
    let parts = text.split(separator: "e", maxSplits: 1)
    guard parts.count == 2, let exponent = Int(parts[1]) else { return signed(text) }
    return signed(String(parts[0])) + "\u{A0}×\u{A0}10" + raised(exponent)
  }

  /// `-12` as `−12`.
  static func signed(_ text: String) -> String { text.hasPrefix("-") ? "\u{2212}" + text.dropFirst() : text }

  private static func raised(_ exponent: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let sign = exponent < 0 ? "⁻" : ""
    return sign + String(String(exponent.magnitude).compactMap { $0.wholeNumberValue.map { digits[$0] } })
  }

  /// Commas between groups of three digits before the point.
  static func grouped(_ text: String) -> String {
    let digits = text.drop { $0 == "-" }.prefix { ("0"..."9").contains($0) }
    var grouped = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { grouped.append(",") }
      grouped.append(digit)
    }
    return text[..<digits.startIndex] + grouped + text[digits.endIndex...]
  }
}
