import Support

/// All rules about cells, each in its own file.
enum BookRules {
  private static let cellRules: [@Sendable (CellReading) -> [Diagnostic]] = [
    InvalidID.diagnose, ReservedName.diagnose, MissingAttribute.diagnose, InvalidType.diagnose,
    MissingCaption.diagnose, ClaimSourceAttribute.diagnose, UnknownAttribute.diagnose,
    AllowedValues.diagnose, InvalidFormat.diagnose, MisusedName.diagnose, ForbiddenImport.diagnose,
    UnbalancedCode.diagnose, EmptyCell.diagnose, PrintedOutput.diagnose,
  ]

  static func diagnose(_ book: BookReading) -> [Diagnostic] {
    book.cells.concurrentMap { cell in cellRules.flatMap { $0(cell) } }.flatMap { $0 }
      + DuplicateID.diagnose(book) + ProbeAttribute.diagnose(book) + SelfReading.diagnose(book)
  }
}
