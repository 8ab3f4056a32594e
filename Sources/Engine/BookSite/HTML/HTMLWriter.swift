import ChapterSyntax

/// Writes a chapter's blocks as HTML, and collects what the search, the contents and the previews show.
///
/// Attributes that an author may give to words and blocks are `id`, `class`, `lang` and `dir`; no other reaches
/// the page.
struct HTMLWriter {
  enum Mode {
    case page
    /// Shown again elsewhere: without notes and ids.
    case quotation
    /// Shown in a link: without links, too.
    case words
  }

  let context: BookContext
  let outlined: OutlinedChapter
  let cells: CellRenderer
  var mode = Mode.page
  /// Whether an `<a>` is open.
  var isInLink = false
  var html = ""
  var noteCount = 0
  /// Notes that hold more than paragraphs: they follow the block in which they are referred to.
  var waitingNotes: [Markup] = []
  /// Declarations, which stand behind the mark of the cell that follows.
  var waitingSetups: [Cell] = []
  var rendered = RenderedChapter(title: "", heading: "", body: "", sections: [], previews: [], citations: [])

  static func write(_ chapter: ComposedChapter, of outlined: OutlinedChapter, in context: BookContext)
    -> RenderedChapter
  {
    var writer = HTMLWriter(context: context, outlined: outlined)
    writer.openSection(level: 1, id: chapter.titleID, number: "", [], plain: chapter.outline.title)
    writer.rendered.title = writer.words(chapter.title, .words).html
    writer.rendered.heading = writer.captured { $0.write(chapter.title) }.html
    // The search has the title by itself.
    writer.rendered.sections[0].text = ""
    writer.writeWaitingNotes()
    writer.write(chapter.blocks)
    // Imports alone, for values inside sentences, say nothing to a reader.
    if writer.waitingSetups.contains(where: { !$0.hasOnlyImports }) {
      writer.html += writer.cells.source(ofSetups: writer.waitingSetups).html
    }
    writer.rendered.body = writer.html
    writer.rendered.citations = Array(Set(outlined.outline.citations.flatMap(\.keys))).sorted()
    return writer.rendered
  }

  /// A writer of what belongs to no chapter.
  init(context: BookContext) {
    let nowhere = Chapter(name: "", path: "", text: "", title: "", cells: [])
    self.init(context: context, outlined: OutlinedChapter(nowhere, place: 0), mode: .quotation)
  }

  private init(context: BookContext, outlined: OutlinedChapter, mode: Mode = .page) {
    self.context = context
    self.outlined = outlined
    self.mode = mode
    cells = CellRenderer(context: context)
  }

  /// What `body` writes, which does not go to the page.
  mutating func captured(_ body: (inout HTMLWriter) -> Void) -> Markup {
    let outer = html
    html = ""
    body(&self)
    defer { html = outer }
    return Markup(trusted: html)
  }

  /// `inlines`, written for another place.
  func words(_ inlines: [Inline], _ mode: Mode) -> Markup {
    var writer = self
    writer.mode = mode
    return writer.captured { $0.write(inlines) }
  }

  /// `blocks`, written for another place; the text alone where they are one paragraph.
  func words(_ blocks: [Block]) -> Markup {
    if blocks.count == 1, case .paragraph(let inlines) = blocks[0] { return words(inlines, .quotation) }
    var writer = self
    return writer.captured { $0.write(blocks) }
  }

  // MARK: - Elements

  mutating func text(_ text: String) {
    html += Markup.escape(text)
    addText(text)
  }

  mutating func element(
    _ name: String, _ attributes: Attributes = Attributes(), classes: [String] = [],
    _ content: (inout HTMLWriter) -> Void
  ) {
    html += "<\(name)\(shown(attributes, classes: classes).html)>"
    content(&self)
    html += "</\(name)>"
  }

  /// The attributes that may be on a page, with a space before each.
  func shown(_ attributes: Attributes, classes: [String] = []) -> Markup {
    var markup: Markup = ""
    if mode == .page, !attributes.id.isEmpty { markup += " id=\"\(attributes.id)\"" }
    let classes = attributes.classes + classes
    if !classes.isEmpty { markup += " class=\"\(classes.joined(separator: " "))\"" }
    for pair in attributes.pairs where ["lang", "dir"].contains(pair[0]) {
      markup += " \(Markup(trusted: pair[0]))=\"\(pair[1])\""
    }
    return markup
  }

  // MARK: - Sections and search

  mutating func openSection(level: Int, id: String, number: String, _ heading: [Inline], plain: String) {
    rendered.sections.append(
      .init(
        level: level, id: id, number: number, heading: words(heading, .words).html, plainHeading: plain,
        text: ""))
  }

  /// Adds to the text that the search finds in the current section.
  mutating func addText(_ text: String) {
    guard mode == .page else { return }
    rendered.sections[rendered.sections.count - 1].text += text
  }

  /// How much text the current section has; ``addEntry(_:_:since:)`` takes what came after it.
  var textLength: Int { rendered.sections[rendered.sections.count - 1].text.utf8.count }

  mutating func addEntry(_ target: Target, _ title: String, since start: Int) {
    guard !target.id.isEmpty else { return }
    addEntry(target.id, target.name + (title.isEmpty ? "" : ": " + title), since: start)
  }

  mutating func addEntry(_ id: String, _ heading: String, since start: Int) {
    guard mode == .page else { return }
    let text = rendered.sections[rendered.sections.count - 1].text.utf8.dropFirst(start)
    rendered.entries.append(.init(id: id, heading: heading, text: String(decoding: text, as: UTF8.self)))
  }

  mutating func addPreview(_ id: String, _ markup: Markup) {
    rendered.previews.append(.init(id: id, html: markup.html))
  }
}

extension Cell {
  fileprivate var hasOnlyImports: Bool {
    body.split(whereSeparator: \.isNewline).allSatisfy { $0.hasPrefix("import ") }
  }
}
