import Diagnostics

/// The probe of a result that costs hours is another result, cheap, that it reads: see `docs/decisions/probes.md`.
enum ProbeAttribute {
  static let id = "invalid-probe"

  static func diagnose(_ book: BookReading) -> [Diagnostic] {
    let results = ResultIndex(book)
    return book.cells.compactMap { reading in
      guard reading.cell.kind == .result, let probe = reading.cell.attribute("probe") else { return nil }
      func diagnostic(_ message: String, fix: String) -> Diagnostic {
        Diagnostic(id: id, message: message, at: probe.valueLocation, fix: fix)
      }
      if reading.cell["cost"] != "hours" {
        return diagnostic(
          "only a result that costs hours has a probe", fix: "remove `probe`, or add `cost=\"hours\"`")
      }
      let read = results.readIndices(of: reading).map { book.cells[$0].cell }
      if read.contains(where: { $0.id == probe.value && $0["cost"] == nil }) { return nil }
      return diagnostic(
        "`\(probe.value)` is no cheap result that `\(reading.cell.id)` reads",
        fix: NearestName.of(probe.value, among: read.map(\.id)).map { "did you mean `\($0)`?" }
          ?? "name a result that the cell reads and that a plain build runs")
    }
  }
}
