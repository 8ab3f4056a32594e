import ChapterSyntax
import Support

extension ChapterComposer {
  /// The header's title, which the first heading may repeat; without one, the first heading of level 1. Where
  /// other headings have that level, all go down by one.
  mutating func composeTitle(_ title: [Inline]?, _ tree: inout [Block]) {
    var tops = tree.indices.filter { index in
      if case .heading(1, _, _) = tree[index] { true } else { false }
    }
    var attributes = Attributes()
    var content = title
    if let first = tops.first, case .heading(_, let own, let heading) = tree[first],
      title == nil || title?.plain.words == heading.plain.words
    {
      (attributes, content) = (own, heading)
      tree.remove(at: first)
      tops.removeFirst()
    }
    headingShift = tops.isEmpty ? 0 : 1
    let words = content ?? [.text(outlined.chapter.title)]
    composed.outline.title = words.plain
    composed.titleID = attributes.id
    let number = outlined.number == 0 ? "" : String(outlined.number)
    addTarget(
      .chapter, id: outlined.chapter.name, label: "Chapter", number: number, title: words.plain,
      at: .known(.init(file: outlined.chapter.path, line: 1)))
    addTarget(
      .section, id: attributes.id, label: "Chapter", number: number, title: words.plain,
      at: place(of: .label(attributes.id)))
    composed.title = inlines(words)
  }

  mutating func heading(level: Int, _ attributes: Attributes, _ content: [Inline]) -> Block.Heading {
    let level = min(6, max(2, level + headingShift))
    let number = attributes.has("unnumbered") ? "" : sectionNumber(level: level)
    let title = content.plain
    var attributes = attributes
    attributes.classes.removeAll { $0 == "unnumbered" }
    let place = attributes.id.isEmpty ? place(of: .text(title)) : place(of: .label(attributes.id))
    if attributes.id.isEmpty { attributes.id = unique(slug(title)) }
    addTarget(.section, id: attributes.id, label: "Section", number: number, title: title, at: place)
    return Block.Heading(level: level, attributes: attributes, number: number, content: inlines(content))
  }

  private mutating func sectionNumber(level: Int) -> String {
    sections[level] += 1
    for deeper in sections.indices.dropFirst(level + 1) { sections[deeper] = 0 }
    guard outlined.number > 0, level <= 3 else { return "" }
    return ([outlined.number] + sections[2...level]).map(String.init).joined(separator: ".")
  }

  private mutating func unique(_ slug: String) -> String {
    let slug = slug.hasPrefix("site-") || slug.hasPrefix("ref-") ? "section-" + slug : slug
    var candidate = slug
    var suffix = 2
    while !ids.insert(candidate).inserted {
      candidate = "\(slug)-\(suffix)"
      suffix += 1
    }
    return candidate
  }
}

extension String {
  fileprivate var words: [Substring] { split(whereSeparator: \.isWhitespace) }
}
