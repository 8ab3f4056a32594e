import BookEvaluation
import CellKit
import ChapterSyntax
import Foundation
import Support

/// The last words of a build.
struct BuildSummary {
  var report: BuildReport
  var project: ProjectPaths
  var elapsed: Duration

  var text: String {
    let evaluation = report.evaluation
    var lines = [cells, figures, "claims: \(Wording.counts(report.ledger))"]
    lines += changes
    if let pages = report.pages {
      lines.append("pages: \(pages.rendered) rendered, \(pages.reused) unchanged")
      lines.append("\(project.output.appending(path: "index.html").path), in \(seconds) s\(note)")
    } else {
      let count = Wording.count(evaluation.failures.count, "cell")
      lines.append("\(count) failed; the former site is left as it was, after \(seconds) s")
    }
    return lines.joined(separator: "\n")
  }

  /// Nil: fine.
  func status(strict: Bool) -> CommandStatus? {
    if !report.evaluation.failures.isEmpty { return .failure }
    guard strict else { return nil }
    if !report.ledger.changed.isEmpty { return .claimChanged }
    return report.evaluation.stale.isEmpty && report.evaluation.notRun.isEmpty ? nil : .failure
  }

  private var cells: String {
    let evaluation = report.evaluation
    let counts = [
      (evaluation.computed.count, "run"), (evaluation.reused.count, "reused"),
      (evaluation.stale.count, "stale"), (evaluation.notRun.count, "not run"),
      (evaluation.failures.count, "failed"),
    ]
    let parts = counts.enumerated().filter { $0.offset < 2 || $0.element.0 > 0 }
    return "cells: " + parts.map { "\($0.element.0) \($0.element.1)" }.joined(separator: ", ")
  }

  private var figures: String {
    let written =
      report.figureFiles.isEmpty ? "" : ", \(Wording.count(report.figureFiles.count, "file")) written"
    return "figures: \(report.evaluation.figureCount)\(written)"
  }

  private var changes: [String] {
    guard report.evaluation.scale == .paper else { return [] }
    return report.ledger.changed.filter { $0.recorded != nil }.map { entry in
      let recorded = entry.recorded?.words ?? ""
      return "warning: \(entry.id) is \(entry.verdict.words), recorded as \(recorded)"
    }
  }

  private var note: String { report.evaluation.scale == .quick ? " (quick scale: no verdicts)" : "" }

  private var seconds: String {
    let parts = elapsed.components
    return String(format: "%.2f", Double(parts.seconds) + Double(parts.attoseconds) * 1e-18)
  }
}
