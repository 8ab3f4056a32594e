import Foundation

/// The opening line of a fenced block of code that is no cell.
struct Fence {
  private var mark: Unicode.Scalar
  private var count: Int

  init?(_ line: [Unicode.Scalar]) {
    let rest = line.drop { $0 == " " || $0 == ">" || $0 == "\t" }
    guard let mark = rest.first, mark == "`" || mark == "~" else { return nil }
    count = rest.prefix { $0 == mark }.count
    guard count >= 3, mark == "~" || !rest.dropFirst(count).contains("`") else { return nil }
    self.mark = mark
  }

  func isClosed(by line: [Unicode.Scalar]) -> Bool {
    let rest = line.drop { $0 == " " || $0 == ">" || $0 == "\t" }
    let run = rest.prefix { $0 == mark }.count
    return run >= count && rest.dropFirst(run).allSatisfy(\.properties.isWhitespace)
  }
}

/// A heading: `## Text {#id .unnumbered}`.
struct Heading {
  var level: Int
  /// Where the text is in the line.
  var text: Range<Int>
  var id: String?
  var isUnnumbered = false

  init?(_ line: [Unicode.Scalar]) {
    let level = line.prefix { $0 == "#" }.count
    self.level = level
    text = 0..<0
    guard (1...6).contains(level), line.count > level, line[level] == " " else { return nil }
    var end = Self.trimmed(line, to: line.count)
    if end > level, line[end - 1] == "}", let open = line[..<end].lastIndex(of: "{"), open > level,
      open + 1 < end, line[open + 1] == "#" || line[open + 1] == "." || line[open + 1] == "-"
    {
      let attributes = String(String.UnicodeScalarView(line[(open + 1)..<(end - 1)]))
      for word in attributes.split(separator: " ") {
        if word.hasPrefix("#") { id = String(word.dropFirst()) }
        if word == "-" || word == ".unnumbered" { isUnnumbered = true }
      }
      end = Self.trimmed(line, to: open)
    }
    let start = line[level..<max(level, end)].firstIndex { !$0.properties.isWhitespace } ?? level
    text = start..<max(start, end)
  }

  private static func trimmed(_ line: [Unicode.Scalar], to end: Int) -> Int {
    line[..<end].lastIndex { !$0.properties.isWhitespace }.map { $0 + 1 } ?? 0
  }
}

/// The opening line of a theorem and its like: `::: {.theorem #thm-x name="..."}`.
struct TheoremOpening {
  static let kinds = [
    "theorem", "definition", "lemma", "proposition", "corollary", "example", "remark", "proof",
  ]

  var kind: String
  var id: String?
  /// Markdown.
  var name: String?

  init?(_ line: [Unicode.Scalar]) {
    guard line.starts(with: ":::".unicodeScalars) else { return nil }
    let text = String(String.UnicodeScalarView(line))
    guard let match = text.firstMatch(of: /^:{3,}\s*(?:\{(.*)\}|([a-z]+))\s*:*\s*$/) else { return nil }
    let attributes = match.1 ?? ""
    let classes = match.2.map { [$0] } ?? attributes.matches(of: /\.([a-z][\w-]*)/).map(\.1)
    guard let kind = classes.first(where: { Self.kinds.contains(String($0)) }) else { return nil }
    self.kind = String(kind)
    let unquoted = attributes.replacing(/"[^"]*"/, with: "")
    id = unquoted.firstMatch(of: /#([\w-]+)/).map { String($0.1) }
    name = attributes.firstMatch(of: /(?:name|title)="([^"]*)"/).map { String($0.1) }
  }
}
