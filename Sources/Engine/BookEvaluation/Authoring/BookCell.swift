import CellKit
import ChapterSyntax
import Digests
import Support

/// A cell of the Markdown with its compiled code.
package struct BookCell: Sendable {
  package var planned: PlannedCell
  package var compiled: CompiledCell

  package var id: String { compiled.id }
  package var kind: CellKind { planned.cell.kind }
  package var location: SourceLocation { planned.cell.location }
  /// Whether the author marked the cell as one that a plain build does not run.
  package var costsHours: Bool { planned.cell["cost"] == "hours" }
  /// Whether no other cell may run beside it: it measures something of the whole process.
  package var runsAlone: Bool { planned.cell["runs"] == "alone" }
  /// The result whose value tells whether changed code still computes the same; see `docs/decisions/probes.md`.
  package var probe: String? { planned.cell["probe"] }
}

/// How the cells of the Markdown differ from the compiled ones. Ids in the order of the chapters.
package struct CodeDifference: Error, Equatable, Sendable {
  /// In the Markdown only.
  package var added: [String]
  /// In the compiled chapters only.
  package var removed: [String]
  package var changed: [String]

  package init(added: [String] = [], removed: [String] = [], changed: [String] = []) {
    (self.added, self.removed, self.changed) = (added, removed, changed)
  }

  var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
}

extension BookCell {
  /// The cells of `plan` that run, each with its compiled code, in the plan's order.
  /// - Throws: ``CodeDifference`` where the chapters were edited after the program was built.
  package static func all(in plan: BookPlan, compiled book: CompiledBook) throws(CodeDifference) -> [BookCell]
  {
    let compiled = Dictionary(
      book.chapters.flatMap(\.cells).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let planned = plan.cells.filter { $0.cell.kind.runs }
    let plannedIDs = Set(planned.map(\.cell.id))
    var difference = CodeDifference(
      removed: book.chapters.flatMap(\.cells).map(\.id).filter { !plannedIDs.contains($0) })
    var cells: [BookCell] = []
    for cell in planned {
      guard let code = compiled[cell.cell.id] else {
        difference.added.append(cell.cell.id)
        continue
      }
      if SHA256.hex(cell.canonicalText) != code.codeDigest { difference.changed.append(cell.cell.id) }
      cells.append(BookCell(planned: cell, compiled: code))
    }
    guard difference.isEmpty else { throw difference }
    return cells
  }
}

extension BookCell {
  /// The cells of `plan` that run, as the compiler would see them: for all that is asked of a cell but its value.
  package static func uncompiled(in plan: BookPlan) -> [BookCell] {
    plan.cells.filter { $0.cell.kind.runs }.map { planned in
      let id = planned.cell.id
      return BookCell(
        planned: planned,
        compiled: CompiledCell(
          id: id, codeDigest: SHA256.hex(planned.canonicalText), reads: planned.reads,
          dataSets: planned.dataSets, modules: planned.modules, readsScale: planned.readsScale,
          readsSeed: planned.readsSeed, body: .inline { _ in throw UncompiledCell(id: id) }))
    }
  }
}

/// A cell that was only read is to be run: a mistake of the command that asks for it.
struct UncompiledCell: Error { var id: String }

extension CellKind {
  /// Whether cells of this kind are run.
  package var runs: Bool {
    switch self {
    case .result, .figure, .table, .claim, .inline: true
    case .setup, .swift: false
    }
  }
}
