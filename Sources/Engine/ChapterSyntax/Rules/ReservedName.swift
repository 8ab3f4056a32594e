import Support

/// A result's name enters the scope of other cells, where it must hide nothing.
enum ReservedName {
  static let id = "reserved-name"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    guard reading.cell.kind == .result, reading.cell.hasWrittenID,
      let what = owner(of: reading.name, reading.declarations)
    else {
      return []
    }
    return [
      Diagnostic(
        id: id, message: "a result cannot be named `\(reading.name)`: that is \(what)",
        at: reading.cell.idLocation, fix: "give it an id of several words")
    ]
  }

  private static func owner(of name: String, _ declarations: BookDeclarations) -> String? {
    if ScopeName(rawValue: name) != nil || declarations.dataSets.contains(name) {
      return "already a name in scope"
    }
    if SwiftKeywords.reserved.contains(name) { return "a keyword of Swift" }
    if SwiftKeywords.functions.contains(name) { return "a function that cells call" }
    return nil
  }
}
