import Diagnostics

/// Diagnostics as compilers print them.
enum DiagnosticText {
  /// Such as `chapters/03-average-iteration.md:41:5: error: ... [unknown-result]`, with notes below.
  static func text(_ diagnostic: Diagnostic, colored: Bool) -> String {
    let word = diagnostic.severity.rawValue
    let shown = colored ? "\u{1B}[\(diagnostic.severity == .error ? 31 : 33)m\(word)\u{1B}[0m" : word
    var lines = ["\(place(diagnostic.location)): \(shown): \(diagnostic.message) [\(diagnostic.id)]"]
    for note in diagnostic.notes {
      lines.append("\(place(note.location ?? diagnostic.location)): note: \(note.text)")
    }
    if let fix = diagnostic.fix { lines.append("  fix: \(fix)") }
    return lines.joined(separator: "\n")
  }

  static func place(_ location: SourceLocation) -> String {
    "\(location.file):\(location.line):\(location.column)"
  }
}
