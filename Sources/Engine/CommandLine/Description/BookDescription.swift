import BookEvaluation
import BookSite
import BookStore
import CellKit
import Support

/// Everything about a book that stands in no chapter. The constant `book` in the book's `chapters/Book.swift` holds it,
/// and the program is made of it and the chapters.
public struct BookDescription: Sendable {
  /// The command's, also of the hidden folder that holds what is computed: lower-case letters, digits and dashes.
  public var name: String
  public var version: String
  public var title: String
  /// One line below the title.
  public var subtitle: String
  public var authors: [String]
  public var paper: Paper
  /// How to cite the book itself.
  public var bibTeX: String
  /// The address of the book's licence, such as `https://spdx.org/licenses/Apache-2.0`; empty where it has none.
  public var licence: String
  /// Every cell's seed is derived from it and from the cell's id.
  public var seed: UInt64
  public var dataSets: [BookDataSet]
  /// Modules of plain records, which figures, tables and claims may use beside results. The chapters' target depends on them.
  public var recordModules: [String]
  public var machine: Machine
  /// Commands of this book alone, beside the general ones.
  public var commands: [any BookCommand.Type]
  /// Commands of this book alone below `data`, beside `status`.
  public var dataCommands: [any BookCommand.Type]
  /// Forms in which `value` writes results, beside JSON.
  public var valueFormats: [ValueFormat]

  /// The work whose claims the book judges.
  public struct Paper: Sendable {
    /// As plain text.
    public var citation: String
    /// Where it is, `https` only: shown as a link, never loaded.
    public var address: String
    public var bibTeX: String
    /// In the order of the paper.
    public var authors: [String]
    /// Where and when it appeared, in a few words.
    public var venue: String
    /// Other places, `https` only: its identifier, its code.
    public var links: [(name: String, address: String)]

    public init(
      citation: String, address: String, bibTeX: String, authors: [String] = [], venue: String = "",
      links: [(name: String, address: String)] = []
    ) {
      (self.citation, self.address, self.bibTeX) = (citation, address, bibTeX)
      (self.authors, self.venue, self.links) = (authors, venue, links)
    }
  }

  /// The parameters are the properties of the same names. The names of data sets and record modules must be string
  /// literals, because chapters are read before the program is compiled.
  public init(
    name: String, version: String = "0.1.0", title: String, subtitle: String, authors: [String] = [],
    paper: Paper, bibTeX: String, licence: String = "", seed: UInt64 = 1, dataSets: [BookDataSet] = [],
    recordModules: [String] = [], machine: Machine = Machine(), commands: [any BookCommand.Type] = [],
    dataCommands: [any BookCommand.Type] = [], valueFormats: [ValueFormat] = []
  ) {
    (self.name, self.version, self.title, self.subtitle) = (name, version, title, subtitle)
    (self.authors, self.paper, self.bibTeX, self.seed) = (authors, paper, bibTeX, seed)
    self.licence = licence
    (self.dataSets, self.recordModules, self.machine) = (dataSets, recordModules, machine)
    (self.commands, self.dataCommands, self.valueFormats) = (commands, dataCommands, valueFormats)
  }

  /// The book whose command runs: the command line's own description of itself depends on it.
  @TaskLocal static var current = BookDescription(
    name: "book", title: "", subtitle: "", paper: Paper(citation: "", address: "", bibTeX: ""), bibTeX: "")
}

extension BookDescription {
  var site: SiteDescription {
    SiteDescription(
      name: name, version: version, title: title, subtitle: subtitle, authors: authors,
      paper: .init(
        citation: paper.citation, address: paper.address, bibTeX: paper.bibTeX, authors: paper.authors,
        venue: paper.venue, links: paper.links.map { .init(name: $0.name, address: $0.address) }),
      bibTeX: bibTeX, licence: licence)
  }
}
