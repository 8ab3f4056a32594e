import Support

/// What the chapters' syntax depends on beside the chapters: names of data sets and of modules.
///
/// The chapters are read before anything of the book runs, so data sets and record modules are found in the text of
/// the book's description, as string literals.
package struct BookDeclarations: Hashable, Sendable {
  /// The description's file, beside the chapters.
  package static let fileName = "Book.swift"

  /// Names in scope in result cells.
  package var dataSets: [String] = []
  /// Those that chapters may import for their result cells.
  package var modules: [String] = []
  /// Those among ``modules`` of plain records, which presentation cells see too.
  package var recordModules: [String] = []

  /// - Parameter modules: what the target of the chapters depends on; those that cells have anyway are left out.
  package init(dataSets: [String] = [], modules: [String] = [], recordModules: [String] = []) {
    self.dataSets = dataSets.sorted()
    self.modules = modules.filter { !(ModuleImport.presentation + ModuleImport.standard).contains($0) }
      .sorted()
    self.recordModules = recordModules.sorted()
  }

  /// Reads `BookDataSet("name"` and `recordModules: ["name"]`.
  /// - Returns: what was read, and what cannot be.
  package static func read(
    _ description: ChapterSource, modules: [String]
  ) -> (declarations: BookDeclarations, diagnostics: [Diagnostic]) {
    let start = SourceLocation(file: description.path, line: 1)
    var reader = Reader(tokens: SwiftTokens(description.text, startingAt: start).tokens)
    reader.read()
    let declared = BookDeclarations(
      dataSets: reader.dataSets.map(\.text), modules: modules,
      recordModules: reader.recordModules.map(\.text))
    for module in reader.recordModules where !declared.modules.contains(module.text) {
      reader.complain("the target of the chapters does not depend on `\(module.text)`", module.location)
    }
    return (declared, reader.diagnostics)
  }
}

private struct Reader {
  typealias Name = (text: String, location: SourceLocation)

  let tokens: [SwiftToken]
  var dataSets: [Name] = []
  var recordModules: [Name] = []
  var diagnostics: [Diagnostic] = []

  init(tokens: [SwiftToken]) { self.tokens = tokens }

  mutating func read() {
    for index in tokens.indices.dropLast(2) {
      if tokens[index].name == "BookDataSet", tokens[index + 1].isPunctuation("(") {
        readDataSet(at: index + 2)
      } else if tokens[index].name == "recordModules", tokens[index + 1].isPunctuation(":") {
        readModules(at: index + 2)
      }
    }
  }

  private mutating func readDataSet(at index: Int) {
    guard let name = literal(at: index, "a data set's name") else { return }
    if !name.text.isIdentifier || SwiftKeywords.reserved.contains(name.text)
      || ScopeName(rawValue: name.text) != nil
    {
      complain("`\(name.text)` cannot be a data set's name in cells", name.location)
    } else if dataSets.contains(where: { $0.text == name.text }) {
      complain("there are two data sets `\(name.text)`", name.location)
    } else {
      dataSets.append(name)
    }
  }

  private mutating func readModules(at start: Int) {
    guard tokens[start].isPunctuation("[") else {
      return complain("the record modules must be an array of string literals", tokens[start].location)
    }
    var index = start + 1
    while index < tokens.count, !tokens[index].isPunctuation("]") {
      guard let module = literal(at: index, "a record module") else { return }
      recordModules.append(module)
      index += index + 1 < tokens.count && tokens[index + 1].isPunctuation(",") ? 2 : 1
    }
  }

  private mutating func literal(at index: Int, _ what: String) -> Name? {
    let token = tokens[index]
    let text = token.text.dropFirst().dropLast()
    guard token.kind == .string, token.text.count >= 2, token.text.hasPrefix("\""),
      token.text.hasSuffix("\""),
      !text.contains(where: { "\"\\\n".contains($0) })
    else {
      complain("\(what) must be a string literal: chapters are read before this file can run", token.location)
      return nil
    }
    return (String(text), token.location)
  }

  mutating func complain(_ message: String, _ location: SourceLocation) {
    diagnostics.append(Diagnostic(id: "book-description", message: message, at: location))
  }
}

extension String {
  fileprivate var isIdentifier: Bool {
    first.map { $0.isLetter || $0 == "_" } ?? false && allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }
}
