/// A piece of HTML. Interpolating a `String` escapes it, interpolating `Markup` does not, so that text
/// reaches a page unescaped only where a type says that it is HTML already.
package struct Markup: Hashable, Sendable {
  package var html: String

  /// Trusts `html`: it must come from pandoc, from KaTeX or from this module.
  package init(trusted html: String) { self.html = html }

  /// Escapes `text`, for an element's content or a quoted attribute.
  package init(text: String) { html = Markup.escape(text) }

  /// Escapes `text`, in which what stands between two backticks is code.
  init(codeIn text: String) {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false).map { Markup(text: String($0)) }
    // Without a partner a backtick is one.
    html =
      parts.count.isMultiple(of: 2)
      ? Markup.escape(text)
      : parts.enumerated().map { $0.isMultiple(of: 2) ? $1.html : "<code>\($1.html)</code>" }.joined()
  }

  /// Escapes `text`, in which numbers are set well: a hyphen before a number is a minus sign, and raised digits after a 10
  /// become those of its face, set higher, since faces have ¹, ² and ³ from an older time in another size than the rest. No line
  /// ends between a number and its percent sign.
  init(numbersIn text: String) {
    html = Markup.escape(text)
    // Most texts have none of these.
    guard html.unicodeScalars.contains(where: { $0 == "-" || $0 == "%" || Self.plainDigits[$0] != nil })
    else {
      return
    }
    let scalars = Array(html.unicodeScalars)
    var set = ""
    var isRaised = false
    for (index, scalar) in scalars.enumerated() {
      if let digit = Self.plainDigits[scalar],
        isRaised || scalars[..<index].suffix(2).elementsEqual(["1", "0"])
      {
        if !isRaised { set += "<sup>" }
        isRaised = true
        set.unicodeScalars.append(digit)
        continue
      }
      if isRaised { set += "</sup>" }
      isRaised = false
      let (before, after) = (scalars[..<index].last, scalars[(index + 1)...].first)
      let isSign =
        scalar == "-" && Self.isDigit(after)
        && before.map { $0.properties.isWhitespace || $0 == "(" || $0 == "[" } != false
      let staysWithNumber =
        scalar == " " && after == "%"
        && (Self.isDigit(before) || before.map { Self.plainDigits[$0] != nil } == true)
      set.unicodeScalars.append(isSign ? "−" : staysWithNumber ? "\u{A0}" : scalar)
    }
    html = isRaised ? set + "</sup>" : set
  }

  private static func isDigit(_ scalar: Unicode.Scalar?) -> Bool {
    scalar.map { ("0"..."9").contains($0) } == true
  }

  private static let plainDigits = Dictionary(
    uniqueKeysWithValues: zip("⁻⁰¹²³⁴⁵⁶⁷⁸⁹".unicodeScalars, "−0123456789".unicodeScalars))

  var isEmpty: Bool { html.isEmpty }

  static func + (a: Markup, b: Markup) -> Markup { Markup(trusted: a.html + b.html) }
  static func += (a: inout Markup, b: Markup) { a.html += b.html }

  static func escape(_ text: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(text.utf8.count + text.utf8.count / 8)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\0": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension Markup: ExpressibleByStringInterpolation {
  package init(stringLiteral value: String) { html = value }
  package init(stringInterpolation: Interpolation) { html = stringInterpolation.html }

  package struct Interpolation: StringInterpolationProtocol {
    var html = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      html.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) { html += literal }
    package mutating func appendInterpolation(_ text: String) { html += Markup.escape(text) }
    package mutating func appendInterpolation(_ number: Int) { html += String(number) }
    package mutating func appendInterpolation(_ markup: Markup) { html += markup.html }

    /// The value where there is one, else nothing.
    package mutating func appendInterpolation(_ markup: Markup?) { html += markup?.html ?? "" }
  }
}

extension Sequence<Markup> {
  func joined(separator: Markup = "") -> Markup {
    Markup(trusted: lazy.map(\.html).joined(separator: separator.html))
  }
}
