import BookEvaluation
import ChapterSyntax
import Foundation

/// Versions that are part of the keys of kept pieces: raise one when its output changes. (Pages have the
/// program itself in their keys.)
enum RendererVersion {
  static let tree = "1"
  static let citation = "1"
  static let mathematics = "1"
}

/// What the title page and the foot of each page say about the book.
package struct SiteDescription: Sendable, Hashable {
  /// The book's and its command's.
  package var name: String
  package var version: String
  package var title: String
  /// One line below the title.
  package var subtitle: String
  /// Of the book, for machines.
  package var authors: [String]
  package var paper: Paper
  /// BibTeX for the book.
  package var bibTeX: String
  /// The address of the book's licence; empty where it has none.
  package var licence: String

  /// Of the book itself: the title that stands on its pages is the paper's.
  var ownTitle: String { "\(name): an executable replica of \(title)" }

  /// The work that the book replicates.
  package struct Paper: Sendable, Hashable {
    package struct Link: Sendable, Hashable {
      var name: String
      var address: String

      package init(name: String, address: String) { (self.name, self.address) = (name, address) }
    }

    /// How to cite it, as plain text.
    var citation: String
    /// `https` only: shown as a link, never loaded. So are the other links.
    var address: String
    var bibTeX: String
    var authors: [String]
    var venue: String
    var links: [Link]

    package init(
      citation: String, address: String, bibTeX: String, authors: [String] = [], venue: String = "",
      links: [Link] = []
    ) {
      (self.citation, self.address, self.bibTeX) = (citation, address, bibTeX)
      (self.authors, self.venue, self.links) = (authors, venue, links)
    }
  }

  package init(
    name: String, version: String = "", title: String, subtitle: String, authors: [String] = [], paper: Paper,
    bibTeX: String, licence: String = ""
  ) {
    (self.name, self.version, self.authors, self.title, self.subtitle) = (
      name, version, authors, title, subtitle
    )
    (self.paper, self.bibTeX, self.licence) = (paper, bibTeX, licence)
  }
}

/// Everything that a page may show.
struct BookContext: Sendable {
  var description: SiteDescription
  var chapters: [OutlinedChapter]
  var references: ReferenceTable
  var mathematics = MathLibrary()
  var publications = Publications()
  var evaluation: Evaluation
  var claims: ClaimsLedger
  /// Where it is given, the pages show it and nothing that differs from run to run.
  var sourceDate: Date?
  /// By cell id.
  var planned: [String: PlannedCell]
}

/// A page's own part, without the parts that all pages share: what the cache keeps.
struct RenderedChapter: Codable, Hashable, Sendable {
  struct Section: Codable, Hashable, Sendable {
    var level: Int
    var id: String
    var number: String
    /// HTML of its words, for links.
    var heading: String
    /// Plain text of the heading and of what stands below it, for the search.
    var plainHeading: String
    var text: String
  }

  /// A figure, table, theorem or claim, for the search.
  struct Entry: Codable, Hashable, Sendable {
    var id: String
    var heading: String
    var text: String
  }

  struct Preview: Codable, Hashable, Sendable {
    var id: String
    var html: String
  }

  /// HTML of the title: its words for links, and the whole for the page's heading.
  var title: String
  var heading: String
  /// HTML of everything below the title.
  var body: String
  var sections: [Section]
  var previews: [Preview]
  var entries: [Entry] = []
  /// Whether something of another page is to be shown in it, by ``ShownAgain``.
  var showsAgain = false
  /// Keys of the publications that the chapter cites, sorted.
  var citations: [String]
}
