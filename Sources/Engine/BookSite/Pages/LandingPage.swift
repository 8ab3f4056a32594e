import BookEvaluation
import BookStore
import CellKit
import ChapterSyntax
import Foundation

/// The first page: title, abstract, ledger, and how to get the same book again.
struct LandingPage: Sendable {
  var context: BookContext
  var back: BackPages

  func content() throws -> Markup {
    """
    <header class="title-block landing"><p class="kicker">An executable replica\(subtitle)</p>\
    <h1>\(context.description.title)</h1>\(byline)\(back.score)</header>
    \(abstract())
    <section aria-labelledby="ledger"><h2 id="ledger">Claim by claim</h2>\(back.otherScores)\(back.ledger())</section>
    <section aria-labelledby="environment"><h2 id="environment">Where it was computed</h2>\(environment())</section>
    <section aria-labelledby="reproduce"><h2 id="reproduce">How to reproduce it</h2>\(reproduce())</section>
    <section aria-labelledby="cite"><h2 id="cite">How to cite it</h2>\(cite())</section>
    \(try LinkedData(context).element())
    """
  }

  /// What a page says of the paper that is read by itself, and what holds.
  var masthead: Markup {
    let date =
      context.sourceDate ?? context.evaluation.outcomes.values.compactMap(\.value?.trace?.finishedAt).max()
    let computed: Markup? = date.map { " \(Format.date($0))" }
    return """
      <p class="paper-title">\(context.description.title)</p>\(byline)\
      <p class="subtitle">\(context.description.subtitle)</p>\(back.score)\(back.otherScores)\
      <p class="made">Computed by \(context.description.name) \(context.description.version)\(computed).</p>
      """
  }

  /// Who wrote the paper, and where it is.
  private var byline: Markup {
    let paper = context.description.paper
    let authors: Markup? =
      paper.authors.isEmpty ? nil : "<span class=\"authors\">\(paper.authors.joined(separator: ", "))</span>"
    let venue: Markup? = paper.venue.isEmpty ? nil : "\(paper.venue)"
    let links = [SiteDescription.Paper.Link(name: "The paper", address: paper.address)] + paper.links
    let places = links.map { "<a class=\"address\" href=\"\($0.address)\">\($0.name)</a>" as Markup }
    let line = ([authors, venue] + places).compactMap { $0 }
    return "<p class=\"paper\">\(line.joined(separator: Self.dot))</p>"
  }

  private static let dot: Markup = " <span aria-hidden=\"true\">·</span> "

  private var subtitle: Markup? {
    context.description.subtitle.isEmpty ? nil : "\(Self.dot)\(context.description.subtitle)"
  }

  /// Chapter 0 whole; else what stands above the first section of the first chapter.
  private func abstract() -> Markup? {
    guard let scanned = context.chapters.first, let rendered = back.chapters.first else { return nil }
    var body = rendered.body
    if scanned.number != 0, let heading = body.range(of: "<h2") { body = String(body[..<heading.lowerBound]) }
    if let next = scanned.number != 0 ? scanned : context.chapters.dropFirst().first {
      body += "<p class=\"read-on\"><a href=\"\(Markup.escape(next.page))\">Read on</a></p>"
    }
    return """
      <section class="abstract" aria-labelledby="abstract"><h2 id="abstract" class="visually-hidden">Abstract</h2>\
      \(Markup(trusted: body))</section>
      """
  }

  private func environment() -> Markup {
    var rows = [
      ("Version", "\(context.description.name) \(context.description.version)"),
      ("Scale", context.evaluation.scale.rawValue),
    ]
    if let date = context.sourceDate {
      rows.append(("Date of the sources", Format.date(date)))
      rows.append(("Times, memory, machine", CellOutcome.leftOut))
    } else {
      rows += runs(context.evaluation.outcomes.values.compactMap(\.value?.trace))
    }
    let items = rows.filter { !$0.1.isEmpty }.map { name, value -> Markup in
      "<dt>\(name)</dt><dd>\(value)</dd>"
    }
    return "<dl class=\"environment\">\(items.joined())</dl>\(costly)"
  }

  /// The cells that a plain build does not compute, with how long they took.
  private var costly: Markup? {
    guard context.sourceDate == nil else { return nil }
    let runs = context.chapters.flatMap(\.chapter.cells).filter { $0["cost"] == "hours" }.compactMap { cell in
      context.evaluation[cell.id].flatMap {
        $0.isFinished && $0.value?.isQuick != true ? $0.value?.trace : nil
      }
      .map { (cell, $0) }
    }
    if runs.isEmpty { return nil }
    // A run of seconds put shards together, which earlier runs had computed and whose time was not kept.
    let times = runs.map { $0.1.totalSeconds }.map { $0 < 60 ? nil : $0 }
    let total = Format.seconds(times.compactMap(\.self).reduce(0, +))
    let rows = zip(runs, times).map { run, time -> Markup in
      """
      <tr><th scope="row">\(context.link(to: run.0.id))</th><td>\(time.map(Format.seconds) ?? "not recorded")</td>\
      <td>\(run.1.processor)</td><td>\(Format.date(run.1.finishedAt))</td></tr>
      """
    }
    return """
      <details class="panel"><summary>What takes hours, and was computed before: \(total) recorded, in \
      \(Format.count(times.compactMap(\.self).count)) of \(Format.count(runs.count)) cells</summary>\
      <div class="panel-body scroll"><table class="booktabs"><thead><tr><th>Cell</th><th>Time, all runs</th>\
      <th>Last run on</th><th>It ended</th></tr></thead><tbody>\(rows.joined())</tbody></table></div></details>
      """
  }

  /// Where, when and how long the cells ran.
  private func runs(_ traces: [Trace]) -> [(String, String)] {
    let unique = { (values: [String]) -> String in Array(Set(values)).sorted().joined(separator: "; ") }
    let wall = traces.map(\.totalSeconds).reduce(0, +)
    var rows = [("Compute time", "\(Format.seconds(wall)) in \(Format.count(traces.count)) cells")]
    if let peak = traces.map(\.peakMemory).max() { rows.append(("Peak memory", Format.bytes(peak))) }
    rows.append(("Processor", unique(traces.map(\.processor))))
    rows.append(("Kernels", unique(traces.map(\.kernelLevel))))
    rows.append(("Libraries", unique(traces.flatMap(\.libraries))))
    rows.append(("Commit", unique(traces.compactMap(\.commit).map { String($0.prefix(12)) })))
    if let last = traces.map(\.finishedAt).max() { rows.append(("Last cell finished", Format.date(last))) }
    return rows
  }

  private var commands: String {
    let command = "./" + context.description.name
    return """
      \(command) build                # computes all but what took hours, which is committed
      \(command) check                # fails where a verdict changed
      \(command) build --scale quick  # a small check of the book, without verdicts
      """
  }

  private func reproduce() -> Markup {
    """
    <p>The wrapper checks what the system lacks, builds what has changed and runs the book. \
    The site is in <code>output/</code>, and opens without a server.</p>
    \(Markup.listing("\(commands)"))
    """
  }

  private func cite() -> Markup {
    let description = context.description
    return """
      <p>Cite the paper for the results, and this book for their replication.</p>
      <p class="citation-text">\(description.paper.citation) \
      <a class="address" href="\(description.paper.address)">\(description.paper.address)</a></p>
      \(Markup.listing("\(description.paper.bibTeX)"))
      \(Markup.listing("\(description.bibTeX)"))
      """
  }
}
