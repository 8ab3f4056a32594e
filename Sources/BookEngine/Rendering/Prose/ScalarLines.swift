import Diagnostics
import Foundation

/// A text as lines of Unicode scalars, in which columns are counted.
struct ScalarLines: Sendable {
  var file: String
  /// Without their ends.
  var lines: [[Unicode.Scalar]]

  init(_ text: String, file: String) {
    self.file = file
    lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let scalars = Array(line)
      return scalars.last == "\r" ? scalars.dropLast() : scalars
    }
  }

  /// The line's text; empty beyond the end.
  func line(_ index: Int) -> String {
    guard lines.indices.contains(index) else { return "" }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: lines[index])
    return String(view)
  }

  func isBlank(_ index: Int) -> Bool { lines[index].allSatisfy(\.properties.isWhitespace) }

  /// - Parameters: both count from 0.
  func location(line: Int, column: Int) -> SourceLocation {
    SourceLocation(file: file, line: line + 1, column: column + 1)
  }
}

/// Lower-case letters, digits and hyphens: the id of a heading without one of its own.
func slug(_ text: String) -> String {
  let words = text.lowercased().unicodeScalars
    .split { !($0.properties.isAlphabetic || ("0"..."9").contains($0)) }
    .map { String(String.UnicodeScalarView($0)) }
  let slug = words.joined(separator: "-")
  return slug.isEmpty ? "section" : slug
}

/// Markdown without its marks, for titles in lists and windows: `*`, backticks, dollars and attributes.
func plainText(_ markdown: String) -> String {
  guard markdown.utf8.contains(where: { "*`$[]{}\\".utf8.contains($0) }) else { return markdown }
  return markdown.replacing(/\]\([^)]*\)/, with: "")
    .replacing(/\\(?:mathcal|mathbb|mathbf|mathrm|text|operatorname)/, with: "")
    .filter { !"*`$[]{}\\".contains($0) }
}
