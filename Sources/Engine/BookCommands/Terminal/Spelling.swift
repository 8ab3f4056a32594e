/// Finds what a mistyped id may have meant.
package enum Spelling {
  /// At most three of `known` that need few changes from `word`, the nearest first.
  package static func near(_ word: String, among known: [String]) -> [String] {
    let limit = max(2, word.count / 3)
    return known.map { ($0, distance(word, $0)) }
      .filter { $0.1 <= limit || $0.0.contains(word) }
      .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
      .prefix(3).map(\.0)
  }

  /// Levenshtein's: insertions, deletions and replacements.
  package static func distance(_ a: String, _ b: String) -> Int {
    let b = Array(b)
    var row = Array(0...b.count)
    for (i, character) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let replaced = diagonal + (character == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
