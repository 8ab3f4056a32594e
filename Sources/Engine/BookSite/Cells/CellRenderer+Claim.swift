import BookEvaluation
import CellKit
import ChapterSyntax

extension CellRenderer {
  func claim(_ cell: Cell, source: Markup, statement: Markup) -> Block {
    let entry = context.claims[cell.id]
    let verdict = entry?.verdict ?? .notRun
    let judgement = entry?.judgement ?? value(of: cell, as: Judgement.self)
    let origin = entry?.source.text ?? cell["source"] ?? ""
    let scope: Markup? = cell["scope"].map { "<p class=\"scope\">Judged on: \($0)</p>" }
    let words: Markup = statement.isEmpty ? math(entry?.statement ?? "") : statement
    let name: Markup? = cell["name"].map { " <span class=\"claim-name\">\($0)</span>" }
    let html: Markup = """
      <div class="claim \(verdict.rawValue)" id="\(cell.id)" role="group" aria-labelledby="\(cell.id)-label">\
      <div class="claim-head"><p class="claim-label" id="\(cell.id)-label">\
      <a href="#\(cell.id)">Claim \(cell.id)</a>\(name)</p>\(Shape.badge(verdict))</div>\
      <div class="claim-statement">\(words)\(scope)</div>\
      \(problem(cell))\(reasons(entry))\(judgement.map(deciding))\(allChecks(judgement, source))\
      <p class="claim-source">\(origin)</p></div>
      """
    let preview: Markup = """
      <p><strong>Claim \(cell.id)</strong>\(name)</p><p>\(words)</p><p>\(Shape.badge(verdict))</p>
      """
    return Block(html: html, preview: preview)
  }

  /// Why the verdict is what it is, and where it is not the recorded one.
  private func reasons(_ entry: ClaimsLedger.Entry?) -> Markup? {
    guard let entry else { return nil }
    var sentences: [Markup] = []
    if let reason = entry.reason { sentences.append("<p>\(Markup(codeIn: reason))</p>") }
    if let preliminary = entry.preliminary {
      sentences.append("<p>At quick scale, which decides nothing, it looks \(preliminary.words).</p>")
    }
    if let recorded = entry.recorded, recorded != entry.verdict {
      sentences.append("<p class=\"changed\">The recorded verdict is: \(recorded.words).</p>")
    }
    if let remark = entry.judgement?.remark { sentences.append("<p>\(math(remark))</p>") }
    return sentences.isEmpty ? nil : "<div class=\"claim-reasons\">\(sentences.joined())</div>"
  }
}
