import ChapterSyntax
import Diagnostics

/// A chapter's Markdown as pandoc will see it, and what was taken out of it.
///
/// Cells, inline values, mathematics and cross references are replaced by tokens: letters and digits that
/// pandoc leaves alone. Their HTML is put in afterwards, so that pandoc's work depends on the prose alone.
struct ScannedChapter: Sendable {
  var chapter: Chapter
  /// The number in front of the file's name: 2 for `02-polytopes`; without one, its place in the book.
  var number: Int
  /// The page's file name.
  var page: String
  var markdown = ""
  /// By the number in the token.
  var placeholders: [Placeholder] = []
  var targets: [Target] = []
  var citations: [Citation] = []
  var diagnostics: [Diagnostic] = []
  /// What every token begins with; made from the chapter's text, which therefore cannot contain it.
  var tokenPrefix: String

  func token(_ index: Int) -> String { "\(tokenPrefix)\(index)z" }
}

/// What a token stands for.
enum Placeholder: Sendable {
  case title
  case cell(Cell)
  case inlineValue(Cell)
  case formula(PlacedFormula)
  case reference(ReferenceUse)
  /// The destination of a link into the book.
  case destination(ReferenceUse)
  case theoremHead(Target)
  case tableLabel(Target)
}

/// Mathematics in the prose.
struct PlacedFormula: Sendable {
  var formula: Formula
  /// Where the TeX begins.
  var location: SourceLocation
  /// The number and name of a displayed equation that can be referred to.
  var target: Target?
}

/// A citation of a publication.
struct Citation: Hashable, Sendable {
  var key: String
  var location: SourceLocation
}

/// A place that refers to a target.
struct ReferenceUse: Hashable, Sendable {
  /// As written, such as `fig-volumes`, `claim-C1` or `02-polytopes.md#sec-x`.
  var id: String
  /// `-@fig-volumes`: the number alone.
  var isNumberAlone = false
  var location: SourceLocation
}

/// Something that can be referred to.
struct Target: Hashable, Sendable {
  enum Kind: String, Sendable {
    case chapter, section, figure, table, equation, theorem, claim, cell
  }

  var kind: Kind
  var id: String
  /// The word before the number: `Figure`, `Lemma`.
  var label: String
  /// Such as `2.1`; empty where the target has none.
  var number: String
  /// Such as a heading's text, as plain text.
  var title: String
  var page: String
  var location: SourceLocation

  var href: String { kind == .chapter ? page : "\(page)#\(id)" }

  /// What a reference shows: `Figure 2.1`, `(2.1)` for equations, `Claim C1`.
  var name: String {
    if kind == .equation { return "(\(number))" }
    if number.isEmpty { return title.isEmpty ? label : "“\(title)”" }
    return label + "\u{A0}" + number
  }
}
