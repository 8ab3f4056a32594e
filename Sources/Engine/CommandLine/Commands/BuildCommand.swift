import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import Dispatch
import Foundation
import Support

struct BuildCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "build", "Run what changed, draw the figures, judge the claims, write the site.",
      """
      A cell runs again only when its code, a value that it reads, the library sources that it may call,
      its data or its settings changed. Cells that cost hours are not run; see --recompute.
      """,
      examples: "build", "build --scale quick --jobs 1", "build --estimate", "build --recompute sweep",
      "build --pdf")
  }

  @OptionGroup var scale: ScaleOption
  @OptionGroup var jobs: JobsOption
  @Flag(name: .customLong("no-execute"), help: "Run nothing; show outdated values as stale.")
  var noExecute = false
  @Flag(help: "Run nothing; say what would run and how long it would take on this machine.")
  var estimate = false
  @Option(help: "Run this cell whatever the store says. May be repeated.", completion: .cells)
  var recompute: [String] = []
  @Flag(help: "Fail where a value is stale or missing, or a verdict is not the recorded one.")
  var strict = false
  @Option(help: "How long a cell may take, such as 90s, 5m or 2h; one that takes longer fails.")
  var timeout: TimeLimit?
  @Flag(help: "Write the site also where cells failed: what succeeded is shown, and where the others fail.")
  var keepGoing = false
  @Flag(help: "Print the book and each chapter as PDF into the site, too; needs Chromium.")
  var pdf = false
  @Flag(help: "Print errors only.")
  var quiet = false
  @Flag(help: "Print every cell, and why it runs.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("Give --quiet or --verbose, not both.") }
    if noExecute && !recompute.isEmpty {
      throw ValidationError("Give --no-execute or --recompute, not both.")
    }
    if estimate && (noExecute || !recompute.isEmpty || strict || pdf) {
      throw ValidationError("--estimate goes with --scale and --jobs only.")
    }
  }

  func run(in context: CommandContext) async throws {
    let start = ContinuousClock.now
    let book = try context.book()
    if estimate {
      return context.console.say(
        try BuildEstimate(of: book, in: context, scale: scale.scale, jobs: jobs.jobs).text)
    }
    try book.check(recompute)
    var request = BuildRequest(
      scale: scale.scale, execution: noExecute ? .never : .run(jobs: jobs.jobs), recompute: Set(recompute),
      listsEveryCell: verbose)
    (request.timeout, request.keepsGoing) = (timeout?.duration, keepGoing)
    let report = try context.withProgress(book, quiet ? .quiet : verbose ? .verbose : .normal) {
      try BookBuild(
        book: book, request: request, interruption: $0, render: context.renderer(for: book), report: $1
      ).run()
    }
    let summary = BuildSummary(report: report, project: book.project, elapsed: ContinuousClock.now - start)
    if !quiet { context.console.say(summary.text) }
    if pdf { try PDFCommand.addToSite(of: book.project, in: context, quietly: quiet) }
    if let status = summary.status(strict: strict) { throw status }
  }
}

/// Turns Ctrl-C, and a cluster's SIGTERM, into an orderly end: what has finished is stored. A second one ends at once.
package final class InterruptionOnSignal {
  package let interruption = Interruption()
  private let sources: [any DispatchSourceSignal]
  private static let signals = [SIGINT, SIGTERM]
  private static let first = Latch()

  /// Whether this process was asked to end.
  static var hasBegun: Bool { first.isSet }

  package init() {
    sources = Self.signals.map { [interruption] number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if interruption.isInterrupted { _exit(CommandStatus.interrupted.rawValue) }
        Self.first.set()
        interruption.interrupt()
      }
      source.resume()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in Self.signals { signal(number, SIG_DFL) }
  }

  /// Errors that come after an interruption are its consequences.
  func watching<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch {
      throw interruption.isInterrupted ? Interrupted() : error
    }
  }
}
