import BookEvaluation
import BookStore
import ChapterSyntax
import Foundation
import Support

/// The HTML of cells and of inline values, with what became of them.
struct CellRenderer: Sendable {
  let context: BookContext

  /// A cell on the page, and what a reference to it shows.
  struct Block {
    var html: Markup
    var preview: Markup?
  }

  /// - Parameter setups: the declarations that stand before it, behind the same mark.
  func render(_ cell: Cell, setups: [Cell] = [], caption: Markup, target: Target?) -> Block {
    switch cell.kind {
    case .figure: figure(cell, source: source(cell, setups, of: target, [data(cell)]), caption, target)
    case .table: table(cell, source: source(cell, setups, of: target), caption, target)
    case .claim: claim(cell, source: content(of: cell, setups), statement: caption)
    case .result: result(cell, source: source(cell, setups, of: target, [shownValue(cell)]))
    case .swift: Block(html: "<div class=\"cell plain\" id=\"\(cell.id)\">\(listing(cell))</div>")
    case .setup, .inline: Block(html: "")
    }
  }

  func outcome(of cell: Cell) -> CellOutcome? { context.evaluation[cell.id] }

  /// The cell's value, where it has one that can be read.
  func value<Value: Decodable>(of cell: Cell, as type: Value.Type) -> Value? {
    guard let data = try? outcome(of: cell)?.data() else { return nil }
    return try? JSONDecoder().decode(type, from: data)
  }

  // MARK: - Inline values

  func inlineValue(_ cell: Cell) -> (html: Markup, text: String) {
    if outcome(of: cell)?.isLeftOut == true {
      return (
        "<span class=\"value missing\" role=\"note\">[\(CellOutcome.leftOut)]</span>", CellOutcome.leftOut
      )
    }
    guard let outcome = outcome(of: cell),
      let text = value(of: cell, as: String.self).map(Format.withThinSpaces)
    else {
      let reason = outcome(of: cell)?.condition.word ?? "not run"
      return ("<span class=\"value missing\" role=\"note\">[\(reason)]</span>", "")
    }
    let (word, isGood) = outcome.condition
    let mark: Markup? = isGood ? nil : " <span class=\"value-mark\">(\(word))</span>"
    return ("<span class=\"value\">\(context.mathematics.markup(text))\(mark)</span>", text)
  }

  // MARK: - Source

  private func listing(_ cell: Cell) -> Markup {
    .listing(SwiftHighlighter.markup(of: cell.body), attributes: " class=\"swift\"")
  }

  /// Everything behind a cell, in one quiet mark: its code after that of the setups before it, what came of it,
  /// and how to get that again.
  private func source(_ cell: Cell, _ setups: [Cell], of target: Target?, _ panels: [Markup?] = []) -> Markup
  {
    let name =
      target.flatMap { $0.kind == .cell ? nil : $0.name } ?? context.planned[cell.id]?.name ?? cell.id
    return source(of: name, content(of: cell, setups, panels))
  }

  private func content(of cell: Cell, _ setups: [Cell], _ panels: [Markup?] = []) -> Markup {
    let parts =
      [facts(cell)] + setups.map(listing) + [listing(cell)] + panels + [provenance(cell), command(cell)]
    return parts.compactMap { $0 }.joined()
  }

  /// The declarations at the end of a chapter, with no cell behind them.
  func source(ofSetups setups: [Cell]) -> Markup {
    "<div class=\"cell setup\">\(source(of: "the declarations", setups.map(listing).joined()))</div>"
  }

  private func source(of name: String, _ content: Markup) -> Markup {
    """
    <details class="source"><summary title="Code, data and provenance"><span aria-hidden="true">\(Shape.source)</span>\
    <span class="source-word">Source<span class="visually-hidden"> of \(name)</span></span></summary>\
    <div class="source-body">\(content)</div></details>
    """
  }

