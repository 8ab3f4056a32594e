import BookEvaluation
import BookStore
import CellKit
import ChapterSyntax
import Digests
import Foundation
import Support
import Synchronization

/// Renders the chapters that the cache does not have.
struct ChapterPages {
  private(set) var context: BookContext
  private let bibliography: Bibliography
  /// The keys of all publications that the book cites, sorted.
  private let cited: [String]
  private let bibliographyDigest: String
  let mathematics: MathBatch
  private let renderer: String
  private let cache: any PageCache
  private(set) var renderedIndices: [Int] = []
  private(set) var formulasRendered = 0

  init(
    context: BookContext, bibliography: Bibliography, searchPath: String, renderer: String,
    cache: any PageCache
  ) throws(SiteError) {
    self.context = context
    self.bibliography = bibliography
    self.renderer = renderer
    self.cache = cache
    cited = Set(context.chapters.flatMap(\.outline.citations).flatMap(\.keys)).sorted()
    bibliographyDigest = SHA256.hex(([bibliography.text] + cited).joined(separator: "\u{1F}"))
    do throws(ToolError) { mathematics = try MathBatch(searchPath: searchPath) } catch { throw .tool(error) }
  }

  /// In the order of the chapters. The publications are in the context afterwards.
  mutating func render(_ reader: inout ChapterReader) throws -> [RenderedChapter] {
    let keys = try context.chapters.map { try pageKey(of: $0, pandoc: reader.pandoc) }
    let kept = try keys.map { try cache.page($0) }
    var pages = kept.concurrentMap { data in
      data.flatMap { try? JSONDecoder().decode(RenderedChapter.self, from: $0) }
    }
    renderedIndices = pages.indices.filter { pages[$0] == nil }
    let chapters = try reader.chapters(at: renderedIndices)
    try typeset(chapters, reader.pandoc)
    for (index, chapter) in zip(renderedIndices, chapters) {
      let page = HTMLWriter.write(chapter, of: context.chapters[index], in: context)
      try cache.setValue(keys[index], page)
      pages[index] = page
    }
    return pages.compactMap { $0 }
  }

  // MARK: - Keys

  /// Everything that a chapter's content depends on.
  private func pageKey(of outlined: OutlinedChapter, pandoc: Pandoc) throws -> String {
    var parts = [
      renderer, RendererVersion.tree, RendererVersion.mathematics, pandoc.tool.identity,
      mathematics.version, bibliographyDigest, outlined.page, String(outlined.number), outlined.chapter.text,
      outlined.chapter.title, context.evaluation.scale.rawValue,
      context.sourceDate == nil ? "" : "reproducible",
    ]
    for use in outlined.outline.references {
      let target = context.references.target(of: use, on: outlined.page)
      let verdict = target.flatMap { context.claims[$0.id]?.verdict }
      parts.append("\(use.id) \(target?.name ?? "") \(target?.href ?? "") \(verdict?.rawValue ?? "")")
    }
    for cell in outlined.chapter.cells { parts += try summary(of: cell) }
    for entry in context.claims.entries where entry.chapter == outlined.chapter.name {
      parts.append(try CanonicalJSON.text(entry))
    }
    return "page-" + SHA256.hex(parts.joined(separator: "\u{1F}"))
  }

  private func summary(of cell: Cell) throws -> [String] {
    guard let outcome = context.evaluation[cell.id] else { return [cell.id] }
    var parts = [cell.id, outcome.key ?? "", outcome.value?.json?.digest ?? "", String(outcome.isQuick)]
    switch outcome.state {
    case .reused, .computed: parts.append("current")
    case .stale: parts.append("stale")
    case .notRun(let reason): parts.append("not run " + reason)
    case .failed(let diagnostics): parts.append(try CanonicalJSON.text(diagnostics))
    }
    parts += outcome.staleInputs + [String(outcome.value?.restsOnProbe ?? false), String(outcome.isLeftOut)]
    if let figure = outcome.value?.figure { parts.append(figure.text) }
    if let trace = outcome.value?.trace {
      parts.append(try CanonicalJSON.text(trace))
    }
    for id in context.planned[cell.id]?.reads ?? [] {
      let use = ReferenceUse(id: id, location: cell.location)
      parts.append("\(id) \(context.references.target(of: use)?.href ?? "")")
    }
    return parts
  }

  // MARK: - Citations and formulas

  /// Has citeproc and KaTeX write what the cache does not have, each in one run.
  private mutating func typeset(_ chapters: [ComposedChapter], _ pandoc: Pandoc) throws {
    let key = [pandoc.tool.identity, mathematics.version, bibliographyDigest].joined(separator: "\u{1F}")
    let uses = chapters.flatMap(\.outline.citations)
    var answer: PublicationAnswer?
    if bibliography.isThere,
      let request = try context.publications.load(uses, cited: cited, key: key, from: cache)
    {
      answer = try cite(request, pandoc)
    }
    let outlined = renderedIndices.map { context.chapters[$0] }
    let formulas = try PlacedFormulas(chapters: Array(zip(outlined, chapters)), context: context)
    try typeset(formulas, answer?.formulas ?? [])
    if let answer { try context.publications.add(answer, key: key, to: cache, in: context) }
  }

