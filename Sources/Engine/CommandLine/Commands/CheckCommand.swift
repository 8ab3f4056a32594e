import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import Foundation
import Support

struct CheckCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "check", "Compare the claims' verdicts with the recorded ones.",
      """
      Reads the stored paper-scale values and runs nothing. Exits with 3 where a verdict differs from
      chapters/claims.json.
      """,
      examples: "check", "check --json", "check --record")
  }

  @Flag(help: "Print the whole ledger as JSON.")
  var json = false
  @Flag(
    help: "Write the verdicts to chapters/claims.json, and the cells' times to chapters/frozen/_times.json.")
  var record = false

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let reading = try context.reading(of: book)
    let store = try Store.reader(for: book.project)
    let evaluation = try book.storedEvaluation(of: reading.cells, scale: .paper, store: store)
    let ledger = try ClaimsLedger(
      plan: reading.plan, evaluation: evaluation, recorded: RecordedVerdicts.read(book.project))
    if json {
      try printJSON(ledger, context.console)
    } else {
      for entry in ledger.entries { context.console.say(LedgerLine(entry).text) }
      context.console.say(Wording.counts(ledger))
    }
    if record {
      try write(ledger, book.project, context.console)
      return try writeTimes(of: reading.cells, store, book.project, context)
    }
    if !ledger.changed.isEmpty { throw CommandStatus.claimChanged }
  }

  private func write(_ ledger: ClaimsLedger, _ project: ProjectPaths, _ console: Console) throws {
    let verdicts = ledger.entries.map { ($0.id, $0.verdict) }
    let recorded = RecordedVerdicts(Dictionary(verdicts, uniquingKeysWith: { first, _ in first }))
    console.complain("chapters/claims.json \(try recorded.write(project) ? "written" : "is unchanged")")
  }

  /// Only what took a tenth of a second or more: the rest would change with every recording and add up to nothing.
  private func writeTimes(
    of cells: [BookCell], _ store: Store?, _ project: ProjectPaths, _ context: CommandContext
  ) throws {
    let seconds = try store?.runs().seconds(of: cells.map(\.id), scale: .paper) ?? [:]
    // Times of another machine mean nothing without its speed.
    guard let gigaflops = context.description.machine.gigaflops?() else { return }
    let recorded = RecordedTimes(
      processor: RunEnvironment.processor, gigaflops: gigaflops, seconds: seconds.filter { $0.value >= 0.1 })
    context.console.complain(
      "chapters/frozen/_times.json \(try recorded.write(project) ? "written" : "is unchanged")")
  }
}

/// One claim in words.
struct LedgerLine {
  var entry: ClaimsLedger.Entry

  init(_ entry: ClaimsLedger.Entry) { self.entry = entry }

  /// Such as `C1: reproduced (recorded: partly reproduced)`.
  var text: String {
    var text = "\(entry.id): \(entry.verdict.words)"
    if let reason = entry.reason { text += ", \(reason)" }
    if entry.verdict == entry.recorded { return text }
    return text + " (recorded: \(entry.recorded?.words ?? "nothing"))"
  }
}