  func panel(_ name: String, _ title: String, _ content: Markup) -> Markup {
    "<details class=\"panel \(name)\"><summary>\(title)</summary><div class=\"panel-body\">\(content)</div></details>"
  }

  /// The command that computes the cell again.
  private func command(_ cell: Cell) -> Markup {
    let arguments = cell.kind == .figure ? "figure \(cell.id)" : "build --recompute \(cell.id)"
    return panel("command", "Reproduce", .listing("./\(context.description.name) \(arguments)"))
  }

  // MARK: - State

  /// Says in place that a cell failed, is stale or did not run. Nothing where all is well.
  func problem(_ cell: Cell) -> Markup? {
    guard let outcome = outcome(of: cell) else {
      return notice("not-run", "Not run", "<p>This cell has not been evaluated.</p>")
    }
    switch outcome.state {
    case .failed(let diagnostics):
      let lines = diagnostics.map { diagnostic -> Markup in
        let place = "\(diagnostic.location.file):\(diagnostic.location.line):\(diagnostic.location.column)"
        return "<p><code>\(place)</code> \(diagnostic.message)</p>"
      }
      return notice("failed", "Failed", lines.joined())
    case .notRun(let reason): return notice("not-run", "Not run", "<p>\(Markup(codeIn: reason))</p>")
    case .stale:
      return notice(
        "stale", "Stale",
        "<p>Something that this rests on has changed since it was computed\(inputs(outcome)).</p>")
    case .computed, .reused:
      if outcome.isLeftOut { return notice("not-run", "Not shown", "<p>This is \(CellOutcome.leftOut).</p>") }
      guard !outcome.staleInputs.isEmpty else { return nil }
      return notice("stale", "Stale", "<p>Rests on a stale result\(inputs(outcome)).</p>")
    }
  }

  private func inputs(_ outcome: CellOutcome) -> Markup? {
    let others = outcome.staleInputs.filter { $0 != outcome.id }
    guard !others.isEmpty else { return nil }
    return ": " + others.map { id -> Markup in "<code>\(id)</code>" }.joined(separator: ", ")
  }

  private func notice(_ name: String, _ word: String, _ content: Markup) -> Markup {
    """
    <div class="notice \(name)" role="note"><p class="notice-word">\(Shape.notice(name)) \(word)</p>\
    \(content)</div>
    """
  }

  /// The cell's name, run time and condition.
  private func facts(_ cell: Cell) -> Markup {
    let outcome = outcome(of: cell)
    let condition = outcome?.condition.word ?? "not run"
    var parts: [Markup] = ["<code>\(context.planned[cell.id]?.name ?? cell.id)</code>"]
    if let type = cell["type"] { parts.append("<code>\(type)</code>") }
    if context.sourceDate == nil, let trace = outcome?.value?.trace {
      parts.append("<span>\(Format.seconds(trace.totalSeconds))</span>")
    }
    if let seed = outcome?.value?.trace?.seed { parts.append("<span>seed \(String(seed))</span>") }
    parts.append("<span class=\"condition\">\(condition)</span>")
    return "<p class=\"facts\">\(parts.joined(separator: " <span aria-hidden=\"true\">·</span> "))</p>"
  }
}

extension Markup {
  /// Text to be copied.
  static func listing(_ text: Markup, attributes: Markup? = nil) -> Markup {
    """
    <div class="listing"><pre><code\(attributes)>\(text)</code></pre>\
    <button type="button" class="copy" hidden>Copy</button></div>
    """
  }
}

extension CellOutcome {
  /// Its state in a word, and whether that is a good one. Reused and computed values are the same to a reader.
  fileprivate var condition: (word: String, isGood: Bool) {
    switch state {
    case .failed: ("failed", false)
    case .notRun: ("not run", false)
    case .reused, .computed, .stale:
      isFinished ? (isQuick ? "current, quick scale" : "current", true) : ("stale", false)
    }
  }
}
