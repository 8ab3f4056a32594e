import Support

/// What a cell prints goes past the book: a warning, since it may be meant for a while.
enum PrintedOutput {
  static let id = "printed-output"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    guard reading.cell.kind != .setup, reading.cell.kind != .swift else { return [] }
    let tokens = reading.tokens.tokens
    return ["print", "debugPrint", "dump"].compactMap { name in
      guard let place = reading.uses[name],
        let index = tokens.firstIndex(where: { $0.location == place }), index + 1 < tokens.count,
        tokens[index + 1].isPunctuation("(")
      else { return nil }
      return Diagnostic(
        id: id, severity: .warning, message: "what `\(name)` writes is not on the page", at: place,
        fix: "return the value, or show it by an inline value or a table")
    }
  }
}
