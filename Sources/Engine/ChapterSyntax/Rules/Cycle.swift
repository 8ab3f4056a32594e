import Support

/// Results that need each other can never be computed.
enum Cycle {
  static let id = "cycle"

  static func diagnose(_ cycles: [[Int]], in book: BookReading) -> [Diagnostic] {
    cycles.compactMap { cycle in
      guard let first = cycle.min(), let start = cycle.firstIndex(of: first) else { return nil }
      let path = (cycle[start...] + cycle[..<start]).map { book.cells[$0] }
      let ids = (path + path.prefix(1)).map { "`\($0.cell.id)`" }
      let notes = zip(path, path.dropFirst() + path.prefix(1)).map { reader, read in
        Diagnostic.Note("`\(reader.cell.id)` reads `\(read.cell.id)` here", at: reader.uses[read.name])
      }
      return Diagnostic(
        id: id, message: "results read each other in a circle: \(ids.joined(separator: " → "))",
        at: path[0].cell.idLocation, notes: notes)
    }
  }
}
