import BookStore
import Foundation
import Support

/// Diagnostics with the source lines that they are about.
enum DiagnosticText {
  /// - Parameter root: the project's, to which the paths of the diagnostics are relative.
  /// - Returns: without a line end at the end.
  static func text(_ diagnostics: [Diagnostic], root: URL, colored: Bool) -> String {
    let files = Set(diagnostics.flatMap { [$0.location.file] + $0.notes.compactMap(\.location?.file) })
    let texts = files.compactMap { file in
      (try? String(contentsOf: root.appending(path: file), encoding: .utf8)).map { (file, $0) }
    }
    let renderer = DiagnosticRenderer(
      sources: Dictionary(texts, uniquingKeysWith: { first, _ in first }),
      style: colored ? .coloured : .plain)
    let text = renderer.text(of: diagnostics)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  static func place(_ location: SourceLocation) -> String {
    "\(location.file):\(location.line):\(location.column)"
  }
}
