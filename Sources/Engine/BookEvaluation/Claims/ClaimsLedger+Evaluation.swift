import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

extension ClaimsLedger {
  /// The ledger of an evaluation: what the claim cells found, and what the book may say of it.
  package init(
    plan: BookPlan, evaluation: Evaluation, recorded: RecordedVerdicts
  ) throws(StoreError) {
    var entries: [Entry] = []
    for chapter in plan.chapters {
      for cell in chapter.cells where cell.kind == .claim {
        var entry = Entry(
          id: cell.id, name: cell["name"], chapter: chapter.name, location: cell.location,
          // A claim without a readable source, which the syntax refuses, is attributed to nobody else.
          source: cell["source"].flatMap(ClaimSource.init) ?? ClaimSource(.ours), scope: cell["scope"],
          statement: cell["statement"] ?? cell.caption ?? "", verdict: .notRun,
          recorded: recorded.verdicts[cell.id])
        try entry.judge(evaluation[cell.id])
        entries.append(entry)
      }
    }
    self.init(entries: entries)
  }
}

extension ClaimsLedger.Entry {
  /// Takes over what the claim cell found, as far as nothing stands against it: in this order, a failure
  /// or missing inputs, quick scale, stale inputs.
  mutating func judge(_ outcome: CellOutcome?) throws(StoreError) {
    guard let outcome else { return reason = "the claim's cell is not in the evaluation" }
    switch outcome.state {
    case .failed(let diagnostics):
      reason = diagnostics.first?.message ?? "its cell failed"
      return
    case .notRun(let why):
      reason = why
      return
    case .reused, .computed, .stale: break
    }
    judgement = try Self.judgement(in: outcome)
    guard let judgement else { return reason = "the stored judgement cannot be read" }
    if outcome.isQuick {
      preliminary = judgement.verdict
      reason = "seen at quick scale only"
    } else if !outcome.staleInputs.isEmpty {
      verdict = .stale
      reason = "rests on outdated values: \(outcome.staleInputs.joined(separator: ", "))"
    } else {
      verdict = judgement.verdict
    }
  }

  private static func judgement(in outcome: CellOutcome) throws(StoreError) -> Judgement? {
    do {
      return try outcome.data().map { try JSONDecoder().decode(Judgement.self, from: $0) }
    } catch let error as StoreError {
      throw error
    } catch {
      return nil
    }
  }
}
