import Support

/// An attribute that takes one of a few words.
enum AllowedValues {
  static func diagnose(_ cell: Cell, attribute name: String, values: [String], rule: String) -> [Diagnostic] {
    guard let attribute = cell.attribute(name), !values.contains(attribute.value) else { return [] }
    let nearest = NearestName.of(attribute.value, among: values)
    return [
      Diagnostic(
        id: rule, message: "`\(attribute.value)` is no value of `\(name)`", at: attribute.valueLocation,
        notes: [Diagnostic.Note("the values are \(values.joined(separator: ", "))")],
        fix: nearest.map { "did you mean `\($0)`?" })
    ]
  }
}

/// The cost of a result, if written, is `hours`: a plain build does not run such a cell.
enum CostAttribute {
  static let id = "invalid-cost"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    guard reading.cell.kind == .result else { return [] }
    return AllowedValues.diagnose(reading.cell, attribute: "cost", values: ["hours"], rule: id)
  }
}

/// How a result runs, if written, is `alone`: with no other cell beside it, since it measures what the whole process does.
enum RunsAttribute {
  static let id = "invalid-runs"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    guard reading.cell.kind == .result else { return [] }
    return AllowedValues.diagnose(reading.cell, attribute: "runs", values: ["alone"], rule: id)
  }
}
