import ChapterSyntax
import Diagnostics

/// Unknown references and citations. The site's renderer refuses them too; a build finds them here before
/// any cell runs.
package enum ReferenceProblems {
  /// - Throws: ``SiteError`` where the bibliography cannot be read.
  package static func find(in plan: BookPlan, _ project: ProjectPaths) throws -> [Diagnostic] {
    let chapters = plan.chapters.enumerated().map { ChapterScanner.scan($1, place: $0 + 1) }
    let references = ReferenceTable(chapters)
    let bibliography = try Bibliography(file: project.bibliography)
    let problems =
      chapters.flatMap(\.diagnostics) + references.diagnostics + references.unresolved(in: chapters)
      + bibliography.unknown(in: chapters)
    return problems.sorted { $0.location < $1.location }
  }
}
