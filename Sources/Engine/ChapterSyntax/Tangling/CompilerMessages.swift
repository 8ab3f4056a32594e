import Support

/// What the compiler says of cells, in the book's words: where something is wrong, and what to do about it.
///
/// The compiler sees functions that are generated around cells, and says several things of one mistake.
package struct CompilerMessages {
  private struct Message: Hashable {
    var location: SourceLocation
    var text: String
  }

  private let plan: BookPlan
  private let names: [String]

  /// - Parameter plan: also of chapters that have mistakes.
  package init(of plan: BookPlan, declarations: BookDeclarations = BookDeclarations()) {
    self.plan = plan
    let results = plan.cells.filter { $0.cell.kind == .result }.map(\.name)
    let setups = plan.cells.filter { $0.cell.kind == .setup }.map {
      SwiftTokens($0.cell.body, startingAt: $0.cell.bodyLocation).tokens
    }
    let declared = setups.flatMap { SetupDeclarations($0, ownTypes: []).names.sorted() }
    names = results + declarations.dataSets + ScopeName.allCases.map(\.rawValue) + declared
  }

  /// One diagnostic for each mistake in a cell. Those that the rules found are not among them.
  /// - Parameter output: the compiler's, with paths that begin at the project's root.
  package func diagnostics(in output: String) -> [Diagnostic] {
    var byCell: [String: [Message]] = [:]
    for message in Set(output.split(separator: "\n").compactMap(Self.message)) {
      guard let cell = cell(at: message.location) else { continue }
      byCell[cell.cell.id, default: []].append(message)
    }
    let found = plan.cells.flatMap { cell in diagnostics(byCell[cell.cell.id] ?? [], in: cell) }
    return Set(found).sorted { ($0.location, $0.message) < ($1.location, $1.message) }
  }

  /// `chapters/01.md:3:5: error: text`; what the rules say ends with a rule's name.
  private static func message(_ line: Substring) -> Message? {
    guard let match = line.wholeMatch(of: /(chapters\/[^:]*\.md):([0-9]+):([0-9]+): error: (.*)/),
      match.4.wholeMatch(of: /.* \[[a-z-]+\]/) == nil, let line = Int(match.2), let column = Int(match.3)
    else { return nil }
    return Message(
      location: SourceLocation(file: String(match.1), line: line, column: column), text: String(match.4))
  }

  private func cell(at location: SourceLocation) -> PlannedCell? {
    plan.cells.first { planned in
      let cell = planned.cell
      return cell.location.file == location.file && cell.lines.contains(location.line)
        && (cell.kind != .inline || cell.lines.count > 1 || isInside(cell, location))
    }
  }

  /// Several inline values may stand on one line.
  private func isInside(_ cell: Cell, _ location: SourceLocation) -> Bool {
    let start = cell.location.column
    return (start...(start + cell.body.unicodeScalars.count + 4)).contains(location.column)
  }

  private func diagnostics(_ messages: [Message], in planned: PlannedCell) -> [Diagnostic] {
    let cell = planned.cell
    let unknown = messages.compactMap { message in
      Self.unknownName(message.text).map { (message, $0) }
    }
    let others = messages.filter { message in
      Self.unknownName(message.text) == nil
        && !unknown.contains { $0.0.location.line == message.location.line }
        && (unknown.isEmpty || !Self.isConsequence(message.text))
    }
    let missing = Set(unknown.map(\.1))
    return unknown.map { message, name in
      let isType = message.location.line < cell.bodyLocation.line
      let known = names + (isType ? [] : localNames(of: cell).filter { !missing.contains($0) })
      return Diagnostic(
        id: "unknown-name", message: "nothing here is named `\(name)`", at: place(message.location, in: cell),
        fix: NearestName.of(name, among: known).map { "did you mean `\($0)`?" }
          ?? "declare it in this cell or in a setup cell, or read a result by its name in camel case")
    } + others.map { diagnostic($0, in: cell) }
  }

  private func diagnostic(_ message: Message, in cell: Cell) -> Diagnostic {
    if Self.isAboutCodable(message.text), let result = uncodableResult(message.text, read: cell) {
      let type = result.attribute("type")
      return Diagnostic(
        id: "uncodable-type",
        message: "`\(type?.value ?? "")`, the type of `\(result.id)`, cannot be kept in the store",
        at: type?.valueLocation ?? result.location,
        fix: "declare the types that it is made of as `: Codable, Sendable`")
    }
    if message.text.hasPrefix("missing return in ") {
      return Diagnostic(
        id: "missing-return", message: "the cell has several statements and returns none of them",
        at: cell.bodyLocation, fix: "write `return` before the value")
    }
    return Diagnostic(
      id: "compiler", message: message.text, at: place(message.location, in: cell))
  }

  /// The type's place where the message is about the generated head of the function.
  private func place(_ location: SourceLocation, in cell: Cell) -> SourceLocation {
    guard cell.kind != .inline, location.line < cell.bodyLocation.line else { return location }
    return cell.attribute("type")?.valueLocation ?? cell.location
  }

  // MARK: - Kinds of messages

  private static func unknownName(_ text: String) -> String? {
    text.firstMatch(of: /^cannot find (?:type )?'([^']+)' in scope/).map { String($0.1) }
  }

  /// What the compiler says besides where a name is missing.
  private static func isConsequence(_ text: String) -> Bool {
    [
      "cannot infer ", "generic parameter ", "type of expression is ambiguous",
      "failed to produce diagnostic",
      "the compiler is unable to type-check",
    ].contains { text.hasPrefix($0) }
  }

  private static func isAboutCodable(_ text: String) -> Bool {
    ["any Codable", "'Codable'", "'Decodable'", "'Encodable'", "Decodable & Encodable"].contains {
      text.contains($0)
    }
  }

  /// The result whose type the message quotes: the cell itself, or one that it reads.
  private func uncodableResult(_ text: String, read cell: Cell) -> Cell? {
    let results = plan.cells.map(\.cell).filter { $0.kind == .result && $0["type"] != nil }
    let quoted = Set(text.matches(of: /'([^']+)'/).map { String($0.1) })
    func hasType(_ result: Cell) -> Bool {
      let names = SwiftTokens(result["type"] ?? "", startingAt: result.location).tokens.compactMap(\.name)
      return quoted.contains(result["type"] ?? "") || !quoted.isDisjoint(with: names)
    }
    if cell.kind == .result, hasType(cell) { return cell }
    return results.first(where: hasType) ?? (cell.kind == .result ? cell : nil)
  }

  /// The names that the cell's code uses or declares.
  private func localNames(of cell: Cell) -> [String] {
    Set(SwiftTokens(cell.body, startingAt: cell.bodyLocation).tokens.compactMap(\.name)).sorted()
  }
}
