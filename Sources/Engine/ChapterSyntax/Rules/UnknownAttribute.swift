import Support

/// Every attribute has a meaning for the kind of cell that has it.
enum UnknownAttribute {
  static let id = "unknown-attribute"

  static func names(for kind: CellKind) -> [String] {
    switch kind {
    case .result: ["type", "cost", "probe", "runs", "caption"]
    case .figure: ["alt", "caption"]
    case .table: ["caption"]
    case .claim: ["name", "source", "scope", "statement", "caption"]
    case .inline: ["format"]
    case .setup, .swift: []
    }
  }

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    let kind = reading.cell.kind
    let known = names(for: kind)
    return reading.cell.attributes.filter { !known.contains($0.name) }.map { attribute in
      Diagnostic(
        id: id, message: "\(article(kind)) has no attribute `\(attribute.name)`", at: attribute.location,
        notes: [Diagnostic.Note(known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))")],
        fix: NearestName.of(attribute.name, among: known).map { "did you mean `\($0)`?" })
    }
  }

  private static func article(_ kind: CellKind) -> String {
    switch kind {
    case .inline: "an inline value"
    case .setup, .swift: "a \(kind.rawValue) cell"
    case .result, .figure, .table, .claim: "a \(kind.rawValue)"
    }
  }
}
