import BookEvaluation
import Foundation

extension HTMLWriter {
  mutating func write(_ inlines: [Inline]) {
    var rest = inlines[...]
    var before: Inline?
    while let inline = rest.popFirst() {
      defer { before = inline }
      if inline.isSpace, let before, let next = rest.first, Self.belongTogether(before, next) {
        addText(" ")
        html += "\u{A0}"
        continue
      }
      guard inline.isInlineFormula, case .text(let text) = rest.first,
        case let marks = text.prefix(while: { ",.;:!?)]”’".contains($0) }), !marks.isEmpty
      else {
        write(inline)
        continue
      }
      // No line begins with what ends a phrase.
      rest[rest.startIndex] = .text(String(text.dropFirst(marks.count)))
      html += "<span class=\"unbroken\">"
      write(inline)
      self.text(String(marks))
      html += "</span>"
    }
  }

  /// Whether no line ends between the two: a number before a percent sign, and the groups of a long number.
  private static func belongTogether(_ before: Inline, _ next: Inline) -> Bool {
    guard case .text(let text) = next else { return false }
    let isThousands = text.prefix { $0.isASCII && $0.isNumber }.count == 3
    switch before {
    case .value: return text.hasPrefix("%")
    case .text(let number):
      guard number.last?.isNumber == true else { return false }
      return text.hasPrefix("%")
        || isThousands && number.allSatisfy { $0.isASCII && $0.isNumber } && number.count < 4
    default: return false
    }
  }

  private mutating func write(_ inline: Inline) {
    switch inline {
    case .text(let text): self.text(text)
    case .space: text(" ")
    case .softBreak: text("\n")
    case .lineBreak:
      html += "<br>\n"
      addText(" ")
    case .styled(.smallCaps, let content): element("span", classes: ["smallcaps"]) { $0.write(content) }
    case .styled(let style, let content): element(style.element) { $0.write(content) }
    case .quoted(let isDouble, let content):
      text(isDouble ? "“" : "‘")
      write(content)
      text(isDouble ? "”" : "’")
    case .code(let attributes, let code): element("code", attributes) { $0.text(code) }
    case .span(let attributes, let content): element("span", attributes) { $0.write(content) }
    case .link(let attributes, let content, let url, let title): link(attributes, content, url, title)
    case .bookLink(let content, let use): bookLink(content, use)
    case .reference(let use): reference(use)
    case .citation(let use): citation(use)
    case .formula(let placed): formula(placed)
    case .value(let cell):
      let value = cells.inlineValue(cell)
      addText(value.text)
      html += value.html.html
    case .note(let blocks): note(blocks)
    case .cite(_, let content): write(content)
    case .math(let tex, let isDisplay):
      html += context.mathematics[Formula(tex: tex, isDisplay: isDisplay)].html
    case .raw, .image: break
    }
  }

  // MARK: - Links

  /// An `<a>`, if there is none around it and links are wanted here.
  private mutating func anchor(_ attributes: Markup, _ content: (inout HTMLWriter) -> Void) {
    guard mode != .words, !isInLink else { return content(&self) }
    isInLink = true
    html += "<a\(attributes.html)>"
    content(&self)
    html += "</a>"
    isInLink = false
  }

  private mutating func link(_ attributes: Attributes, _ content: [Inline], _ url: String, _ title: String) {
    guard !url.hasPrefix("#ref-") else {
      // citeproc's link into the list of references.
      let address = "references.html" + url
      return anchor(
        " href=\"\(address)\" role=\"doc-biblioref\" class=\"citation-link\" data-preview=\"\(address)\""
      ) { $0.write(content) }
    }
    let address: Markup? = Self.isHarmless(url) ? " href=\"\(url)\"" : nil
    let words: Markup? = title.isEmpty ? nil : " title=\"\(title)\""
    anchor("\(address)\(shown(attributes))\(words)") { $0.write(content) }
  }

