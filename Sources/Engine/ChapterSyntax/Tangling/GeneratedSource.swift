import Support

/// Swift text in the making, in which stretches of a chapter keep their places.
struct GeneratedSource {
  private(set) var text: String

  /// - Parameter path: the chapter that the file comes from.
  init(path: String) {
    text = "// Generated from \(path) when the package is built. Edit the chapter instead.\n"
  }

  mutating func add(_ line: String) { text += line + "\n" }

  /// Adds text of a chapter, behind what is `around` it on its first line, so that the compiler reports
  /// mistakes in it where they are written.
  mutating func add(_ lines: String, at location: SourceLocation) {
    add("#sourceLocation(file: \(SwiftLiteral.string(location.file)), line: \(location.line))")
    text += lines.hasSuffix("\n") ? lines : lines + "\n"
  }

  /// Ends a stretch that `add(_:at:)` began.
  mutating func endStretch() { add("#sourceLocation()") }
}

/// Values as Swift literals.
enum SwiftLiteral {
  static func string(_ value: String) -> String { "\"" + escaped(value) + "\"" }

  /// For the inside of a string literal.
  static func escaped(_ value: String) -> String {
    var literal = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"", "\\": literal += "\\" + String(scalar)
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        literal += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: literal.unicodeScalars.append(scalar)
      }
    }
    return literal
  }

  static func array(_ values: [String]) -> String { "[" + values.map(string).joined(separator: ", ") + "]" }
}
