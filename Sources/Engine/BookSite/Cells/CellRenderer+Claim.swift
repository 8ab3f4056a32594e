import BookEvaluation
import CellKit
import ChapterSyntax

extension CellRenderer {
  func claim(_ cell: Cell, statement: Markup) -> Block {
    let entry = context.claims[cell.id]
    let verdict = entry?.verdict ?? .notRun
    let judgement = entry?.judgement ?? value(of: cell, as: Judgement.self)
    let source = entry?.source.text ?? cell["source"] ?? ""
    let scope: Markup? = cell["scope"].map { "<p class=\"scope\">Judged on: \($0)</p>" }
    let words: Markup = statement.isEmpty ? math(entry?.statement ?? "") : statement
    let html: Markup = """
      <div class="claim \(verdict.rawValue)" id="\(cell.id)" role="group" aria-labelledby="\(cell.id)-label">\
      <div class="claim-head"><p class="claim-label" id="\(cell.id)-label">\
      <a href="#\(cell.id)">Claim \(cell.id)</a> <span class="claim-source">\(source)</span></p>\
      \(verdictBadge(verdict))</div>\(facts(cell))<div class="claim-statement">\(words)\(scope)</div>\
      \(problem(cell))\(reasons(entry))\(judgement.map(checks))\
      <div class="controls">\(code(cell))\(provenance(cell))\(command(cell))</div></div>
      """
    let preview: Markup = """
      <p><strong>Claim \(cell.id)</strong> (\(source))</p><p>\(words)</p><p>\(verdictBadge(verdict))</p>
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

  private func checks(_ judgement: Judgement) -> Markup {
    guard !judgement.checks.isEmpty else { return "<p class=\"claim-reasons\">It has no checks.</p>" }
    let rows =
      judgement.essential.map { row($0, isEssential: true) }
      + judgement.supporting.map { row($0, isEssential: false) }
    return """
      <div class="scroll" role="group" aria-label="Checks">\
      <table class="booktabs checks" role="table"><thead role="rowgroup"><tr role="row">\
      \(Self.checkColumns.map { "<th role=\"columnheader\" scope=\"col\">\($0)</th>" as Markup }.joined())\
      </tr></thead><tbody role="rowgroup">\(rows.joined())</tbody></table></div>
      """
  }

  private static let checkColumns: [Markup] = ["Check", "Observed", "Expected", "<i>n</i>", "Result"]

  private func row(_ check: Check, isEssential: Bool) -> Markup {
    let result: Markup =
      switch check.holds {
      case true?: "\(Shape.holds) holds"
      case false?: "\(Shape.fails) fails"
      case nil: "\(Shape.undecided) undecided"
      }
    return """
      <tr role="row"><th role="rowheader" scope="row"><span class="check-name">\(math(check.name))</span>\
      <span class="check-kind">\(check.kind.rawValue)\(isEssential ? "" : ", supporting")</span>\
      \(details(check))</th><td role="cell" class="trailing" data-label="Observed">\(observed(check))</td>\
      <td role="cell" class="trailing" data-label="Expected">\(expected(check))</td>\
      <td role="cell" class="trailing" data-label="n">\(check.sampleSize.map { Markup(text: Format.count($0)) })</td>\
      <td role="cell" class="check-result">\(result)</td></tr>
      """
  }

  private func observed(_ check: Check) -> Markup {
    let value = check.observed.map { Format.number($0.value) }
    let interval = check.interval.map { interval -> Markup in
      """
      <span class="interval">[\(Format.number(interval.lower)), \(Format.number(interval.upper))] \
      at \(Format.percent(interval.confidence))</span>
      """
    }
    return "\(value)\(interval)"
  }

  private func expected(_ check: Check) -> Markup {
    let tolerance = check.tolerance.map { tolerance -> Markup in
      "<span class=\"interval\">tolerance \(Format.number(tolerance))</span>"
    }
    return "\(check.expected.map(Format.expectation))\(tolerance)"
  }

  private func details(_ check: Check) -> Markup? {
    var lines: [Markup] = []
    if let reason = check.reason { lines.append("Undecided: \(math(reason)).") }
    if let witness = check.witness { lines.append("Witness: \(math(witness)).") }
    if let sample = check.sample {
      let deviation: Markup? = sample.deviation.map { ", deviation \(Format.number($0))" }
      lines.append(
        """
        Mean \(Format.number(sample.mean))\(deviation), from \(Format.number(sample.minimum)) \
        to \(Format.number(sample.maximum)).
        """)
    }
    if !check.seeds.isEmpty {
      lines.append("Seeds \(check.seeds.map(String.init).joined(separator: ", ")).")
    }
    guard !lines.isEmpty else { return nil }
    return lines.map { line -> Markup in "<span class=\"check-detail\">\(line)</span>" }.joined()
  }

  func verdictBadge(_ verdict: Verdict) -> Markup { Shape.badge(verdict) }
}
