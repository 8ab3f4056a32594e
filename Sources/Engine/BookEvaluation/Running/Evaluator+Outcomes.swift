import BookStore
import CellKit
import Foundation

extension Evaluator {
  func outcome(of keyed: KeyedCell, _ run: StoredRun, _ state: CellOutcome.State) -> CellOutcome {
    let bytes = run.figure == nil ? appraiser.store?.bytes(run.value) : nil
    return outcome(of: keyed, FormerValue(bytes: bytes, figure: run.figure, trace: run.trace), state)
  }

  func outcome(of keyed: KeyedCell, _ value: FormerValue, _ state: CellOutcome.State) -> CellOutcome {
    var outcome = CellOutcome(
      id: keyed.cell.id, kind: keyed.cell.kind, state: state, key: keyed.key, content: value.bytes,
      figure: value.figure.flatMap(files), isQuick: keyed.isQuick, staleInputs: keyed.staleInputs,
      trace: value.trace)
    outcome.isMeasured = keyed.isMeasured
    return outcome
  }

  private func files(of record: FigureRecord) -> FigureFiles? {
    guard let store = appraiser.store else { return nil }
    return FigureFiles(
      width: record.width, height: record.height, lightPNG: store.bytes(record.lightPNG),
      darkPNG: store.bytes(record.darkPNG), csv: store.bytes(record.csv))
  }
}
