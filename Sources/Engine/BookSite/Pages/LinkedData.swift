import BookEvaluation
import ChapterSyntax
import Foundation

/// What machines read of the book: schema.org's words on the front page for those that index it.
struct LinkedData: Encodable {
  private let context = "https://schema.org"
  private let type = "ScholarlyArticle"
  private let name: String
  private let description: String
  private let author: [Agent]
  private let isBasedOn: Work
  private let hasPart: [Review]

  private enum CodingKeys: String, CodingKey {
    case context = "@context"
    case type = "@type"
    case name, description, author, isBasedOn, hasPart
  }

  private struct Agent: Encodable {
    var type = "Person"
    var name: String

    enum CodingKeys: String, CodingKey {
      case type = "@type"
      case name
    }
  }

  private struct Work: Encodable {
    var type = "ScholarlyArticle"
    var name: String
    var author: [Agent]
    var url: String
    var citation: String

    enum CodingKeys: String, CodingKey {
      case type = "@type"
      case name, author, url, citation
    }
  }

  /// The words of the verdict stand in `alternateName`: they are on no scale of numbers.
  private struct Review: Encodable {
    struct Rating: Encodable {
      var type = "Rating"
      var alternateName: String

      enum CodingKeys: String, CodingKey {
        case type = "@type"
        case alternateName
      }
    }

    var type = "ClaimReview"
    var name: String
    var url: String
    var claimReviewed: String
    var reviewRating: Rating

    enum CodingKeys: String, CodingKey {
      case type = "@type"
      case name, url, claimReviewed, reviewRating
    }
  }

  init(_ context: BookContext) {
    let description = context.description
    name = description.ownTitle
    self.description = description.subtitle
    author = description.authors.map { Agent(type: "Organization", name: $0) }
    isBasedOn = Work(
      name: description.title, author: description.paper.authors.map { Agent(name: $0) },
      url: description.paper.address,
      citation: description.paper.citation)
    hasPart = context.claims.entries.map { entry in
      let page = context.chapters.first { $0.chapter.name == entry.chapter }?.page ?? BackPages.claimsFile
      return Review(
        name: "Claim \(entry.id)", url: "\(page)#\(entry.id)", claimReviewed: entry.plainStatement,
        reviewRating: .init(alternateName: entry.verdict.words))
    }
  }

  /// A block of data, which no browser runs.
  func element() throws -> Markup {
    "<script type=\"application/ld+json\">\(Markup(trusted: try ScriptData.json(self)))</script>"
  }
}

extension ClaimsLedger {
  /// A line a claim, for spreadsheets.
  var csv: String {
    let rows = entries.map { entry in
      [
        entry.id, entry.name ?? "", entry.verdict.words, entry.source.text, entry.plainStatement,
        entry.chapter,
        entry.judgement?.explanation ?? entry.reason ?? "",
      ]
    }
    let head = ["id", "name", "verdict", "source", "statement", "chapter", "reason"]
    return commaSeparated([head] + rows)
  }
}

extension ClaimsLedger.Entry {
  /// The statement on one line, with its formulas as a reader would type them.
  fileprivate var plainStatement: String {
    typed(statement.split(whereSeparator: \.isWhitespace).joined(separator: " "))
  }
}
