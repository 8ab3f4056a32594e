import Support

/// The class beside `.swift` must name a kind of cell, and only one.
enum UnknownKind {
  static let id = "unknown-kind"
  private static let kinds = CellKind.allCases.filter { $0 != .inline && $0 != .swift }.map(\.rawValue)

  static func diagnose(_ block: FencedBlock, in text: SourceText) -> [Diagnostic] {
    guard block.list.has("swift") else { return missingLanguage(block.list) }
    let others = block.list.classes.filter { $0.text != "swift" }
    let unknown = others.filter { !kinds.contains($0.text) }
    if !unknown.isEmpty { return unknown.map { diagnostic($0, among: kinds) } }
    guard others.count > 1 else { return [] }
    return [
      Diagnostic(
        id: id, message: "a cell has one kind, not both `\(others[0].text)` and `\(others[1].text)`",
        at: others[1].location, fix: "remove one of them")
    ]
  }

  static func diagnose(inline list: AttributeList) -> [Diagnostic] {
    list.classes.filter { $0.text != "swift" }.map { word in
      Diagnostic(
        id: id, message: "an inline value has no kind `\(word.text)`", at: word.location,
        fix: "remove `.\(word.text)`")
    }
  }

  private static func diagnostic(_ word: AttributeList.Word, among names: [String]) -> Diagnostic {
    let nearest = NearestName.of(word.text, among: names)
    return Diagnostic(
      id: id, message: "unknown kind of cell `\(word.text)`", at: word.location,
      notes: [
        Diagnostic.Note("the kinds are \(names.joined(separator: ", ")); without one it is only shown")
      ],
      fix: nearest.map { "did you mean `.\($0)`?" })
  }

  /// A block such as `{.result #id}` was surely meant as a cell.
  private static func missingLanguage(_ list: AttributeList) -> [Diagnostic] {
    guard !list.ids.isEmpty, let kind = list.classes.first(where: { kinds.contains($0.text) }) else {
      return []
    }
    return [
      Diagnostic(
        id: id, message: "a \(kind.text) cell needs the class `.swift`", at: kind.location,
        fix: "write `{.swift .\(kind.text) ...}`")
    ]
  }
}
