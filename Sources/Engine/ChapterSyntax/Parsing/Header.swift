/// The YAML header of a chapter, of which only the title is read.
package struct Header: Equatable {
  package var title: String?
  /// How many lines it occupies, with its two rules.
  package var lineCount: Int

  package init?(_ text: SourceText) {
    guard let first = text.lines.first, text.string(first).withoutByteOrderMark.trimmed == "---",
      let last = text.lines.indices.dropFirst().first(where: { index in
        let line = text.string(text.lines[index]).trimmed
        return line == "---" || line == "..."
      })
    else { return nil }
    lineCount = last + 1
    for index in 1..<last {
      let line = text.string(text.lines[index])
      guard line.hasPrefix("title:") else { continue }
      let value = String(line.dropFirst("title:".count)).trimmed
      let more = text.lines[(index + 1)..<last].map(text.string).prefix { $0.first == " " }
      let folded = value.hasPrefix("|") || value.hasPrefix(">") || value.isEmpty
      let parts = (folded ? [] : [value]) + more.map(\.trimmed)
      title = Self.unquoted(parts.joined(separator: " "))
      return
    }
  }

  private static func unquoted(_ value: String) -> String? {
    guard let quote = value.first, quote == "\"" || quote == "'", value.count >= 2, value.last == quote else {
      return value.isEmpty ? nil : value
    }
    let inner = String(value.dropFirst().dropLast())
    if quote == "'" { return inner.split("''").joined(separator: "'") }
    return inner.split("\\\"").joined(separator: "\"")
  }

  /// The text of a heading such as `## Title {#id} ##`.
  static func atxTitle(_ line: String) -> String? {
    let line = line.withoutByteOrderMark.trimmed
    let level = line.prefix { $0 == "#" }.count
    guard (1...6).contains(level) else { return nil }
    var title = line.dropFirst(level)
    guard title.first == " " else { return nil }
    if title.last == "}", let brace = title.lastIndex(of: "{") { title = title[..<brace] }
    var text = String(title).trimmed
    while text.last == "#" { text.removeLast() }
    return text.trimmed.isEmpty ? nil : text.trimmed
  }
}

extension String {
  fileprivate var withoutByteOrderMark: String {
    unicodeScalars.first == "\u{FEFF}" ? String(unicodeScalars.dropFirst()) : self
  }

  /// The parts between the occurrences of `separator`.
  fileprivate func split(_ separator: String) -> [String] {
    var parts: [String] = []
    var part = ""
    var rest = self[...]
    while let character = rest.first {
      if rest.hasPrefix(separator) {
        parts.append(part)
        part = ""
        rest = rest.dropFirst(separator.count)
      } else {
        part.append(character)
        rest = rest.dropFirst()
      }
    }
    return parts + [part]
  }
}
