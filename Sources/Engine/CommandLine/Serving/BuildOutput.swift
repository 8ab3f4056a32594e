import Foundation

/// What a failed build said, taken apart for the page.
package enum BuildOutput {
  /// The mistakes in `text`, each once, in its order: what has a place, or else the last words.
  /// - Parameters:
  ///   - root: the project's, to which places are relative.
  ///   - editor: an address with `{file}`, `{line}` and `{column}`.
  package static func mistakes(in text: String, root: URL, editor: String) -> [LiveState.Mistake] {
    var found: [LiveState.Mistake] = []
    var others: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      if let match = line.firstMatch(of: #/^(.+?):([0-9]+):([0-9]+): error: (.+)$/#) {
        let mistake = LiveState.Mistake(
          place: "\(match.1):\(match.2):\(match.3)", message: String(match.4),
          link: link(String(match.1), match.2, match.3, root, editor))
        if !found.contains(mistake) { found.append(mistake) }
      } else if let error = line.firstRange(of: "error: ") {
        others.append(String(line[error.upperBound...]))
      }
    }
    if !found.isEmpty { return Array(found.prefix(50)) }
    if others.isEmpty, let last = text.split(whereSeparator: \.isNewline).last { others = [String(last)] }
    return others.prefix(10).map { LiveState.Mistake(place: "", message: $0) }
  }

  private static func link(
    _ file: String, _ line: Substring, _ column: Substring, _ root: URL, _ editor: String
  ) -> String? {
    let path = URL(fileURLWithPath: file, relativeTo: root).standardizedFileURL.path
    guard let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) else { return nil }
    return editor.replacing("{file}", with: escaped).replacing("{line}", with: line)
      .replacing("{column}", with: column)
  }
}
