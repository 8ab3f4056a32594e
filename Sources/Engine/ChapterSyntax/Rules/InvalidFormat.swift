import Support

/// A format has one conversion for one value, beside literal text.
enum InvalidFormat {
  static let id = "invalid-format"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    guard reading.cell.kind == .inline, let format = reading.cell.attribute("format"),
      let problem = problem(in: format.value)
    else { return [] }
    return [
      Diagnostic(
        id: id, message: problem, at: format.valueLocation,
        notes: [
          Diagnostic.Note(
            "a conversion is %d, %i, %u, %x, %f, %e, %g, %s or %@, with flags, width and precision")
        ], fix: "write a format such as `%.2f`; a percent sign is `%%`")
    ]
  }

  /// What is wrong with a format, if anything.
  static func problem(in format: String) -> String? {
    var conversions = 0
    var rest = format.unicodeScalars[...]
    while let percent = rest.firstIndex(of: "%") {
      rest = rest[rest.index(after: percent)...]
      if rest.first == "%" {
        rest = rest.dropFirst()
        continue
      }
      rest = rest.drop { "-+ 0#'".unicodeScalars.contains($0) }
      let width = rest.prefix(while: \.isASCIIDigit)
      rest = rest[width.endIndex...]
      var precision = rest.prefix(0)
      if rest.first == "." {
        precision = rest.dropFirst().prefix(while: \.isASCIIDigit)
        rest = rest[precision.endIndex...]
      }
      guard let conversion = rest.first else { return "the format ends inside a conversion" }
      guard "diufegsx@".unicodeScalars.contains(conversion) else {
        return "`%\(conversion)` is not a conversion"
      }
      guard width.count <= 2, precision.count <= 2 else { return "the width or precision is above 99" }
      rest = rest.dropFirst()
      conversions += 1
    }
    return conversions == 1
      ? nil : "the format has \(conversions == 0 ? "no" : "\(conversions)") conversions, not one"
  }
}

extension Unicode.Scalar {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
