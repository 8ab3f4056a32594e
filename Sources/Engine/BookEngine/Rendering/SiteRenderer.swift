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
    self.searchPath = searchPath ?? Self.searchPath
  }

  private static var searchPath: String {
    ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
  }

  /// Changes when the running program does: pages of another build of the renderer are made anew, which is
  /// cheap, since pandoc's and KaTeX's work is kept under keys of its own.
  private static let identity: String = {
    let file = Bundle.main.executableURL?.resolvingSymlinksInPath()
    let facts = file.flatMap { try? FileManager.default.attributesOfItem(atPath: $0.path) }
    let modified = (facts?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    return "\(file?.path ?? "") \(facts?[.size] as? Int ?? 0) \(modified)"
  }()

  /// What is wrong in the chapters' prose, unknown references and citations included.
  /// - Throws: ``SiteError/tool(_:)`` when pandoc is missing or fails; the cache's error.
  package static func problems(
    in plan: BookPlan, _ project: ProjectPaths, cache: any PageCache
  ) throws -> [Diagnostic] {
    var reader = try ChapterReader(plan, searchPath: searchPath, renderer: identity, cache: cache)
    do {
      _ = try reader.outline(Bibliography(file: project.bibliography))
      return []
    } catch SiteError.chapters(let problems) {
      return problems
    }
  }

  /// Renders the site and puts it in the place of the last one.
  /// - Throws: ``SiteError/chapters(_:)`` with every unknown reference, unknown citation and broken formula;
  ///   ``SiteError/brokenLinks(_:)`` when a link of the new site leads nowhere; ``SiteError/tool(_:)`` when pandoc or KaTeX is missing or fails; ``StoreError`` when a stored value is
  ///   damaged. The site that was there stays as it was.
  package func render(
    plan: BookPlan, evaluation: Evaluation, claims: ClaimsLedger, cache: any PageCache
  ) throws -> SiteReport {
    var reader = try ChapterReader(plan, searchPath: searchPath, renderer: Self.identity, cache: cache)
    let bibliography = try Bibliography(file: project.bibliography)
    let references = try reader.outline(bibliography)
    let context = BookContext(
      description: description, chapters: reader.chapters, references: references,
      evaluation: sourceDate == nil ? evaluation : evaluation.withoutMeasurements(),
      claims: sourceDate == nil ? claims : claims.withoutMeasurements(in: evaluation), sourceDate: sourceDate,
      planned: Dictionary(plan.cells.map { ($0.cell.id, $0) }, uniquingKeysWith: { first, _ in first }))
    var pages = try ChapterPages(
      context: context, bibliography: bibliography, searchPath: searchPath, renderer: Self.identity,
      cache: cache)
    let rendered = try pages.render(&reader)
    let files = try SiteAssembly(context: pages.context, pages: rendered, katex: pages.mathematics.styles)
      .files()
    let check = SiteCheck(files.contents)
    guard check.broken.isEmpty else { throw SiteError.brokenLinks(check.broken) }
    let changed = try files.replace(project.output)
    let isNew = Set(pages.renderedIndices)
    return SiteReport(
      rendered: reader.chapters.indices.filter(isNew.contains).map { reader.chapters[$0].page },
      reused: reader.chapters.indices.filter { !isNew.contains($0) }.map { reader.chapters[$0].page },
      pandocRuns: reader.pandocRuns, formulas: pages.formulasRendered, changedFiles: changed,
      externalLinks: check.externalLinks, warnings: [])
  }
}
