import CellKit
import ChapterSyntax
import Diagnostics
import Digests
import Foundation
import Synchronization

/// Renders the chapters that the cache does not have.
struct ChapterPages {
  private var context: BookContext
  private let bibliography: Bibliography
  /// The keys of all publications that the book cites, sorted.
  private let cited: [String]
  private let bibliographyDigest: String
  private let pandoc: Pandoc
  let mathematics: MathBatch
  private let renderer: String
  private let cache: any PageCache
  private(set) var renderedIndices: [Int] = []
  private(set) var pandocRuns = 0
  private(set) var formulasRendered = 0

  init(
    context: BookContext, bibliography: Bibliography, searchPath: String, renderer: String,
    cache: any PageCache
  ) throws(SiteError) {
    self.context = context
    self.bibliography = bibliography
    self.renderer = renderer
    self.cache = cache
    cited = Set(context.chapters.flatMap(\.citations).map(\.key)).sorted()
    bibliographyDigest = SHA256.hex(([bibliography.text] + cited).joined(separator: "\u{1F}"))
    do throws(ToolError) {
      pandoc = try Pandoc(searchPath: searchPath)
      mathematics = try MathBatch(searchPath: searchPath)
    } catch {
      throw .tool(error)
    }
  }

  /// In the order of the chapters.
  mutating func render() throws -> [RenderedChapter] {
    let keys = try context.chapters.map { try pageKey(of: $0) }
    var pages = try keys.map { key in
      try cache.page(key).flatMap { try? JSONDecoder().decode(RenderedChapter.self, from: $0) }
    }
    renderedIndices = pages.indices.filter { pages[$0] == nil }
    let fragments = try convert(renderedIndices)
    for (index, html) in zip(renderedIndices, fragments) {
      let page = ChapterRenderer.render(html, of: context.chapters[index], in: context)
      try cache.setPage(keys[index], JSONEncoder().encode(page))
      pages[index] = page
    }
    return pages.compactMap { $0 }
  }

  // MARK: - Keys

