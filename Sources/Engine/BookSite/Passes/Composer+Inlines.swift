import Foundation

extension ChapterComposer {
  mutating func inlines(_ inlines: [Inline]) -> [Inline] {
    var result: [Inline] = []
    var position = 0
    while position < inlines.count {
      let inline = inlines[position]
      position += 1
      switch inline {
      case .text(let text):
        suspect(text)
        result.append(inline)
      case .space, .softBreak:
        // A comment may have stood between two spaces.
        if !(result.last?.isSpace ?? false) { result.append(inline) }
      case .styled(let style, let content): result.append(.styled(style, self.inlines(content)))
      case .quoted(let isDouble, let content):
        result.append(.quoted(isDouble: isDouble, self.inlines(content)))
      case .span(let attributes, let content):
        addAnchor(attributes)
        result.append(.span(attributes, self.inlines(content)))
      case .note(let blocks): result.append(.note(self.blocks(blocks)))
      case .code(let attributes, let text): result.append(inlineCode(attributes, text))
      case .math(let tex, let isDisplay):
        let label = isDisplay ? Label.next(in: inlines, &position) : nil
        result.append(.formula(formula(tex, isDisplay: isDisplay, label: label)))
      case .cite(let citations, let source): cite(citations, source.plain, &result)
      case .link(let attributes, let content, let url, let title):
        result += link(attributes, self.inlines(content), url, title)
      case .raw(let format, let text): raw(format: format, text)
      case .image:
        report(
          "image-file", "an image that no cell draws", at: place(of: .text("![")),
          fix: "Draw it in a figure cell, so that the book can tell where it comes from.")
      case .lineBreak, .formula, .value, .reference, .citation, .bookLink: result.append(inline)
      }
    }
    return result
  }

  // MARK: - Links

  /// The notes of a link's text stand behind it: a link holds no other one.
  private mutating func link(
    _ attributes: Attributes, _ content: [Inline], _ url: String, _ title: String
  ) -> [Inline] {
    addAnchor(attributes)
    let notes = content.filter { if case .note = $0 { true } else { false } }
    let words = content.filter { if case .note = $0 { false } else { true } }
    let isFragment = url.hasPrefix("#")
    guard isFragment || url.contains(/^[^:?]*\.md(#|$)/) else {
      return [.link(attributes, words, url: url, title: title)] + notes
    }
    let address = url.removingPercentEncoding ?? url
    var id = isFragment ? String(address.dropFirst()) : address
    // pandoc writes so for a heading without an id, whose text is in brackets.
    if id.isEmpty { id = slug(words.plain) }
    let use = ReferenceUse(id: id, place: place(of: .text(url == "#" ? words.plain : address)))
    composed.outline.references.append(use)
    return [.bookLink(words, use)] + notes
  }

  // MARK: - HTML and TeX

  mutating func raw(format: String, _ text: String) {
    if format == "tex" || format == "latex" { return tex(text) }
    let tags = text.replacing(/<!--[\s\S]*?-->/, with: "")
    guard let tag = tags.firstMatch(of: /\S[\s\S]*/)?.0 else { return addVerbatim(text, isBlock: false) }
    guard !tag.hasPrefix("</") else { return }
    let name = tag.firstMatch(of: /^<([a-zA-Z0-9]+)/)?.1.lowercased() ?? ""
    let instead = [
      "br": "End the line with a backslash", "sub": "Write `H~2~O`", "sup": "Write `x^2^`",
      "b": "Write `**text**`", "strong": "Write `**text**`", "i": "Write `*text*`", "em": "Write `*text*`",
      "a": "Write `[text](address)`", "code": "Write it between backticks", "hr": "Write `---`",
      "kbd": "Write `[Ctrl]{.kbd}`", "span": "Write `[text]{.class}`", "div": "Write `::: {.class}`",
      "img": "Draw it in a figure cell",
    ]
    report(
      "html-in-text", "HTML tags are not part of the book's Markdown", at: place(of: .text(firstLine(tag))),
      fix: (instead[name] ?? "Leave it out") + ", or `\\<` for the sign itself.")
  }

  /// Definitions of macros have been read by pandoc.
  private mutating func tex(_ text: String) {
    let macros = /^\s*\\(?:(?:re|provide)?newcommand|(?:re)?newenvironment|def|let|DeclareMathOperator)\b/
    guard text.firstMatch(of: macros) == nil else { return }
    let isReference = text.firstMatch(of: /^\\(?:eqref|ref|autoref|cref|Cref|cite[a-z]*)\b/) != nil
    report(
      "tex-in-text", "TeX outside of mathematics", at: place(of: .text(firstLine(text[...]))),
      fix: isReference
        ? "Write `@eq-name` for an equation, `@key` for a publication."
        : "Write `$$...$$` around an equation, `$...$` around a formula, or `\\\\` for a backslash.")
  }

  private func firstLine(_ text: Substring) -> String {
    (text.split(whereSeparator: \.isNewline).first.map(String.init) ?? String(text))
      .trimmingCharacters(in: .whitespaces)
  }
}
