import Support

/// The type of a result could be a Swift type.
enum InvalidType {
  static let id = "invalid-type"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    guard reading.cell.kind == .result, let type = reading.cell.attribute("type"),
      !type.value.trimmed.isEmpty, !isType(type)
    else { return [] }
    return [
      Diagnostic(id: id, message: "`\(type.value)` is not a Swift type", at: type.valueLocation)
    ]
  }

  /// Whether the value could be a type: names, brackets in balance, nothing that ends a signature.
  private static func isType(_ attribute: CellAttribute) -> Bool {
    let scan = SwiftTokens(attribute.value, startingAt: attribute.valueLocation)
    let allowed: Set = ["[", "]", "(", ")", ",", ":", ".", "<", ">", "?", ">?", ">>", "&", "->", ">>?", "??"]
    return scan.unterminated == nil && UnbalancedCode.mismatch(in: scan) == nil
      && scan.tokens.allSatisfy { $0.kind == .identifier || allowed.contains($0.text) }
      && scan.tokens.contains { $0.kind == .identifier }
  }
}