  /// Browsers pass over white space and control characters in an address.
  static func isHarmless(_ url: String) -> Bool {
    let address = url.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }
    let scheme = address.prefix { !":/#?".unicodeScalars.contains($0) }
    guard scheme.endIndex < address.endIndex, address[scheme.endIndex] == ":" else { return true }
    return ["http", "https", "mailto"].contains(String(String.UnicodeScalarView(scheme)).lowercased())
  }

  private mutating func bookLink(_ content: [Inline], _ use: ReferenceUse) {
    guard let target = context.references.target(of: use, on: outlined.page) else { return write(content) }
    anchor(" href=\"\(localHref(of: target))\" data-preview=\"\(target.href)\"") { $0.write(content) }
  }

  private mutating func reference(_ use: ReferenceUse) {
    guard let target = context.references.target(of: use, on: outlined.page) else { return }
    let name = use.isNumberAlone && !target.number.isEmpty ? target.number : target.name
    let entry = target.kind == .claim ? context.claims[target.id] : nil
    anchor(" class=\"reference\" href=\"\(localHref(of: target))\" data-preview=\"\(target.href)\"") {
      $0.text(name)
      if let entry { $0.html += Shape.mark(entry.verdict, of: entry.id).html }
    }
  }

  private mutating func citation(_ use: CitationUse) {
    guard let citation = context.publications[use] else { return }
    addText(citation.text)
    let content = mode == .words || isInLink ? Markup.escape(citation.text) : citation.html
    html += "<span class=\"citation\">\(content)</span>"
  }

  /// Within a page, the fragment alone.
  private func localHref(of target: Target) -> String {
    target.page == outlined.page && target.kind != .chapter ? "#" + target.id : target.href
  }

  // MARK: - Mathematics

  private mutating func formula(_ placed: PlacedFormula) {
    addText(searchable(placed.formula.tex))
    let content = context.mathematics[placed.formula]
    guard placed.formula.isDisplay else {
      html += content.html
      return
    }
    guard let number = placed.target?.number ?? placed.tag else {
      html += "<span class=\"equation\"><span class=\"scroll\">\(content.html)</span></span>"
      return
    }
    let id: Markup? = mode == .page ? placed.target.map { " id=\"\($0.id)\"" } : nil
    html += ("<span class=\"equation numbered\"\(id)><span class=\"scroll\">\(content)</span>" as Markup).html
    if let target = placed.target {
      if mode == .page { addPreview(target.id, content) }
      anchor(" class=\"equation-number\" href=\"#\(target.id)\" aria-label=\"Equation \(number)\"") {
        $0.html += Markup.escape("(\(number))")
      }
    } else {
      html += ("<span class=\"equation-number\">(\(number))</span>" as Markup).html
    }
    html += "</span>"
  }

  // MARK: - Notes

  /// A reference to a note. The note itself follows at once, as style sheets put it into the margin; one that
  /// holds more than paragraphs follows behind the block, which could not hold it.
  private mutating func note(_ blocks: [Block]) {
    guard mode == .page else { return }
    noteCount += 1
    let (number, id) = (noteCount, "fn\(noteCount)")
    addText(" ")
    let reference: Markup = """
      <a class="note-reference" id="\(id)-from" href="#\(id)" role="doc-noteref" aria-label="Note \(number)">\
      <sup>\(number)</sup></a>
      """
    html += reference.html
    let paragraphs = blocks.compactMap(\.paragraph)
    let outer = (isInLink, waitingNotes)
    (isInLink, waitingNotes) = (false, [])
    defer { isInLink = outer.0 }
    if paragraphs.count == blocks.count {
      let content = captured { writer in
        for (index, paragraph) in paragraphs.enumerated() {
          if index > 0 { writer.html += "\n" }
          writer.element("span", classes: ["note-paragraph"]) { $0.write(paragraph) }
        }
      }
      let note: Markup = """
        <span class="sidenote" role="note" id="\(id)"><sup>\(number)</sup> \(content)</span>
        """
      html += note.html
      addPreview(id, content)
      waitingNotes = outer.1 + waitingNotes
    } else {
      let content = captured { $0.write(blocks) }
      let note: Markup = """
        <div class="sidenote" role="note" id="\(id)"><sup class="note-number">\(number)</sup> \(content)</div>
        """
      addPreview(id, content)
      waitingNotes = outer.1 + [note] + waitingNotes
    }
  }

  mutating func writeWaitingNotes() {
    for note in waitingNotes { html += "\n" + note.html }
    waitingNotes = []
  }
}

extension Inline.Style {
  fileprivate var element: String {
    switch self {
    case .emphasis: "em"
    case .underline: "u"
    case .strong: "strong"
    case .strikeout: "del"
    case .superscript: "sup"
    case .lowered: "sub"
    case .smallCaps: "span"
    }
  }
}

extension Inline {
  fileprivate var isInlineFormula: Bool {
    switch self {
    case .formula(let placed): !placed.formula.isDisplay
    case .math(_, let isDisplay): !isDisplay
    default: false
    }
  }
}
