import Support

/// The probe of a result that costs hours is another result, cheap, which it reads thereby: see `docs/decisions/probes.md`.
enum ProbeAttribute {
  static let id = "invalid-probe"

  static func diagnose(_ book: BookReading) -> [Diagnostic] {
    return book.cells.compactMap { reading in
      guard reading.cell.kind == .result, let probe = reading.cell.attribute("probe") else { return nil }
      func diagnostic(_ message: String, fix: String) -> Diagnostic {
        Diagnostic(id: id, message: message, at: probe.valueLocation, fix: fix)
      }
      if reading.cell["cost"] != "hours" {
        return diagnostic(
          "only a result that costs hours has a probe", fix: "remove `probe`, or add `cost=\"hours\"`")
      }
      let cheap = book.cells.map(\.cell).filter { $0.kind == .result && $0["cost"] == nil }
      if cheap.contains(where: { $0.id == probe.value }) { return nil }
      return diagnostic(
        "`\(probe.value)` is no result that a plain build runs",
        fix: NearestName.of(probe.value, among: cheap.map(\.id)).map { "did you mean `\($0)`?" }
          ?? "name a cheap result that goes through the same code")
    }
  }
}
