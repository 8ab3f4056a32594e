import BookEvaluation
import BookStore
import Foundation
import Support

/// Shows an evaluation's progress: one line that is overwritten on a terminal, plain lines elsewhere.
final class ProgressView {
  enum Detail { case quiet, normal, verbose }

  private struct Running {
    var start = ContinuousClock.now
    var fraction = 0.0
    var pace = Pace()
    var what = ""
    var lastSeconds: Double?
    var lastLine: ContinuousClock.Instant?

    /// Seconds since the start.
    var elapsed: Double { (ContinuousClock.now - start) / .seconds(1) }
  }

  private let console: Console
  private let root: URL
  private let detail: Detail
  private var total = 0
  private var settled = 0
  private var running: [String: Running] = [:]
  private var hasOpenLine = false

  /// - Parameter root: the project's, where diagnostics find their lines.
  init(_ console: Console, _ detail: Detail, root: URL) {
    self.console = console
    self.root = root
    self.detail = detail
  }

  func show(_ event: BuildEvent) {
    switch event {
    case .evaluating(let cells): (total, settled) = (cells, 0)
    case .repaired(let repair): warn("warning: " + Wording.text(repair))
    case .rendering: clear()
    case .started(let id, let reasons, let lastSeconds):
      running[id] = Running(lastSeconds: lastSeconds)
      if detail == .verbose { line("\(id): runs, because \(Wording.text(reasons))") }
    case .progressed(let id, let fraction, let what):
      progress(id, min(1, max(0, fraction)), what)
    case .said(let id, let line): self.line("\(id): \(Self.shown(line))")
    case .finished(let outcome):
      settled += 1
      finish(outcome)
    case .droppedDamagedValue(let digest):
      warn("warning: the stored value \(digest.prefix(12)) was damaged and is computed again")
    }
    refresh()
  }

  private func progress(_ id: String, _ fraction: Double, _ what: String) {
    guard var cell = running[id] else { return }
    (cell.fraction, cell.what) = (fraction, what)
    cell.pace.note(fraction, at: cell.elapsed)
    running[id] = cell
  }

  /// What a cell prints moves no cursor.
  private static func shown(_ line: String) -> String {
    String(
      String.UnicodeScalarView(
        line.unicodeScalars.prefix(2000).filter { $0.properties.generalCategory != .control || $0 == "\t" }))
  }

  private func warn(_ text: String) {
    clear()
    console.complain(text)
  }

  /// A line that stays, unless quiet.
  private func line(_ text: String) {
    guard detail != .quiet else { return }
    clear()
    console.complain(text)
  }

  /// Removes the overwritten line.
  func clear() {
    if hasOpenLine { console.write("\r\u{1B}[2K") }
    hasOpenLine = false
  }

  private func finish(_ outcome: CellOutcome) {
    let seconds = outcome.value?.trace?.wallSeconds ?? 0
    let started = running.removeValue(forKey: outcome.id)
    switch outcome.state {
    case .computed:
      if started != nil, detail == .verbose || seconds >= 0.1 {
        line("\(outcome.id): computed in \(Wording.duration(seconds))")
      }
    case .reused:
      if detail == .verbose { line("\(outcome.id): current") }
    case .stale:
      line(
        "\(outcome.id): stale, \(outcome.staleInputs == [outcome.id] ? "shown as it was" : "rests on stale values")"
      )
    case .notRun(let reason):
      line("\(outcome.id): not run, \(reason)")
    case .failed(let diagnostics):
      warn(DiagnosticText.text(diagnostics, root: root, colored: console.usesColor))
    }
  }

  private func refresh() {
    guard detail != .quiet, !running.isEmpty else { return }
    if !console.isTerminal { return sayNowAndThen() }
    let cells = running.sorted { $0.value.start < $1.value.start }.prefix(2).map { id, cell in
      "\(id)\(state(of: cell))"
    }
    let more = running.count > 2 ? " +\(running.count - 2)" : ""
    let text = "[\(settled)/\(total)] \(cells.joined(separator: " | "))\(more)"
    console.write("\r\u{1B}[2K" + text.prefix(Self.columns - 1))
    hasOpenLine = true
  }

  /// Elsewhere than on a terminal: a line a minute for each cell that takes as long.
  private func sayNowAndThen() {
    let now = ContinuousClock.now
    for (id, cell) in running where now - max(cell.start, cell.lastLine ?? cell.start) >= .seconds(60) {
      running[id]?.lastLine = now
      line("[\(settled)/\(total)] \(id)\(state(of: cell))")
    }
  }

  private func state(of cell: Running) -> String {
    let elapsed = cell.elapsed
    let percent = cell.fraction > 0 ? " \(Int(cell.fraction * 100)) %" : ""
    let what = cell.what.isEmpty ? "" : " \(cell.what)"
    let left =
      cell.pace.secondsLeft(after: cell.fraction, at: elapsed)
      ?? cell.lastSeconds.map { max(0, $0 - elapsed) }
    let time = elapsed >= 1 ? " \(Wording.duration(elapsed))" : ""
    return time + percent + what + (left.map { $0 >= 1 ? ", about \(Wording.duration($0)) left" : "" } ?? "")
  }

  private static var columns: Int {
    var size = winsize()
    return ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 20 ? Int(size.ws_col) : 80
  }
}
