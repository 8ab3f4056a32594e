import Support

/// An import declaration of a cell.
struct ModuleImport: Hashable {
  var module: String
  var location: SourceLocation
  /// The indices of its tokens, attributes and access level included.
  var tokens: Range<Int>

  /// Modules that figures, tables, claims and inline values can use without importing them.
  static let presentation = ["CellPlotting", "Plotting"]
  /// Modules that every cell can use without importing them.
  static let standard = ["CellKit", "Foundation"]

  static func all(in tokens: SwiftTokens) -> [ModuleImport] {
    let list = tokens.tokens
    return list.indices.compactMap { index in
      guard list[index].kind == .identifier, list[index].text == "import" else { return nil }
      if index > 0, list[index - 1].isPunctuation(".") || !list[index].startsStatement(after: list[index - 1])
      {
        return nil
      }
      return ModuleImport(list, at: index)
    }
  }

  private init?(_ list: [SwiftToken], at index: Int) {
    let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor"]
    var name = index + 1
    if name < list.count, let word = list[name].name, kinds.contains(word) { name += 1 }
    guard name < list.count, let module = list[name].name else { return nil }
    var end = name + 1
    while end + 1 < list.count, list[end].isPunctuation("."), list[end + 1].kind == .identifier { end += 2 }
    var start = index
    while start > 0, list[start - 1].isImportModifier {
      start -= 1
      if start > 0, list[start - 1].isPunctuation("@") { start -= 1 }
    }
    self.module = module
    location = list[name].location
    tokens = start..<end
  }
}

extension SwiftToken {
  fileprivate var isImportModifier: Bool {
    guard let name else { return false }
    return ["public", "internal", "private", "fileprivate", "package", "testable", "preconcurrency"]
      .contains(name)
  }

  fileprivate func startsStatement(after previous: SwiftToken) -> Bool {
    startsLine || previous.isPunctuation(";") || previous.isImportModifier
  }
}
