import ChapterSyntax
import Support

/// What a chapter offers to the others and wants from them. The cache keeps it, so that the chapters that did
/// not change need not be read again.
struct ChapterOutline: Hashable, Sendable, Codable {
  /// Without marks, for lists and windows.
  var title = ""
  var targets: [Target] = []
  var references: [ReferenceUse] = []
  var citations: [CitationUse] = []
  /// The names of numbered examples, which look like keys of publications.
  var examples: [ReferenceUse] = []
  /// Where nothing is to be looked for.
  var verbatims: [Verbatim] = []
}

/// A chapter with its outline.
struct OutlinedChapter: Sendable {
  var chapter: Chapter
  /// The number in front of the file's name: 2 for `02-polytopes`; without one, its place in the book.
  var number: Int
  /// The page's file name.
  var page: String
  var outline = ChapterOutline()

  /// - Parameter place: of the chapter in the book, from 1.
  init(_ chapter: Chapter, place: Int) {
    self.chapter = chapter
    number = Int(chapter.name.prefix { $0.isASCII && $0.isNumber }) ?? place
    // Without a number the name alone, and the first of these is the landing page.
    let name = number == 0 ? String(chapter.name.drop { "0-_".contains($0) }) : chapter.name
    page =
      number == 0 && place == 1
      ? "index.html" : SiteFiles.figureName(of: name.isEmpty ? chapter.name : name) + ".html"
  }
}

/// A citation of publications: what stands between its brackets, brackets included.
struct CitationUse: Hashable, Sendable, Codable {
  var source: String
  var keys: [String]
  /// Of each key.
  var places: [Place]
}

/// A place that refers to a target.
struct ReferenceUse: Hashable, Sendable, Codable {
  /// As written, such as `fig-volumes`, `claim-C1` or `02-polytopes.md#sec-x`.
  var id: String
  /// `-@fig-volumes`: the number alone.
  var isNumberAlone = false
  /// Whether the author wrote the words that are shown.
  var isLink = true
  var place: Place

  init(id: String, isNumberAlone: Bool = false, place: Place) {
    self.id = id
    self.isNumberAlone = isNumberAlone
    self.place = place
  }

  init(id: String, location: SourceLocation) { self.init(id: id, place: .known(location)) }
}

/// Something that can be referred to.
struct Target: Hashable, Sendable, Codable {
  enum Kind: String, Sendable, Codable {
    case chapter, section, figure, table, equation, theorem, claim, cell
    /// An id that an author gave to some words or to a block.
    case anchor

    /// Whether other chapters may have the same id.
    var isLocal: Bool { self == .section || self == .anchor }
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
  var place: Place

  var href: String { kind == .chapter ? page : "\(page)#\(id)" }

  /// What a reference shows: `Figure 2.1`, `(2.1)` for equations, `Claim C1`.
  var name: String {
    if kind == .equation { return "(\(number))" }
    if number.isEmpty { return title.isEmpty ? label : "“\(title)”" }
    return label + "\u{A0}" + number
  }
}
