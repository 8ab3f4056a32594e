import Support

/// Data sets, progress and checkpoints are for cells whose values are kept; drawing and judging read results.
enum MisusedName {
  static let id = "misused-name"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    let kind = reading.cell.kind
    guard kind != .setup else { return [] }
    return ScopeName.allCases.filter { !$0.isInScope(in: kind) }.compactMap { name in
      reading.uses[name.rawValue].map { location in
        Diagnostic(
          id: id,
          message:
            "`\(name.rawValue)` is not in scope in \(kind == .inline ? "an inline value" : "a \(kind.rawValue)")",
          at: location,
          fix: name.isDataSet
            ? "compute what you need from it in a result cell, and read that here"
            : "use `\(name.rawValue)` in result cells only")
      }
    }
  }
}
