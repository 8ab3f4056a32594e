import Support

/// A result says its Swift type, since the cells that read it are compiled apart from it.
enum MissingType {
  static let id = "missing-type"
  static let invalid = "invalid-type"

  static func diagnose(_ reading: CellReading) -> [Diagnostic] {
    let cell = reading.cell
    guard cell.kind == .result else { return [] }
    guard let type = cell.attribute("type"), !type.value.trimmed.isEmpty else {
      return [
        Diagnostic(
          id: id, message: "the result `\(cell.id)` has no type",
          at: cell.attribute("type")?.location ?? cell.location,
          fix: "add `type=\"...\"`, a Codable type such as `[Double]`")
      ]
    }
    guard !isType(type) else { return [] }
    return [
      Diagnostic(id: invalid, message: "`\(type.value)` is not a Swift type", at: type.valueLocation)
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
