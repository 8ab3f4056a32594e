import ChapterSyntax
import Foundation
import Support

/// Why a process that ran a cell has gone: read from what the runtime said of it.
package struct CellCrash {
  /// An exit code, or the negative number of a signal.
  package var status: Int32
  package var output: String
  /// The time that the cell was given, where that was not enough.
  package var timeout: Duration?

  package init(status: Int32, output: String, timeout: Duration? = nil) {
    (self.status, self.output, self.timeout) = (status, output, timeout)
  }

  /// Whether the runtime begins to tell of a crash.
  static func isBeginning(_ line: String) -> Bool {
    line.hasPrefix("*** Signal ") || line.hasPrefix("*** Program crashed")
      || line.hasPrefix("*** Swift runtime failure")
      || line.hasPrefix("swift-runtime: ")
  }

  /// Whether the runtime says why.
  static func isCause(_ line: String) -> Bool {
    line.contains(": Fatal error: ") || line.hasPrefix("Fatal error: ")
      || line.hasPrefix("Could not cast value of type")
  }

  package func diagnostic(of cell: BookCell) -> Diagnostic {
    if let timeout {
      return Diagnostic(
        id: "cell-timeout",
        message: "\(cell.id) did not end within \(String(format: "%g", timeout / .seconds(1))) s",
        at: cell.planned.cell.bodyLocation)
    }
    let own = cell.planned.cell
    let place = place(in: own.location.file, own.lines) ?? place(in: nil, nil)
    var diagnostic = Diagnostic(
      id: "cell-crashed", message: "\(cell.id) crashed: \(cause)", at: place ?? own.bodyLocation)
    if let place, place.file != own.location.file || !own.lines.contains(place.line) {
      diagnostic.notes = [.init("the cell that crashed begins here", at: own.location)]
    }
    return diagnostic
  }

  /// The innermost place in a chapter; in the lines of the cell, if they are given.
  private func place(in file: String?, _ lines: ClosedRange<Int>?) -> SourceLocation? {
    for match in output.matches(of: #/ at (?:.*/)?(chapters/[^/:\s]+\.(?:md|swift)):([0-9]+)(?::([0-9]+))?/#)
    {
      guard let line = Int(match.2), line > 0 else { continue }
      if let file, let lines, file != match.1 || !lines.contains(line) { continue }
      return SourceLocation(file: String(match.1), line: line, column: match.3.flatMap { Int($0) } ?? 1)
    }
    return nil
  }

  private var cause: String {
    if let match = output.firstMatch(of: #/(?m)^(?:.*: )?Fatal error: (.+)$/#) { return Self.words(match.1) }
    if let match = output.firstMatch(of: #/(?m)^\*\*\* Swift runtime failure: (.+) \*\*\*$/#) {
      return Self.words(match.1)
    }
    if let match = output.firstMatch(of: #/(?m)^Could not cast value .+$/#) { return Self.words(match.0) }
    let frame = output.firstMatch(of: #/(?m)^ *0 .+$/#).map { String($0.0) } ?? ""
    if frame.contains("subscript") { return "an index is out of range" }
    switch -status {
    case SIGSEGV, SIGBUS: return "it reached for memory that is not there, as an endless recursion does"
    case SIGKILL: return "it was killed from outside, as happens where memory runs out"
    case SIGILL, SIGTRAP: return "a check failed of which nothing more is known"
    case let signal where signal > 0: return "signal \(signal) ended it"
    default: return "it ended its process, with exit code \(status)"
    }
  }

  /// The runtime's words as part of a sentence.
  private static func words(_ text: Substring) -> String {
    var text = text.trimmingCharacters(in: .whitespaces)
    if text == "Index out of range" { text = "an index is out of range" }
    if text == "precondition failure" { text = "a precondition does not hold" }
    while text.hasSuffix(".") { text.removeLast() }
    return text
  }
}
