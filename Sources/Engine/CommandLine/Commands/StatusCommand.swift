import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

struct StatusCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "status", "Say of each cell whether its value is current, and if not, why not.",
      examples: "status", "status --scale quick --json")
  }

  @OptionGroup var scale: ScaleOption
  @Flag(help: "Print JSON.")
  var json = false

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let reading = try context.reading(of: book)
    let store = try Store.reader(for: book.project)
    let list = try book.plan(of: reading.cells, scale: scale.scale, store: store).cells
    if json { return try printJSON(list.map(StatusRecord.init), context.console) }
    for cell in list where cell.action != .reuse {
      context.console.say("\(cell.id): \(StatusRecord(cell).sentence)")
    }
    let current = list.count { $0.action == .reuse }
    context.console.say("\(current) of \(Wording.count(list.count, "cell")) current at \(scale.scale) scale")
  }
}

/// One cell's status, for machines and people.
struct StatusRecord: Encodable {
  var id: String
  var kind: CellKind
  var place: String
  /// `current`, `outdated`, `never run`, `waiting`, `stale` or `missing`.
  var state: String
  var because: [String]
  var lastRun: Date?

  init(_ plan: CellPlan) {
    id = plan.id
    kind = plan.cell.kind
    place = DiagnosticText.place(plan.cell.location)
    lastRun = plan.lastRun?.trace.finishedAt
    switch plan.action {
    case .reuse: (state, because) = ("current", [])
    case .run([.neverRun]): (state, because) = ("never run", [])
    case .run(let reasons): (state, because) = ("outdated", reasons.map { Wording.text($0) })
    case .wait(let ids): (state, because) = ("waiting", ids.map { "it reads \($0)" })
    case .leave(let reasons):
      (state, because) = (
        plan.value == nil ? "missing" : "stale", reasons.map { Wording.text($0) } + ["it takes hours"]
      )
    }
  }

  var sentence: String { because.isEmpty ? state : "\(state): \(because.joined(separator: "; "))" }
}
