import Support

/// A figure has a text for readers who cannot see it.
enum MissingAlt {
  static let id = "missing-alt"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    let cell = reading.cell
    guard cell.kind == .figure, (cell["alt"] ?? "").trimmed.isEmpty else { return [] }
    return [
      Diagnostic(
        id: id, message: "the figure `\(cell.id)` has no alternative text",
        at: cell.attribute("alt")?.location ?? cell.location,
        fix: "add `alt=\"...\"`: what the figure shows, for readers who cannot see it")
    ]
  }
}
