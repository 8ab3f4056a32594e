import Support

/// What a cell of a kind must say of itself.
enum MissingAttribute {
  private struct Requirement {
    var kind: CellKind
    var attribute: String
    /// What the message says of a cell without it.
    var lack: String
    var fix: String
  }

  private static let requirements = [
    // The cells that read a result are compiled apart from it.
    Requirement(
      kind: .result, attribute: "type", lack: "has no type",
      fix: "add `type=\"...\"`, a Codable type such as `[Double]`"),
    Requirement(
      kind: .figure, attribute: "alt", lack: "has no alternative text",
      fix: "add `alt=\"...\"`: what the figure shows, for readers who cannot see it"),
    Requirement(
      kind: .claim, attribute: "source", lack: "names no source", fix: "add `source=\"abstract: ...\"`"),
  ]

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    let cell = reading.cell
    let missing = requirements.filter { $0.kind == cell.kind && (cell[$0.attribute] ?? "").trimmed.isEmpty }
    return missing.map { requirement in
      Diagnostic(
        id: "missing-\(requirement.attribute)",
        message: "the \(cell.kind.rawValue) `\(cell.id)` \(requirement.lack)",
        at: cell.attribute(requirement.attribute)?.location ?? cell.location, fix: requirement.fix)
    }
  }
}
