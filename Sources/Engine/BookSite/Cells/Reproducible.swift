import BookEvaluation

/// What a reproducible build shows: everything that follows from the sources, and nothing that differs from run to
/// run, or from machine to machine.
extension Evaluation {
  /// Without the values that were measured, and without all that is made of them.
  func withoutMeasurements() -> Evaluation {
    var evaluation = self
    for (id, outcome) in outcomes where outcome.isMeasured {
      // The key counts the values that a cell reads.
      evaluation.outcomes[id]?.key = nil
      evaluation.outcomes[id]?.value?.json = nil
      evaluation.outcomes[id]?.value?.figure = nil
    }
    return evaluation
  }
}

extension ClaimsLedger {
  /// Without the numbers of the claims that were judged by a measurement. Their verdicts stay.
  func withoutMeasurements(in evaluation: Evaluation) -> ClaimsLedger {
    var ledger = self
    for (index, entry) in entries.enumerated() where evaluation[entry.id]?.isMeasured == true {
      ledger.entries[index].judgement = nil
    }
    return ledger
  }
}

extension CellOutcome {
  /// Whether there is a value, which is not shown because it was measured.
  var isLeftOut: Bool {
    isMeasured && value?.json == nil && value?.figure == nil && (state == .reused || state == .computed)
  }

  package static let leftOut = "measured on each machine anew; left out of reproducible builds"
}
