import BookEvaluation
import CellKit
import ChapterSyntax

extension CellRenderer {
  /// The checks that decide, in short.
  func deciding(_ judgement: Judgement) -> Markup {
    guard !judgement.checks.isEmpty else { return "<p class=\"claim-reasons\">It has no checks.</p>" }
    return "<ul class=\"deciding\">\(Self.shown(judgement).map(line).joined())</ul>"
  }

  /// All checks with everything that is known of each, and what else is behind the claim.
  func allChecks(_ judgement: Judgement?, _ source: Markup) -> Markup {
    guard let judgement, !judgement.checks.isEmpty else { return panel("all-checks", "Source", source) }
    let heading =
      Self.shown(judgement).count == judgement.checks.count
      ? "Samples, witnesses, seeds and source"
      : "All \(judgement.checks.count) checks, with samples, witnesses, seeds and source"
    return panel("all-checks", heading, "\(table(judgement))\(source)")
  }

  /// What refutes or leaves open, and of the essential checks that hold as many as can be taken in at a glance.
  private static func shown(_ judgement: Judgement) -> [Check] {
    let open = judgement.checks.filter { $0.holds != true }
    let held = judgement.essential.filter { $0.holds == true }
    return Array(held.prefix(max(2, 6 - open.count))) + open
  }

  private func line(_ check: Check) -> Markup {
    let (shape, word) = Self.result(check)
    let limit: Markup? = check.expected.map { "<span class=\"check-limit\">\(Format.expectation($0))</span>" }
    return """
      <li><span class="check-mark \(word)">\(shape)<span class="visually-hidden">\(word): </span></span>\
      <span class="check-name">\(math(check.statement))\(place(check))</span> \
      <span class="check-value">\(short(check))</span> \(limit)</li>
      """
  }

  /// A link to where the numbers are shown.
  private func place(_ check: Check) -> Markup? {
    guard let id = check.shownIn, let target = context.references.target(withID: id) else { return nil }
    return
      " <a class=\"check-place\" href=\"\(target.href)\" data-preview=\"\(target.href)\">\(target.name)</a>"
  }

  /// The value and its interval to two digits of the interval's length.
  private func short(_ check: Check) -> Markup? {
    guard let observed = check.observed else { return nil }
    guard let interval = check.interval, interval.upper > interval.lower else {
      return Format.number(observed.value)
    }
    let values = [observed.value, interval.lower, interval.upper].map {
      Format.number($0, step: interval.upper - interval.lower)
    }
    return "\(values[0]) <span class=\"interval\">[\(values[1]), \(values[2])]</span>"
  }

  private static func result(_ check: Check) -> (shape: Markup, word: String) {
    switch check.holds {
    case true?: (Shape.holds, "holds")
    case false?: (Shape.fails, "fails")
    case nil: (Shape.undecided, "undecided")
    }
  }

  private func table(_ judgement: Judgement) -> Markup {
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

  private static let supporting: Markup = """
    , <span title="What the claim says besides: it can make the verdict partly reproduced, never not reproduced.">supporting</span>
    """
  private static let witness: Markup = """
    <span title="The case that comes nearest to the limit, or breaks it by most.">Witness</span>
    """

  private static let checkColumns: [Markup] = ["Check", "Observed", "Expected", "<i>n</i>", "Result"]

  private func row(_ check: Check, isEssential: Bool) -> Markup {
    let (shape, word) = Self.result(check)
    return """
      <tr role="row"><th role="rowheader" scope="row"><span class="check-name">\(math(check.statement))</span>\
      <span class="check-kind">\(check.kind.rawValue)\(isEssential ? nil : Self.supporting)</span>\
      \(details(check))</th><td role="cell" class="trailing" data-label="Observed">\(observed(check))</td>\
      <td role="cell" class="trailing" data-label="Expected">\(expected(check))</td>\
      <td role="cell" class="trailing" data-label="n">\(check.sampleSize.map { Markup(text: Format.count($0)) })</td>\
      <td role="cell" class="check-result">\(shape) \(word)</td></tr>
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
    if let witness = check.witness { lines.append("\(Self.witness): \(math(witness)).") }
    if let sample = check.sample {
      let deviation: Markup? = sample.deviation.map { ", deviation \(Format.number($0))" }
      lines.append(
        """
        Mean \(Format.number(sample.mean))\(deviation), from \(Format.number(sample.minimum)) \
        to \(Format.number(sample.maximum)).
        """)
    }
    if !check.seeds.isEmpty {
      lines.append("\(Format.seeds(check.seeds)).")
    }
    guard !lines.isEmpty else { return nil }
    return lines.map { line -> Markup in "<span class=\"check-detail\">\(line)</span>" }.joined()
  }
}
