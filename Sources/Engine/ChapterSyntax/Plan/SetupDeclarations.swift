/// The names by which cells use what a setup cell, or a Swift file beside the chapters, declares.
struct SetupDeclarations {
  /// Names and operators; for extensions the extended type and the members.
  var names: Set<String> = []
  /// Whether any cell may use it without saying so: it gives a type of others a conformance, an initialiser or a
  /// subscript, or holds something that ``DeclarationReader`` does not understand.
  var countsEverywhere = false

  /// - Parameter ownTypes: the types that setup cells declare: whoever uses one of them says its name, or that of
  ///   something declared with it.
  init(_ tokens: [SwiftToken], ownTypes: Set<String>) {
    var reader = DeclarationReader(tokens)
    while let declaration = reader.next() {
      switch declaration {
      case .named(let names): self.names.formUnion(names)
      case .importing: break
      case .everywhere: countsEverywhere = true
      case .extending(let type, let conforms, let members):
        names.formUnion(type)
        if type.isEmpty || !ownTypes.isSuperset(of: type) {
          addMembers(DeclarationReader(tokens, in: members))
          if conforms { countsEverywhere = true }
        }
      }
    }
  }

  private mutating func addMembers(_ reader: DeclarationReader) {
    var reader = reader
    while let member = reader.next() {
      if case .named(let names) = member { self.names.formUnion(names) } else { countsEverywhere = true }
    }
  }

  /// The types that `tokens` declare at any depth.
  static func types(in tokens: [SwiftToken]) -> [String] {
    let keywords: Set = ["struct", "class", "enum", "actor", "protocol", "typealias"]
    return zip(tokens, tokens.dropFirst()).compactMap { keyword, next in
      keyword.name.map(keywords.contains) ?? false ? next.name : nil
    }
  }
}
