import BookEvaluation
import BookStore
import ChapterSyntax
import Foundation
import Support

extension CellRenderer {
  func result(_ cell: Cell, source: Markup) -> Block {
    let name = context.planned[cell.id]?.name ?? cell.id
    return Block(
      html: "<div class=\"cell result\" id=\"\(cell.id)\">\(problem(cell))\(source)</div>",
      preview: "<p>Result <code>\(name)</code>: <code>\(cell["type"] ?? "")</code></p>")
  }

  /// The beginning of the value, as JSON.
  func shownValue(_ cell: Cell) -> Markup? {
    guard let data = try? outcome(of: cell)?.data() else { return nil }
    let limit = 1_200
    let text = String(decoding: data.prefix(limit), as: UTF8.self)
    let rest: Markup? =
      data.count > limit ? "<p>The first \(limit) of \(Format.count(data.count)) bytes.</p>" : nil
    return panel(
      "value-panel", "Value", "<pre class=\"json\"><code>\(text)</code></pre>\(rest)")
  }

  /// What a reader needs in order to judge or repeat the run.
  func provenance(_ cell: Cell) -> Markup? {
    guard let outcome = outcome(of: cell) else { return nil }
    var rows: [(String, Markup)] = [("Cell", "<code>\(cell.id)</code>")]
    if let key = outcome.key { rows.append(("Key", digest(key))) }
    if let json = outcome.value?.json { rows.append(("Value", digest(json.digest))) }
    if let figure = outcome.value?.figure {
      rows.append(("PNG, light", digest(figure.light.digest)))
      rows.append(("PNG, dark", digest(figure.dark.digest)))
      rows.append(("CSV", digest(figure.csv.digest)))
    }
    let reads = context.planned[cell.id]?.reads ?? []
    if !reads.isEmpty {
      rows.append(("Reads", reads.map { id -> Markup in context.link(to: id) }.joined(separator: ", ")))
    }
    rows.append(("Scale", outcome.isQuick ? "quick" : "paper"))
    if outcome.value?.restsOnProbe == true, let probe = cell["probe"] {
      rows.append(("Code", "changed since; \(context.link(to: probe)) still has the value that it had then"))
    }
    if let trace = outcome.value?.trace { rows += facts(of: trace) }
    let items = rows.map { name, value -> Markup in "<dt>\(name)</dt><dd>\(value)</dd>" }
    return panel("provenance", "Provenance", "<dl>\(items.joined())</dl>")
  }

  private func facts(of trace: Trace) -> [(String, Markup)] {
    var rows: [(String, Markup)] = []
    if let seed = trace.seed { rows.append(("Seed", "\(String(seed))")) }
    guard context.sourceDate == nil else { return rows }
    rows.append(("Wall time", "\(Format.seconds(trace.wallSeconds))"))
    if let kept = trace.keptSeconds { rows.append(("Earlier runs", "\(Format.seconds(kept))")) }
    rows.append(("Processor time", "\(Format.seconds(trace.cpuSeconds))"))
    rows.append(("Peak memory", "\(Format.bytes(trace.peakMemory))"))
    rows.append(("Processor", "\(trace.processor)"))
    if !trace.kernelLevel.isEmpty { rows.append(("Kernels", "\(trace.kernelLevel)")) }
    if !trace.libraries.isEmpty { rows.append(("Libraries", "\(trace.libraries.joined(separator: ", "))")) }
    if let commit = trace.commit { rows.append(("Commit", digest(commit))) }
    rows.append(("Finished", "\(Format.date(trace.finishedAt))"))
    return rows
  }

  private func digest(_ text: String) -> Markup {
    text.count > 16 ? "<code title=\"\(text)\">\(String(text.prefix(16)))…</code>" : "<code>\(text)</code>"
  }
}

extension BookContext {
  /// A cell's id, as a link where the book shows the cell.
  func link(to id: String) -> Markup {
    let use = ReferenceUse(id: id, location: .init(file: "", line: 1))
    guard let target = references.target(of: use) else { return "<code>\(id)</code>" }
    return "<a href=\"\(target.href)\"><code>\(id)</code></a>"
  }
}
