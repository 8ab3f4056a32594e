/// "Did you mean": the known name that a misspelt one most resembles.
package enum NearestName {
  /// The name with the fewest single-character edits (insert, delete, replace, swap neighbours) from
  /// `name`, ignoring case, if they are at most a third of its length (and at least one is allowed).
  /// Among equals the first wins.
  /// - Returns: nil where no candidate is near enough.
  package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
    guard name.utf8.count <= 64 else { return nil }
    let limit = max(1, name.count / 3)
    var best: (name: String, edits: Int)?
    for candidate in candidates where candidate.utf8.count <= 64 {
      let edits = distance(name.lowercased(), candidate.lowercased())
      if edits <= limit, edits < best?.edits ?? .max { best = (candidate, edits) }
    }
    return best?.name
  }

  /// Edits between the texts `a` and `b`, a swap of neighbours counted as one (optimal string alignment).
  /// Characters are compared with case; the work grows with the product of the lengths.
  package static func distance(_ a: String, _ b: String) -> Int {
    let a = Array(a)
    let b = Array(b)
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var edits = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { edits = min(edits, beforeLast[j - 1] + 1) }
        row.append(edits)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
