import BookStore
import Foundation

/// A page as its readers see it.
struct PageText {
  var html: String

  init(_ html: String) { self.html = html }

  /// The article, in which formulas are `[[TeX]]`.
  var article: String {
    let start = html.range(of: "<article>")?.upperBound ?? html.startIndex
    let end = html.range(of: "</article>")?.lowerBound ?? html.endIndex
    return Self.withoutDrawings(String(html[start..<end]))
  }

  /// Expected text with the TeX in `[[...]]` escaped as on a page.
  static func inFormulas(_ piece: String) -> String {
    piece.replacing(/\[\[(.*?)\]\]/) { match in
      "[[" + match.1.replacing("&", with: "&amp;").replacing("<", with: "&lt;") + "]]"
    }
  }

  private static func withoutDrawings(_ html: String) -> String {
    let formula = /<annotation encoding="application\/x-tex">((?:.|\n)*?)<\/annotation>/
    var text = ""
    var rest = html[...]
    while let start = rest.range(of: "<span class=\"katex") {
      text += rest[..<start.lowerBound]
      rest = rest[start.lowerBound...]
      if let match = rest.firstMatch(of: formula) { text += "[[\(match.1)]]" }
      rest = rest[Self.endOfElement(rest)...]
    }
    return text + rest
  }

  private static func endOfElement(_ html: Substring) -> Substring.Index {
    var depth = 0
    for tag in html.matches(of: /<(\/?)span\b[^>]*>/) {
      depth += tag.1.isEmpty ? 1 : -1
      if depth == 0 { return tag.range.upperBound }
    }
    return html.endIndex
  }

  // MARK: - Faults

  private static let void: Set<String> = ["br", "hr", "img", "input", "col", "meta", "link"]
  private static let blocks: Set<String> = [
    "p", "div", "ul", "ol", "dl", "pre", "table", "blockquote", "figure", "details", "h1", "h2", "h3", "h4",
  ]
  private static let attributes: Set<String> = [
    "id", "class", "lang", "dir", "href", "title", "data-preview", "role", "aria-label", "aria-hidden",
    "start",
    "type", "scope", "rowspan", "colspan", "src", "alt", "width", "height", "loading", "open", "hidden",
    "aria-labelledby", "download", "tabindex",
  ]

  /// What a browser would mend or should not see: elements that are not closed in order, blocks where only words
  /// may stand, links in links, ids that occur twice, and attributes that nothing here writes.
  var faults: [String] {
    var faults: [String] = []
    var open: [String] = []
    var ids: Set<Substring> = []
    let text = article.replacing(/<svg(?:.|\n)*?<\/svg>/, with: "")
    for tag in text.matches(of: /<(\/?)([a-z0-9]+)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*>/) {
      let name = String(tag.2)
      if tag.1.isEmpty {
        if Self.blocks.contains(name),
          let outer = open.last(where: { ["p", "span", "a", "em", "sup"].contains($0) })
        {
          faults.append("<\(name)> in <\(outer)>")
        }
        if name == "a", open.contains("a") { faults.append("<a> in <a>") }
        if !Self.void.contains(name) { open.append(name) }
      } else if open.popLast() != name {
        faults.append("</\(name)> where another element is open")
      }
      for attribute in tag.3.matches(of: /([a-z-]+)(?:="([^"]*)")?/) {
        if attribute.1 == "id", let id = attribute.2, !ids.insert(id).inserted {
          faults.append("id \(id) twice")
        }
        let isWidth = name == "col" && attribute.1 == "style"
        if !isWidth, !Self.attributes.contains(String(attribute.1)) {
          faults.append("\(name) \(attribute.1)")
        }
      }
    }
    if !open.isEmpty { faults.append("open: \(open)") }
    if text.contains("doc-backlink") { faults.append("a way back from a note") }
    return faults
  }
}