  /// Everything that a chapter's content depends on.
  private func pageKey(of scanned: ScannedChapter) throws -> String {
    var parts = [
      renderer, RendererVersion.fragment, RendererVersion.mathematics, pandoc.tool.identity,
      mathematics.version, bibliographyDigest, scanned.page, String(scanned.number), scanned.chapter.text,
      scanned.chapter.title, context.evaluation.scale.rawValue,
      context.sourceDate == nil ? "" : "reproducible",
    ]
    for use in scanned.references {
      let target = context.references.target(of: use)
      parts.append("\(use.id) \(target?.name ?? "") \(target?.href ?? "")")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    for cell in scanned.chapter.cells {
      parts += try summary(of: cell, encoder)
    }
    for entry in context.claims.entries where entry.chapter == scanned.chapter.name {
      parts.append(String(decoding: try encoder.encode(entry), as: UTF8.self))
    }
    return "page-" + SHA256.hex(parts.joined(separator: "\u{1F}"))
  }

  private func summary(of cell: Cell, _ encoder: JSONEncoder) throws -> [String] {
    guard let outcome = context.evaluation[cell.id] else { return [cell.id] }
    var parts = [cell.id, outcome.key ?? "", outcome.valueDigest ?? "", String(outcome.isQuick)]
    switch outcome.state {
    case .reused, .computed: parts.append("current")
    case .stale: parts.append("stale")
    case .notRun(let reason): parts.append("not run " + reason)
    case .failed(let diagnostics):
      parts.append(String(decoding: try encoder.encode(diagnostics), as: UTF8.self))
    }
    parts += outcome.staleInputs + [String(outcome.restsOnProbe), String(outcome.isLeftOut)]
    if let figure = outcome.figure {
      parts += [
        "\(figure.width) \(figure.height)", figure.lightPNG.digest, figure.darkPNG.digest, figure.csv.digest,
      ]
    }
    if let trace = outcome.trace { parts.append(String(decoding: try encoder.encode(trace), as: UTF8.self)) }
    for id in context.planned[cell.id]?.reads ?? [] {
      let use = ReferenceUse(id: id, location: cell.location)
      parts.append("\(id) \(context.references.target(of: use)?.href ?? "")")
    }
    return parts
  }

  // MARK: - Pandoc and KaTeX

  /// The HTML of these chapters' prose; the formulas go into the context.
  private mutating func convert(_ indices: [Int]) throws -> [String] {
    guard !indices.isEmpty else { return [] }
    let keys = indices.map { fragmentKey(context.chapters[$0]) }
    var fragments = try keys.map { try cache.page($0).map { String(decoding: $0, as: UTF8.self) } }
    let formulas = try PlacedFormulas(chapters: indices.map { context.chapters[$0] }, context: context)
    let missing = try context.mathematics.load(formulas.all, katex: mathematics.version, from: cache)
    let work = indices.indices.filter { fragments[$0] == nil }
    let answers = try run(work.map { context.chapters[indices[$0]] }, missing)
    pandocRuns = work.count
    formulasRendered = missing.count
    for (place, html) in zip(work, answers.fragments) {
      try cache.setPage(keys[place], Data(html.utf8))
      fragments[place] = html
    }
    var problems: [Diagnostic] = []
    for (formula, answer) in zip(missing, answers.formulas) {
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
    return fragments.compactMap { $0 }
  }

  private func fragmentKey(_ scanned: ScannedChapter) -> String {
    let parts = [RendererVersion.fragment, pandoc.tool.identity, bibliographyDigest, scanned.markdown]
    return "fragment-" + SHA256.hex(parts.joined(separator: "\u{1F}"))
  }

  /// Two pandocs and one KaTeX side by side.
  private func run(
    _ chapters: [ScannedChapter], _ formulas: [Formula]
  ) throws -> (fragments: [String], formulas: [MathBatch.Answer]) {
    let (pandoc, mathematics, file, cited) = (pandoc, mathematics, bibliography.file, cited)
    let fragments = Mutex<[Int: Result<String, any Error>]>([:])
    let answers = Mutex<Result<[MathBatch.Answer], any Error>>(.success([]))
    DispatchQueue.concurrentPerform(iterations: 3) { worker in
      guard worker > 0 else {
        let answer = Result { try mathematics.render(formulas) }
        return answers.withLock { $0 = answer }
      }
      for index in stride(from: worker - 1, to: chapters.count, by: 2) {
        let html = Result {
          try pandoc.html(chapters[index].markdown, bibliography: file, cited: cited)
        }
        fragments.withLock { $0[index] = html }
      }
    }
    do {
      let html = try fragments.withLock { found in try chapters.indices.compactMap { try found[$0]?.get() } }
      return (html, try answers.withLock { try $0.get() })
    } catch let error as ToolError {
      throw SiteError.tool(error)
    }
  }
}

/// The formulas of chapters and of their values, with their places.
struct PlacedFormulas {
  private(set) var places: [Formula: SourceLocation] = [:]

  var all: Set<Formula> { Set(places.keys) }

  init(chapters: [ScannedChapter], context: BookContext) throws {
    let cells = CellRenderer(context: context)
    for scanned in chapters {
      for placed in scanned.formulas where places[placed.formula] == nil {
        places[placed.formula] = placed.location
      }
      for cell in scanned.chapter.cells {
        for formula in cells.texts(of: cell).flatMap({ MathText($0).formulas }) where places[formula] == nil {
          places[formula] = cell.location
        }
      }
    }
  }

  /// - Parameter offset: in the formula, in UTF-16 units.
  func diagnostic(for formula: Formula, message: String, offset: Int?) -> Diagnostic {
    var location = places[formula] ?? SourceLocation(file: "", line: 1)
    let before = String(decoding: Array(formula.tex.utf16).prefix(offset ?? 0), as: UTF16.self)
    for scalar in before.unicodeScalars {
      location = SourceLocation(
        file: location.file, line: location.line + (scalar == "\n" ? 1 : 0),
        column: scalar == "\n" ? 1 : location.column + 1)
    }
    return Diagnostic(
      id: "invalid-mathematics", message: "KaTeX cannot read this formula: \(message)", at: location)
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
        + checks.flatMap { [$0.name, $0.witness, $0.reason].compactMap { $0 } }
    case .result, .figure, .setup, .swift: return []
    }
  }
}
