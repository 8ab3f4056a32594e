import BookEvaluation
import BookStore
import ChapterSyntax
import Foundation
import Support

/// What one rendering did.
package struct SiteReport: Sendable, Equatable {
  /// Files of the pages whose content was made anew, and of those that were as before.
  package var rendered: [String]
  package var reused: [String]
  /// How many chapters pandoc read, and how many formulas KaTeX rendered.
  package var pandocRuns: Int
  package var formulas: Int
}

/// Writes the book as a site that opens from disk.
///
/// Prose becomes HTML by pandoc and mathematics by KaTeX; each result is kept under a key of everything that
/// it depends on. A build in which nothing changed starts no program and writes no file.
package struct SiteRenderer: Sendable {
  var project: ProjectPaths
  var description: SiteDescription
  var sourceDate: Date?
  var searchPath: String

  /// - Parameters:
  ///   - sourceDate: where it is given, the pages show it and nothing that differs from run to run, so that the site
  ///     is the same bytes whenever it is built.
  ///   - searchPath: folders of programs, separated by colons; the environment's `PATH` by default.
  package init(
    project: ProjectPaths, description: SiteDescription, sourceDate: Date? = nil, searchPath: String? = nil
  ) {
    (self.project, self.description, self.sourceDate) = (project, description, sourceDate)
    self.searchPath = searchPath ?? Tool.searchPath
  }

  /// Changes when the renderer does: pages of another one are made anew.
  fileprivate static let identity = RendererIdentity.current

  /// Reads the chapters' prose.
  /// - Throws: ``SiteError/chapters(_:)`` with everything that is wrong in it, unknown references and citations included;
  ///   ``SiteError/tool(_:)`` when pandoc is missing or fails; the cache's error.
  package func read(_ plan: BookPlan, cache: any PageCache) throws -> ReadSite {
    var reader = try ChapterReader(plan, searchPath: searchPath, renderer: Self.identity, cache: cache)
    let bibliography = try Bibliography(file: project.bibliography)
    let references = try reader.outline(bibliography)
    return ReadSite(
      renderer: self, plan: plan, cache: cache, reader: reader, bibliography: bibliography,
      references: references)
  }
}

/// A book whose prose was read and found good.
package struct ReadSite {
  let renderer: SiteRenderer
  let plan: BookPlan
  let cache: any PageCache
  let reader: ChapterReader
  let bibliography: Bibliography
  let references: ReferenceTable

  /// Renders the site and puts it in the place of the last one.
  /// - Throws: ``SiteError/chapters(_:)`` with every broken formula; ``SiteError/brokenLinks(_:)`` when a link of the new
  ///   site leads nowhere; ``SiteError/tool(_:)`` when pandoc or KaTeX is missing or fails; ``StoreError`` when a stored
  ///   value is damaged. The site that was there stays as it was.
  package func render(_ evaluation: Evaluation, _ claims: ClaimsLedger) throws -> SiteReport {
    let sourceDate = renderer.sourceDate
    var reader = reader
    let context = BookContext(
      description: renderer.description, chapters: reader.chapters, references: references,
      evaluation: sourceDate == nil ? evaluation : evaluation.withoutMeasurements(),
      claims: sourceDate == nil ? claims : claims.withoutMeasurements(in: evaluation), sourceDate: sourceDate,
      planned: Dictionary(plan.cells.map { ($0.cell.id, $0) }, uniquingKeysWith: { first, _ in first }))
    let figures = Background { try SiteAssembly.figures(of: context) }
    defer { figures.wait() }
    var pages = try ChapterPages(
      context: context, bibliography: bibliography, searchPath: renderer.searchPath,
      renderer: SiteRenderer.identity, cache: cache)
    let rendered = try pages.render(&reader)
    let files = try SiteAssembly(
      context: pages.context, pages: rendered, figures: figures.value(), katex: pages.mathematics.styles
    ).files()
    let check = SiteCheck(files.contents)
    guard check.broken.isEmpty else { throw SiteError.brokenLinks(check.broken) }
    try files.replace(renderer.project.output)
    let isNew = Set(pages.renderedIndices)
    return SiteReport(
      rendered: reader.chapters.indices.filter(isNew.contains).map { reader.chapters[$0].page },
      reused: reader.chapters.indices.filter { !isNew.contains($0) }.map { reader.chapters[$0].page },
      pandocRuns: reader.pandocRuns, formulas: pages.formulasRendered)
  }
}
