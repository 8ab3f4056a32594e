import Support

/// What stands between the braces must be readable, and each thing written once.
enum InvalidAttribute {
  static let id = "invalid-attribute"

  static func unreadable(_ failure: AttributeScanner.Failure, in text: SourceText) -> Diagnostic {
    Diagnostic(
      id: id, message: failure.message, at: text.location(at: failure.offset),
      fix: "write the attributes as `{.swift .kind #id name=\"value\"}`")
  }

  static func diagnose(_ list: AttributeList) -> [Diagnostic] {
    guard list.has("swift") else { return [] }
    var seen: [String: SourceLocation] = [:]
    var found: [Diagnostic] = []
    for attribute in list.attributes {
      if let first = seen[attribute.name] {
        found.append(
          Diagnostic(
            id: id, message: "`\(attribute.name)` is written twice", at: attribute.location,
            notes: [Diagnostic.Note("it is written here first", at: first)]))
      } else {
        seen[attribute.name] = attribute.location
      }
    }
    if list.ids.count > 1 {
      found.append(
        Diagnostic(
          id: id, message: "a cell has one id, not both `\(list.ids[0].text)` and `\(list.ids[1].text)`",
          at: list.ids[1].location, fix: "remove one of them"))
    }
    return found
  }
}
