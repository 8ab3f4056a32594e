import Support

/// A cell that yields something has code.
enum EmptyCell {
  static let id = "empty-cell"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    let kind = reading.cell.kind
    guard reading.tokens.tokens.isEmpty, reading.tokens.unterminated == nil, kind != .setup, kind != .swift
    else {
      return []
    }
    let what = kind == .inline ? "this inline value" : "the \(kind.rawValue) `\(reading.cell.id)`"
    return [Diagnostic(id: id, message: "\(what) has no code", at: reading.cell.location)]
  }
}
