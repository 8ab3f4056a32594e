import Support

/// An id is kebab case: it becomes a Swift name, a file name and a link.
enum InvalidID {
  static let id = "invalid-id"
  static let missing = "missing-id"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    let cell = reading.cell
    guard cell.hasWrittenID else { return missingID(cell) }
    guard !isValid(cell.id, kind: cell.kind) else { return [] }
    let suggestion = kebabCase(cell.id)
    return [
      Diagnostic(
        id: id, message: "`\(cell.id)` is not a valid id", at: cell.idLocation,
        notes: [
          Diagnostic.Note(
            cell.kind == .claim
              ? "an id has ASCII letters and digits in words joined by `-`, and begins with a letter"
              : "an id has lower-case ASCII letters and digits in words joined by `-`, and begins with a letter"
          )
        ],
        fix: isValid(suggestion, kind: cell.kind) ? "write `#\(suggestion)`" : nil)
    ]
  }

  private static func missingID(_ cell: Cell) -> [Diagnostic] {
    switch cell.kind {
    case .setup, .swift, .inline: return []
    case .result, .figure, .table, .claim:
      return [
        Diagnostic(
          id: missing, message: "a \(cell.kind.rawValue) needs an id", at: cell.location,
          fix: "write `{.swift .\(cell.kind.rawValue) #name-of-it ...}`")
      ]
    }
  }

  static func isValid(_ id: String, kind: CellKind) -> Bool {
    let words = id.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = id.utf8.first, first.isLetter, id.utf8.count <= 100 else { return false }
    return words.allSatisfy { word in
      !word.isEmpty
        && word.utf8.allSatisfy { $0.isDigit || $0.isLetter && (kind == .claim || $0 >= UInt8(ascii: "a")) }
    }
  }

  /// `PolytopeVolumes_2` as `polytope-volumes-2`.
  private static func kebabCase(_ id: String) -> String {
    var text = ""
    var followsLower = false
    for scalar in id.unicodeScalars where scalar.isASCII {
      let byte = UInt8(scalar.value)
      if byte.isLetter || byte.isDigit {
        let isUpper = byte.isLetter && byte < UInt8(ascii: "a")
        if isUpper, followsLower { text += "-" }
        text += scalar.properties.lowercaseMapping
        followsLower = !isUpper
      } else {
        if !text.isEmpty, !text.hasSuffix("-") { text += "-" }
        followsLower = false
      }
    }
    while text.hasSuffix("-") { text.removeLast() }
    return text
  }
}
