import CellKit
import ChapterSyntax
import Diagnostics
import Digests
import Foundation

/// What one rendering did.
package struct SiteReport: Sendable, Equatable {
  /// Files of the pages whose content was made anew, and of those that were as before.
  package var rendered: [String]
  package var reused: [String]
  /// How many chapters pandoc read, and how many formulas KaTeX rendered.
  package var pandocRuns: Int
  package var formulas: Int
  /// How many files of the site changed.
  package var changedFiles: Int
  /// How many addresses outside the site its pages name; nobody looks whether anything is there.
  package var externalLinks: Int
  package var warnings: [Diagnostic]
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
    self.project = project
    self.description = description
    self.sourceDate = sourceDate
    self.searchPath =
      searchPath ?? ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
  }

  /// Changes when the running program does: pages of another build of the renderer are made anew, which is
  /// cheap, since pandoc's and KaTeX's work is kept under keys of its own.
  private static let identity: String = {
    let file = Bundle.main.executableURL?.resolvingSymlinksInPath()
    let facts = file.flatMap { try? FileManager.default.attributesOfItem(atPath: $0.path) }
    let modified = (facts?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    return "\(file?.path ?? "") \(facts?[.size] as? Int ?? 0) \(modified)"
  }()

  /// Renders the site and puts it in the place of the last one.
  /// - Throws: ``SiteError/chapters(_:)`` with every unknown reference, unknown citation and broken formula;
  ///   ``SiteError/brokenLinks(_:)`` when a link of the new site leads nowhere; ``SiteError/tool(_:)`` when pandoc or KaTeX is missing or fails; ``StoreError`` when a stored value is
  ///   damaged. The site that was there stays as it was.
  package func render(
    plan: BookPlan, evaluation: Evaluation, claims: ClaimsLedger, cache: any PageCache
  ) throws -> SiteReport {
    let chapters = plan.chapters.enumerated().map { ChapterScanner.scan($1, place: $0 + 1) }
    let references = ReferenceTable(chapters)
    let bibliography = try Bibliography(file: project.bibliography)
    let problems =
      chapters.flatMap(\.diagnostics) + references.diagnostics + references.unresolved(in: chapters)
      + bibliography.unknown(in: chapters)
    guard problems.isEmpty else {
      throw SiteError.chapters(problems.sorted { ($0.location, $0.id) < ($1.location, $1.id) })
    }

    let context = BookContext(
      description: description, chapters: chapters, references: references, mathematics: MathLibrary(),
      evaluation: sourceDate == nil ? evaluation : evaluation.withoutMeasurements(),
      claims: sourceDate == nil ? claims : claims.withoutMeasurements(in: evaluation), sourceDate: sourceDate,
      planned: Dictionary(plan.cells.map { ($0.cell.id, $0) }, uniquingKeysWith: { first, _ in first }))
    var pages = try ChapterPages(
      context: context, bibliography: bibliography, searchPath: searchPath, renderer: Self.identity,
      cache: cache)
    let rendered = try pages.render()
    let files = try SiteAssembly(context: context, pages: rendered, katex: pages.mathematics.styles).files()
    let check = SiteCheck(files.contents)
    guard check.broken.isEmpty else { throw SiteError.brokenLinks(check.broken) }
    let changed = try files.replace(project.output)
    let isNew = Set(pages.renderedIndices)
    return SiteReport(
      rendered: chapters.indices.filter(isNew.contains).map { chapters[$0].page },
      reused: chapters.indices.filter { !isNew.contains($0) }.map { chapters[$0].page },
      pandocRuns: pages.pandocRuns, formulas: pages.formulasRendered, changedFiles: changed,
      externalLinks: check.externalLinks, warnings: [])
  }
}
