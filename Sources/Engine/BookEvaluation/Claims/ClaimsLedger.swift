import CellKit
import ChapterSyntax
import Support

/// Every claim of the book with its verdict and evidence, in the order of the chapters.
package struct ClaimsLedger: Sendable, Equatable, Codable {
  package var entries: [Entry]

  package init(entries: [Entry]) { self.entries = entries }

  /// One claim.
  package struct Entry: Sendable, Equatable, Codable {
    /// Such as `C1`.
    package var id: String
    /// What it is about, in a few words.
    package var name: String?
    /// The chapter's name.
    package var chapter: String
    package var location: SourceLocation
    /// Who makes the claim, and where.
    package var source: ClaimSource
    /// On what it was judged, where that is less than what it says, such as `a narrow network`.
    package var scope: String?
    /// The claim in the authors' words, as Markdown.
    package var statement: String
    /// What the claim cell found, if it ran.
    package var judgement: Judgement?
    /// What the book may say: the judgement's verdict where nothing stands against it.
    package var verdict: Verdict
    /// What a quick run saw, where `verdict` is `notRun` for that reason.
    package var preliminary: Verdict?
    /// The verdict in `chapters/claims.json`.
    package var recorded: Verdict?
    /// Why the verdict is not the judgement's: a failure, missing or stale inputs, quick scale.
    package var reason: String?

    package init(
      id: String, name: String? = nil, chapter: String, location: SourceLocation, source: ClaimSource,
      scope: String? = nil,
      statement: String, judgement: Judgement? = nil, verdict: Verdict, preliminary: Verdict? = nil,
      recorded: Verdict? = nil, reason: String? = nil
    ) {
      (self.id, self.name, self.chapter, self.location) = (id, name, chapter, location)
      (self.source, self.scope, self.statement) = (source, scope, statement)
      (self.judgement, self.verdict, self.preliminary) = (judgement, verdict, preliminary)
      (self.recorded, self.reason) = (recorded, reason)
    }
  }

  /// The claims of the chapter of this name.
  package func entries(of chapter: String) -> [Entry] { entries.filter { $0.chapter == chapter } }

  package subscript(id: String) -> Entry? { entries.first { $0.id == id } }

  /// How many claims received `verdict`.
  package func count(_ verdict: Verdict) -> Int { entries.count { $0.verdict == verdict } }

  /// The claims that `group` makes, in the order of the chapters.
  package func entries(of group: ClaimGroup) -> [Entry] { entries.filter { $0.source.origin.group == group } }

  /// The claims whose verdict is not the recorded one.
  package var changed: [Entry] { entries.filter { $0.verdict != $0.recorded } }
}
