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
    <header class="title-block"><h1>Ledger of claims</h1></header>
    <p>What the paper says, claim by claim, and what this book found. A claim is tested as the identity, \
    inequality, ordering or trend that it states; its checks and tolerances were written before the run.</p>
    \(counts())
    \(ledger())
    """
  }

  /// How many claims received each verdict.
  func counts() -> Markup {
    let items = Verdict.allCases.map { verdict -> Markup in
      let count = context.claims.count(verdict)
      let empty: Markup = count == 0 ? " class=\"none\"" : ""
      return "<li\(empty)><span class=\"count\">\(count)</span> \(Shape.badge(verdict))</li>"
    }
    return "<ul class=\"verdict-counts\" aria-label=\"Claims by verdict\">\(items.joined())</ul>"
  }

  func ledger() -> Markup {
    let rows = context.claims.entries.map { entry -> Markup in
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
      return """
        <tr><th scope="row">\(link)</th><td class="leading">\(statement(of: entry))</td>\
        <td class="leading source">\(entry.source)</td>\
        <td class="leading kind">\(entry.kinds.map(\.rawValue).joined(separator: ", "))</td>\
        <td class="leading">\(Shape.badge(entry.verdict))\(changed)</td></tr>
        """
    }
    return """
      <div class="ledger scroll" role="group" aria-label="Ledger of claims"><table class="booktabs">\
      <thead><tr><th scope="col">Claim</th><th scope="col" class="leading">In our words</th>\
      <th scope="col" class="leading">Source</th><th scope="col" class="leading">Kind</th>\
      <th scope="col" class="leading">Verdict</th></tr></thead>\
      <tbody>\(rows.joined())</tbody></table></div>
      """
  }

  /// As the claim's card has it; without a card, as plain text.
  private func statement(of entry: ClaimsLedger.Entry) -> Markup {
    for (scanned, rendered) in zip(context.chapters, chapters) where scanned.chapter.name == entry.chapter {
      if let statement = rendered.previews.first(where: { $0.id == "statement:" + entry.id }) {
        return Markup(trusted: statement.html).elsewhere(than: scanned.page)
      }
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
