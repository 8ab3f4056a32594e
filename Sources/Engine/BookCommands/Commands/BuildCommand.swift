import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import Dispatch
import Foundation
import Support

struct BuildCommand: BookCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Run what changed, draw the figures, judge the claims, write the site.",
    discussion: """
      A cell runs again only when its code, a value that it reads, the library sources that it may call,
      its data or its settings changed. Cells that cost hours are not run; see --recompute.

      Examples:
        nemon-book build
        nemon-book build --scale quick --jobs 1
        nemon-book build --estimate
        nemon-book build --recompute mnist-sweep
      """)

  @OptionGroup var scale: ScaleOption
  @Option(help: "How many cells run at a time. Values do not depend on it.")
  var jobs: Int = ProcessInfo.processInfo.activeProcessorCount
  @Flag(name: .customLong("no-execute"), help: "Run nothing; show outdated values as stale.")
  var noExecute = false
  @Flag(help: "Run nothing; say what would run and how long it would take on this machine.")
  var estimate = false
  @Option(help: "Run this cell whatever the store says. May be repeated.")
  var recompute: [String] = []
  @Flag(help: "Fail where a value is stale or missing, or a verdict is not the recorded one.")
  var strict = false
  @Flag(help: "Print errors only.")
  var quiet = false
  @Flag(help: "Print every cell, and why it runs.")
  var verbose = false

  func validate() throws {
    if jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
    if quiet && verbose { throw ValidationError("Give --quiet or --verbose, not both.") }
    if noExecute && !recompute.isEmpty {
      throw ValidationError("Give --no-execute or --recompute, not both.")
    }
    if estimate && (noExecute || !recompute.isEmpty || strict) {
      throw ValidationError("--estimate goes with --scale and --jobs only.")
    }
  }

  func run(in context: CommandContext) async throws {
    let start = ContinuousClock.now
    let book = try context.book()
    if estimate {
      return context.console.say(
        try BuildEstimate(of: book, in: context, scale: scale.scale, jobs: jobs).text)
    }
    try check(recompute, book)
    let progress = ProgressView(context.console, detail, root: book.project.root)
    let interruption = InterruptionOnSignal()
    let build = BookBuild(
      book: book,
      request: BuildRequest(
        scale: scale.scale, execution: noExecute ? .never : .run(jobs: jobs), recompute: Set(recompute),
        listsEveryCell: verbose),
      interruption: interruption.interruption, render: SiteRendering.renderer(for: book),
      report: progress.show)
    defer { progress.clear() }
    let report = try interruption.watching { try context.rebuilding { try build.run() } }
    progress.clear()
    let summary = BuildSummary(report: report, project: book.project, elapsed: ContinuousClock.now - start)
    if !quiet { context.console.say(summary.text) }
    if let status = summary.status(strict: strict) { throw status }
  }

  private var detail: ProgressView.Detail { quiet ? .quiet : verbose ? .verbose : .normal }

  private func check(_ ids: [String], _ book: Book) throws {
    let known = book.compiled.chapters.flatMap(\.cells).map(\.id)
    if let unknown = ids.first(where: { !known.contains($0) }) {
      throw UnknownCell(id: unknown, known: known)
    }
  }
}

/// Turns Ctrl-C into an orderly end: what has finished is stored. A second Ctrl-C ends at once.
final class InterruptionOnSignal {
  let interruption = Interruption()
  private let source: any DispatchSourceSignal

  init() {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    var isSecond = false
    source.setEventHandler { [interruption] in
      if isSecond { _exit(CommandStatus.interrupted.rawValue) }
      isSecond = true
      interruption.interrupt()
    }
    source.resume()
  }

  deinit {
    source.cancel()
    signal(SIGINT, SIG_DFL)
  }

  /// Errors that come after an interruption are its consequences.
  func watching<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch {
      throw interruption.isInterrupted ? EvaluationError.interrupted : error
    }
  }
}
