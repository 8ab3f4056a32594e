import Support

/// Data sets, progress and checkpoints are for cells whose values are kept; drawing and judging read results.
enum MisusedName {
  static let id = "misused-name"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    let kind = reading.cell.kind
    guard kind != .setup else { return [] }
    let dataSets = ScopeName.dataSetsAreInScope(in: kind) ? [] : reading.declarations.dataSets
    let names = dataSets + ScopeName.allCases.filter { !$0.isInScope(in: kind) }.map(\.rawValue)
    return names.compactMap { name in
      reading.uses[name].map { location in
        Diagnostic(
          id: id,
          message:
            "`\(name)` is not in scope in \(kind == .inline ? "an inline value" : "a \(kind.rawValue)")",
          at: location,
          fix: dataSets.contains(name)
            ? "compute what you need from it in a result cell, and read that here"
            : "use `\(name)` in result cells only")
      }
    }
  }
}
