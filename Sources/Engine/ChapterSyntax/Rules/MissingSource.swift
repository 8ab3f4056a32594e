import Support

/// A claim says who makes it, and where.
enum MissingSource {
  static let id = "missing-source"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    let cell = reading.cell
    guard cell.kind == .claim, (cell["source"] ?? "").trimmed.isEmpty else { return [] }
    return [
      Diagnostic(
        id: id, message: "the claim `\(cell.id)` names no source",
        at: cell.attribute("source")?.location ?? cell.location, fix: "add `source=\"abstract: ...\"`")
    ]
  }
}
