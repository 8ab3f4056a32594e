import ChapterSyntax
import Support

extension Problem {
  static func example(_ name: String, at place: Place) -> Problem {
    Problem(
      id: "example-list", message: "pandoc takes this for the mark of a numbered example", place: place,
      fix:
        "Write `[@\(name)]` for a citation in brackets, or a word before it; `(@name)` is for examples alone."
    )
  }
}

extension ChapterComposer {
  /// What stands before the hyphen of an id that refers inside the book.
  static let prefixes: Set<Substring> = [
    "fig", "tbl", "eq", "thm", "lem", "def", "cor", "prp", "prop", "exm", "exa", "ex", "rem", "sec", "claim",
  ]

  private static func isReference(_ key: String) -> Bool {
    guard let hyphen = key.firstIndex(of: "-") else { return false }
    return prefixes.contains(key[..<hyphen])
  }

  /// `[@fig-a; @fig-b]` loses its brackets: it refers inside the book and cites nothing.
  mutating func cite(_ citations: [Inline.Citation], _ source: String, _ result: inout [Inline]) {
    let references = citations.filter { Self.isReference($0.key) }
    if references.count == citations.count { return refer(citations, &result) }
    let places = citations.map { citation -> Place in
      guard Self.isReference(citation.key) else { return place(of: .key("@" + citation.key)) }
      return use(citation, isNumberAlone: citation.mode == .suppressAuthor).place
    }
    for (citation, place) in zip(citations, places) where Self.isReference(citation.key) {
      report(
        "mixed-citation", "`@\(citation.key)` stands among citations", at: place,
        fix: "Write the reference outside of the citation's brackets.")
      break
    }
    let published = zip(citations, places).filter { !Self.isReference($0.0.key) }
    let cited = CitationUse(source: source, keys: published.map(\.0.key), places: published.map(\.1))
    composed.outline.citations.append(cited)
    result.append(.citation(cited))
  }

  /// `@name.` at the beginning of a block is the mark of a numbered example, and so is `(@name)`; from there on
  /// the name is a number wherever it stands. Neither is to happen to what looks like a citation.
  mutating func checkExamples() {
    guard !hasCheckedExamples else { return }
    hasCheckedExamples = true
    let mark = /^[\s>]*(?:[-*+]\s+)*(\(?)@([\w-]*)[.)](?:\s|$)/
    let lines = outlined.chapter.text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard let match = String(line).firstMatch(of: mark) else { continue }
      let place = Place.known(SourceLocation(file: outlined.chapter.path, line: index + 1))
      let name = String(match.2)
      if match.1.isEmpty || Self.isReference(name) {
        composed.problems.append(.example(name, at: place))
      } else if !name.isEmpty {
        composed.outline.examples.append(ReferenceUse(id: name, place: place))
      }
    }
  }

  private mutating func refer(_ citations: [Inline.Citation], _ result: inout [Inline]) {
    for (index, citation) in citations.enumerated() {
      if index > 0 { result += [.text(";"), .space] }
      // Without brackets, the hyphen of `-@fig-a` is a text of its own.
      let isNumberAlone =
        citation.mode == .suppressAuthor || citation.mode == .authorInText && Self.takeHyphen(&result)
      let prefix = inlines(citation.prefix)
      result += prefix
      if !prefix.isEmpty, !(prefix.last?.isSpace ?? false) { result.append(.space) }
      result.append(.reference(use(citation, isNumberAlone: isNumberAlone)))
      guard !citation.suffix.isEmpty else { continue }
      if citation.mode == .authorInText { result.append(.space) }
      result += inlines(citation.suffix)
    }
  }

  private mutating func use(_ citation: Inline.Citation, isNumberAlone: Bool) -> ReferenceUse {
    let place = self.place(of: .key((isNumberAlone ? "-@" : "@") + citation.key))
    var use = ReferenceUse(id: citation.key, isNumberAlone: isNumberAlone, place: place)
    use.isLink = false
    composed.outline.references.append(use)
    return use
  }

  private static func takeHyphen(_ result: inout [Inline]) -> Bool {
    guard case .text(let text) = result.last, text.hasSuffix("-") else { return false }
    let rest = text.dropLast()
    if let before = rest.last, before.isLetter || before.isNumber || before == "-" { return false }
    result.removeLast()
    if !rest.isEmpty { result.append(.text(String(rest))) }
    return true
  }
}
