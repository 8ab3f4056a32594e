import CellKit
import ChapterSyntax
import Foundation

/// Versions that are part of the keys of kept pieces: raise one when its output changes. (Pages have the
/// program itself in their keys.)
enum RendererVersion {
  static let tree = "1"
  static let citation = "1"
  static let mathematics = "1"
}

/// What the title page and the colophon say about the book.
package struct SiteDescription: Sendable, Hashable {
  package var title: String
  /// One line below the title.
  package var subtitle: String
  /// How to cite the paper that the book replicates, as plain text.
  package var paper: String
  /// BibTeX for the paper.
  package var paperBibTeX: String
  /// Where the sources are, shown but never loaded.
  package var sources: String?

  package init(
    title: String = "Robust Implicit Networks via Non-Euclidean Contractions",
    subtitle: String = "An executable replica: claims of the paper, recomputed and judged",
    paper: String = Self.nemon, paperBibTeX: String = Self.nemonBibTeX, sources: String? = nil
  ) {
    self.title = title
    self.subtitle = subtitle
    self.paper = paper
    self.paperBibTeX = paperBibTeX
    self.sources = sources
  }

  package static let nemon =
    "S. Jafarpour, A. Davydov, A. V. Proskurnikov, F. Bullo: Robust Implicit Networks via Non-Euclidean "
    + "Contractions. Advances in Neural Information Processing Systems 34 (NeurIPS 2021). arXiv:2106.03194."

  package static let nemonBibTeX = """
    @inproceedings{jafarpour2021robust,
      author    = {Jafarpour, Saber and Davydov, Alexander and Proskurnikov, Anton V. and Bullo, Francesco},
      title     = {Robust Implicit Networks via Non-{E}uclidean Contractions},
      booktitle = {Advances in Neural Information Processing Systems},
      volume    = {34},
      year      = {2021},
      eprint    = {2106.03194},
      archivePrefix = {arXiv}
    }
    """
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
  /// Keys of the publications that the chapter cites, sorted.
  var citations: [String]
}
