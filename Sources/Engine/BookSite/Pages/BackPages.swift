import BookEvaluation
import CellKit
import ChapterSyntax
import Foundation

/// The pages that belong to no chapter: the ledger of claims and the references.
struct BackPages: Sendable {
  var context: BookContext
  /// In the order of the scanned chapters.
  var chapters: [RenderedChapter]

  static let claimsFile = "claims.html"
  static let referencesFile = "references.html"

  func claims() -> Markup {
    """
    <header class="title-block"><h1>Ledger of claims</h1>\(score)\(otherScores)</header>
    <p>Every claim that this book tests, with what it found. A claim is tested as the identity, \
    inequality, ordering or trend that it states; its checks and tolerances stand beside it, and its chapter says where they came after results.</p>
    \(ledger())
    <p>The same for machines: <a href="claims.json">claims.json</a>, <a href="claims.csv">claims.csv</a>. \
    The numbers of all figures and tables: <a href="\(SiteData.archive)">\(SiteData.archive)</a>.\(runs)</p>
    """
  }

  private var runs: Markup? {
    guard RunCrate(context) != nil else { return nil }
    return " Which run made what, as a Process Run Crate: <a href=\"\(RunCrate.file)\">\(RunCrate.file)</a>."
  }

  /// What came out of the paper's claims.
  var score: Markup? {
    let recorded = context.claims.recordedScore.first.map { sentence -> Markup in
      "<p class=\"score others\">As recorded at paper scale: \(sentence)</p>"
    }
    return context.claims.score.first.map { "<p class=\"score\">\($0)</p>\(recorded)" }
  }

  /// What came out of all others.
  var otherScores: Markup? {
    let sentences = context.claims.score.dropFirst()
    return sentences.isEmpty ? nil : "<p class=\"score others\">\(sentences.joined(separator: " "))</p>"
  }

  /// The roles are those of the elements: browsers drop them where narrow screens show a row as a block.
  func ledger() -> Markup {
    let parts = ClaimGroup.allCases.compactMap { group -> Markup? in
      let entries = context.claims.entries(of: group)
      guard !entries.isEmpty else { return nil }
      return """
        <tbody role="rowgroup"><tr role="row" class="ledger-part"><th role="rowheader" scope="rowgroup" colspan="4">\
        \(group.title)</th></tr>\(entries.map(row).joined())</tbody>
        """
    }
    return """
      <p class="ledger-order">Within each part the claims stand in the order of the chapters.</p>
      <div class="ledger scroll" role="group" aria-label="Ledger of claims"><table class="booktabs" role="table">\
      <thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Claim</th>\
      <th role="columnheader" scope="col">Verdict</th><th role="columnheader" scope="col">In our words</th>\
      <th role="columnheader" scope="col">Source</th></tr></thead>\
      \(parts.joined())</table></div>
      """
  }

  private func row(_ entry: ClaimsLedger.Entry) -> Markup {
    let use = ReferenceUse(id: entry.id, location: entry.location)
    let target = context.references.target(of: use)
    let link: Markup =
      target.map {
        "<a class=\"reference\" href=\"\($0.href)\" data-preview=\"\($0.href)\">\(entry.id)</a>"
      } ?? "\(entry.id)"
    let changed: Markup? = entry.recorded.flatMap { recorded in
      recorded == entry.verdict
        ? nil : "<span class=\"check-detail changed\">recorded: \(recorded.words)</span>"
    }
    let scope: Markup? = entry.scope.map { "<span class=\"scope\">Judged on: \($0)</span>" }
    // What stands against a verdict by the checks comes before what the checks say.
    let reason =
      entry.reason.map { Markup(codeIn: $0) }
      ?? entry.judgement.map { context.mathematics.markup($0.inBrief) }
    let why = reason.map { "<span class=\"check-detail\">\($0)</span>" as Markup }
    let name: Markup? = entry.name.map { "<span class=\"claim-name\">\($0)</span>" }
    return """
      <tr role="row"><th role="rowheader" scope="row">\(link)\(name)</th>\
      <td role="cell" class="outcome">\(Shape.badge(entry.verdict))\(changed)</td>\
      <td role="cell" class="words">\(statement(of: entry))\(scope)\(why)</td>\
      <td role="cell" class="source">\(entry.source.text)</td></tr>
      """
  }

  /// As the claim's card has it; without a card, as plain text.
  func statement(of entry: ClaimsLedger.Entry) -> Markup {
    for (scanned, rendered) in zip(context.chapters, chapters) where scanned.chapter.name == entry.chapter {
      if let statement = rendered.statement(of: entry.id) { return statement.elsewhere(than: scanned.page) }
    }
    return context.mathematics.markup(entry.statement)
  }

  var entries: [RenderedChapter.Preview] { context.publications.entries }

  func references() -> Markup {
    let items = entries.map { entry -> Markup in
      let key = entry.id.hasPrefix("ref-") ? String(entry.id.dropFirst(4)) : entry.id
      let citing = zip(context.chapters, chapters).filter { $1.citations.contains(key) }
      let links = citing.map { scanned, rendered -> Markup in
        "<a href=\"\(scanned.page)\">\(Markup(trusted: rendered.title))</a>"
      }
      let places: Markup? =
        links.isEmpty ? nil : "<p class=\"cited-in\">Cited in \(links.joined(separator: ", ")).</p>"
      return "<li id=\"\(Markup(trusted: entry.id))\"><p>\(Markup(trusted: entry.html))</p>\(places)</li>"
    }
    return """
      <header class="title-block"><h1>References</h1></header>
      <ul class="references">\(items.joined())</ul>
      """
  }
}
