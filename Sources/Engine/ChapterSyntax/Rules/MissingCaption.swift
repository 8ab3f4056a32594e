import Support

/// Figures and tables have a caption, written in one place.
enum MissingCaption {
  static let id = "missing-caption"
  static let twice = "two-captions"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    let cell = reading.cell
    guard cell.kind == .figure || cell.kind == .table else { return [] }
    if (cell.caption ?? "").trimmed.isEmpty {
      return [
        Diagnostic(
          id: id, message: "the \(cell.kind.rawValue) `\(cell.id)` has no caption",
          at: cell.attribute("caption")?.location ?? cell.location,
          fix: "write a paragraph `: caption` below it")
      ]
    }
    guard let attribute = cell.attribute("caption"), attribute.value != cell.caption else { return [] }
    return [
      Diagnostic(
        id: twice, message: "the \(cell.kind.rawValue) `\(cell.id)` has two captions", at: attribute.location,
        fix: "keep the attribute or the paragraph")
    ]
  }
}
