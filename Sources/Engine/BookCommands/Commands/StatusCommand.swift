import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

struct StatusCommand: BookCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say of each cell whether its value is current, and if not, why not.",
    discussion: """
      Examples:
        nemon-book status
        nemon-book status --scale quick --json
      """)

  @OptionGroup var scale: ScaleOption
  @Flag(help: "Print JSON.")
  var json = false

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let reading = try context.reading(of: book)
    let store = try Store.reader(for: book.project)
    let list = try reading.status(try book.appraiser(scale: scale.scale, store: store))
    if json { return try printJSON(list.map(StatusRecord.init), context.console) }
    for status in list where status.state != .current {
      context.console.say("\(status.id): \(StatusRecord(status).sentence)")
    }
    let current = list.count { $0.state == .current }
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

  init(_ status: CellStatus) {
    id = status.id
    kind = status.kind
    place = DiagnosticText.place(status.location)
    lastRun = status.lastTrace?.finishedAt
    switch status.state {
    case .current: (state, because) = ("current", [])
    case .outdated(let reasons): (state, because) = ("outdated", reasons.map { Wording.text($0) })
    case .neverRun: (state, because) = ("never run", [])
    case .waits(let ids): (state, because) = ("waiting", ids.map { "it reads \($0)" })
    case .tooCostly(let reasons, let hasValue):
      (state, because) = (
        hasValue ? "stale" : "missing", reasons.map { Wording.text($0) } + ["it takes hours"]
      )
    }
  }

  var sentence: String { because.isEmpty ? state : "\(state): \(because.joined(separator: "; "))" }
}
