import Support

/// An attribute of a result that, if written, takes one of a few words.
enum AllowedValues {
  private static let words = [
    // A plain build does not run a result that costs hours.
    (attribute: "cost", values: ["hours"]),
    // With no other cell beside it, since it measures what the whole process does.
    (attribute: "runs", values: ["alone"]),
  ]

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    guard reading.cell.kind == .result else { return [] }
    return words.compactMap { name, values in
      guard let attribute = reading.cell.attribute(name), !values.contains(attribute.value) else {
        return nil
      }
      return Diagnostic(
        id: "invalid-\(name)", message: "`\(attribute.value)` is no value of `\(name)`",
        at: attribute.valueLocation,
        notes: [Diagnostic.Note("the values are \(values.joined(separator: ", "))")],
        fix: NearestName.of(attribute.value, among: values).map { "did you mean `\($0)`?" })
    }
  }
}
