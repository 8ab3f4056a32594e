import Support

/// Ids are unique in the book, also as Swift names and as file names on disks that ignore case.
enum DuplicateID {
  static let id = "duplicate-id"

  static func diagnose(_ book: BookReading) -> [Diagnostic] {
    var first: [String: CellReading] = [:]
    return book.cells.compactMap { reading in
      let keys = [reading.cell.id.lowercased(), reading.name.lowercased()]
      guard let earlier = keys.lazy.compactMap({ first[$0] }).first else {
        for key in keys { first[key] = reading }
        return nil
      }
      return diagnostic(reading, earlier)
    }
  }

  private static func diagnostic(_ reading: CellReading, _ earlier: CellReading) -> Diagnostic {
    let message =
      reading.cell.id == earlier.cell.id
      ? "the id `\(reading.cell.id)` is used twice"
      : "the ids `\(earlier.cell.id)` and `\(reading.cell.id)` are too alike: both are named `\(reading.name)`"
    return Diagnostic(
      id: id, message: message, at: reading.cell.idLocation,
      notes: [Diagnostic.Note("the other one is here", at: earlier.cell.idLocation)],
      fix: "give one of them another id")
  }
}