  private func cite(
    _ request: PublicationRequest, _ pandoc: Pandoc
  ) throws(SiteError) -> PublicationAnswer {
    do {
      let json = try pandoc.tree(of: request.markdown, bibliography: Data(bibliography.text.utf8))
      return PublicationAnswer(request, try PandocDocument(json: json))
    } catch let error as ToolError where error.isOfItsInput {
      throw .chapters([
        Diagnostic(
          id: "unwritten-citations", message: "the book's citations are not written: \(error)",
          at: place(of: request), fix: "Is something nested very often in one, or in chapters/references.bib?"
        )
      ])
    } catch let error as ToolError {
      throw .tool(error)
    } catch {
      throw .tool(.failed(program: "pandoc", status: 0, message: "\(error)"))
    }
  }

  /// Of the first citation in it.
  private func place(of request: PublicationRequest) -> SourceLocation {
    for outlined in context.chapters {
      let use = outlined.outline.citations.first { request.sources.contains($0.source) }
      if let place = use?.places.first { return Locator(outlined).location(place) }
    }
    return SourceLocation(file: "chapters/references.bib", line: 1)
  }

  private mutating func typeset(_ formulas: PlacedFormulas, _ others: [Formula]) throws {
    let wanted = formulas.all.union(others)
    let missing = try context.mathematics.load(wanted, katex: mathematics.version, from: cache)
    let answers: [MathBatch.Answer]
    do { answers = try mathematics.render(missing) } catch let error as ToolError where error.isOfItsInput {
      throw SiteError.chapters([formulas.unwritten(missing, error)])
    } catch let error as ToolError {
      throw SiteError.tool(error)
    }
    formulasRendered = missing.count
    var problems: [Diagnostic] = []
    for (formula, answer) in zip(missing, answers) {
      switch answer {
      case .html(let html):
        context.mathematics.add(html, for: formula)
        try cache.setPage(MathLibrary.cacheKey(formula, katex: mathematics.version), Data(html.utf8))
      case .error(let message, let offset):
        problems.append(formulas.diagnostic(for: formula, message: message, offset: offset))
      }
    }
    guard problems.isEmpty else {
      throw SiteError.chapters(problems.sorted { ($0.location, $0.id) < ($1.location, $1.id) })
    }
  }
}

/// The formulas of chapters and of their values, with their places.
struct PlacedFormulas {
  private var written: [Formula: (outlined: OutlinedChapter, formula: PlacedFormula)] = [:]
  private var computed: [Formula: SourceLocation] = [:]

  var all: Set<Formula> { Set(written.keys).union(computed.keys) }

  init(chapters: [(outlined: OutlinedChapter, composed: ComposedChapter)], context: BookContext) throws {
    let cells = CellRenderer(context: context)
    for (outlined, composed) in chapters {
      for placed in composed.formulas where written[placed.formula] == nil {
        written[placed.formula] = (outlined, placed)
      }
      for cell in outlined.chapter.cells {
        for formula in cells.texts(of: cell).flatMap({ MathText($0).formulas }) where computed[formula] == nil
        {
          computed[formula] = cell.location
        }
      }
    }
    // The ledger and the heads of the chapters show all claims, those of kept pages too.
    for entry in context.claims.entries {
      let texts = [entry.statement, entry.judgement?.explanation ?? "", entry.judgement?.remark ?? ""]
      for formula in texts.flatMap({ MathText($0).formulas }) where computed[formula] == nil {
        computed[formula] = entry.location
      }
    }
  }

  /// - Parameter offset: in the formula, in UTF-16 units.
  func diagnostic(for formula: Formula, message: String, offset: Int?) -> Diagnostic {
    Diagnostic(
      id: "invalid-mathematics", message: "KaTeX cannot read this formula: \(message)",
      at: location(of: formula, offset: offset ?? 0))
  }

  /// That KaTeX wrote none of them, at the longest.
  func unwritten(_ formulas: [Formula], _ error: ToolError) -> Diagnostic {
    let longest = formulas.max { $0.tex.utf8.count < $1.tex.utf8.count }
    return Diagnostic(
      id: "unwritten-mathematics",
      message: "KaTeX did not write the book's \(formulas.count) new formulas, of which the longest is here: "
        + "\(error)",
      at: longest.map { location(of: $0, offset: 0) }
        ?? SourceLocation(file: "chapters/references.bib", line: 1)
    )
  }

  private func location(of formula: Formula, offset: Int) -> SourceLocation {
    guard let (outlined, placed) = written[formula] else {
      return computed[formula] ?? SourceLocation(file: "chapters/references.bib", line: 1)
    }
    let tex = placed.tex.trimmingCharacters(in: .whitespacesAndNewlines)
    return Locator(outlined).location(placed.place, offset: placed.written(offset), in: tex)
  }
}

extension CellRenderer {
  /// The texts of a cell's value in which there may be mathematics.
  func texts(of cell: Cell) -> [String] {
    switch cell.kind {
    case .table:
      guard let table = typesetTable(of: cell) else { return [] }
      return table.columns.map(\.title) + table.rows.flatMap { $0 }
    case .inline: return value(of: cell, as: String.self).map { [$0] } ?? []
    case .claim:
      let entry = context.claims[cell.id]
      let judgement = entry?.judgement ?? value(of: cell, as: Judgement.self)
      let checks = judgement?.checks ?? []
      return [entry?.statement, judgement?.remark].compactMap { $0 }
        + checks.flatMap { [$0.statement, $0.witness, $0.reason].compactMap { $0 } }
    case .result, .figure, .setup, .swift: return []
    }
  }
}
