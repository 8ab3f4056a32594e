import BookEvaluation
import BookStore
import ChapterSyntax
import Foundation
import Support

/// Puts pages, figures and assets together into the files of the site.
struct SiteAssembly {
  var context: BookContext
  /// In the order of the chapters.
  var pages: [RenderedChapter]
  /// By path; see ``figures(of:)``.
  var figures: [String: Data]
  /// The folder of KaTeX's style sheet and fonts.
  var katex: URL

  func files() throws -> SiteFiles {
    var files = SiteFiles()
    try addPages(to: &files)
    for (path, data) in figures { try files.add(path, data) }
    try addAssets(to: &files)
    try addData(to: &files)
    return files
  }

  // MARK: - Pages

  private func addPages(to files: inout SiteFiles) throws {
    let back = BackPages(context: context, chapters: pages)
    let landing = try LandingPage(context: context, back: back).content()
    let startsWithAbstract = context.chapters.first?.page == "index.html"
    var contents = zip(context.chapters, pages).map { $1.isEmptyPage ? "" : chapter($0, $1, back) }
    if startsWithAbstract { contents[0] = landing } else { contents.insert(landing, at: 0) }
    var entries = zip(context.chapters, pages).map(entry)
    if !startsWithAbstract { entries.insert(plain("index.html", context.description.title), at: 0) }
    entries[0].title = "Start"
    entries[0].number = ""
    entries[0].sections = []
    entries.append(plain(BackPages.claimsFile, "Ledger of claims"))
    contents.append(back.claims())
    if !back.entries.isEmpty {
      entries.append(plain(BackPages.referencesFile, "References"))
      contents.append(back.references())
    }
    let template = PageTemplate(
      bookName: context.description.name, bookTitle: context.description.title,
      description: context.description.subtitle,
      authors: context.description.authors, ownTitle: context.description.ownTitle,
      paperAuthors: context.description.paper.authors, paperAddress: context.description.paper.address,
      scale: context.evaluation.scale, entries: entries)
    let previews = previews(back)
    let scripts = Background { [entries] in
      (search: try ScriptData.search(sections(entries)), previews: try ScriptData.previews(previews))
    }
    defer { scripts.wait() }
    let again = ShownAgain(
      previews: previews, statements: back.statement(of:), claims: context.claims,
      mathematics: context.mathematics)
    let filled = Set(zip(context.chapters, pages).filter(\.1.showsAgain).map(\.0.page))
    for index in entries.indices {
      let isFilled = filled.contains(entries[index].file)
      let page = template.page(
        index, content: isFilled ? again.fill(contents[index]) : contents[index],
        bodyClass: entries[index].file == "index.html" ? "start" : "chapter")
      try files.add(entries[index].file, page.html)
    }
    try files.add("claims.json", ReadableJSON.encode(context.claims.entries))
    try files.add("claims.csv", context.claims.csv)
    try files.add("assets/search.js", scripts.value().search)
    try files.add("assets/previews.js", scripts.value().previews)
  }

  private func entry(_ scanned: OutlinedChapter, _ page: RenderedChapter) -> PageTemplate.Entry {
    PageTemplate.Entry(
      file: scanned.page, title: Markup(trusted: page.title), plainTitle: scanned.outline.title,
      number: scanned.number == 0 ? "" : String(scanned.number), sections: page.sections,
      claims: context.claims.entries(of: scanned.chapter.name))
  }

  private func plain(_ file: String, _ title: String) -> PageTemplate.Entry {
    PageTemplate.Entry(file: file, title: Markup(text: title), plainTitle: title, number: "", sections: [])
  }

  private func chapter(_ scanned: OutlinedChapter, _ page: RenderedChapter, _ back: BackPages) -> Markup {
    let number: Markup? = scanned.number == 0 ? nil : "<p class=\"kicker\">Chapter \(scanned.number)</p>"
    let id: Markup? = page.sections.first.flatMap { $0.id.isEmpty ? nil : " id=\"\($0.id)\"" }
    return """
      <header class="title-block">\(number)<h1\(id)>\(Markup(trusted: page.heading))</h1>\
      \(page.showsAgain ? LandingPage(context: context, back: back).masthead : claims(of: scanned, page))</header>
      \(Markup(trusted: page.body))
      """
  }

  /// What the chapter tests, and what came out.
  private func claims(of scanned: OutlinedChapter, _ page: RenderedChapter) -> Markup? {
    let shown = context.claims.entries(of: scanned.chapter.name).filter { entry in
      context.references.target(of: ReferenceUse(id: entry.id, location: entry.location))?.kind == .claim
    }
    let items = shown.map { entry -> Markup in
      let name = entry.name.map { "\(entry.id): \($0)" } ?? entry.id
      let reason =
        entry.reason.map { Markup(codeIn: $0) }
        ?? entry.judgement.map { context.mathematics.markup($0.inBrief) }
      return """
        <li><p>\(Shape.badge(entry.verdict))</p><p><a href="#\(entry.id)">Claim \(name)</a></p>\
        \(page.statement(of: entry.id).map { "<p class=\"words\">\($0)</p>" as Markup })\
        \(reason.map { "<p class=\"why\">\($0)</p>" as Markup })</li>
        """
    }
    return items.isEmpty
      ? nil : "<ul class=\"chapter-claims\" aria-label=\"Claims of this chapter\">\(items.joined())</ul>"
  }

  // MARK: - Data for the scripts

  private func sections(_ entries: [PageTemplate.Entry]) -> [ScriptData.Section] {
    zip(context.chapters, pages).flatMap { scanned, page in
      page.sections.map { section in
        ScriptData.Section(
          u: scanned.page + (section.id.isEmpty ? "" : "#" + section.id),
          p: ScriptData.plain(scanned.outline.title),
          h: section.level == 1 ? "" : ScriptData.plain("\(section.number) \(section.plainHeading)"),
          x: ScriptData.plain(section.text))
      }
        + page.entries.map { entry in
          ScriptData.Section(
            u: "\(scanned.page)#\(entry.id)", p: ScriptData.plain(scanned.outline.title),
            h: ScriptData.plain(entry.heading), x: ScriptData.plain(entry.text))
        }
    }
  }

  private func previews(_ back: BackPages) -> [String: String] {
    var previews: [String: String] = [:]
    for (scanned, page) in zip(context.chapters, pages) {
      for preview in page.previews where !preview.id.hasPrefix("statement:") {
        let html = Markup(trusted: preview.html).elsewhere(than: scanned.page).html
        previews["\(scanned.page)#\(preview.id)"] = html
      }
      for section in page.sections where !section.id.isEmpty {
        let words = section.text.split(whereSeparator: \.isWhitespace).prefix(40).joined(separator: " ")
        previews["\(scanned.page)#\(section.id)"] =
          "<p><strong>\(section.number) \(section.heading)</strong></p><p>\(Markup.escape(words))…</p>"
      }
    }
    for entry in back.entries { previews["\(BackPages.referencesFile)#\(entry.id)"] = "<p>\(entry.html)</p>" }
    return previews
  }

  // MARK: - Figures and assets

  /// The files of all figures, by path: so much is read for them that it is done beside the writing of the pages.
  static func figures(of context: BookContext) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for cell in context.chapters.flatMap(\.chapter.cells) where cell.kind == .figure {
      guard let figure = context.evaluation[cell.id]?.value?.figure else { continue }
      let name = SiteFiles.figureName(of: cell.id)
      files["figures/\(name).png"] = try figure.light.load()
      files["figures/\(name)-dark.png"] = try figure.dark.load()
      files["figures/\(name).csv"] = try figure.csv.load()
      files["figures/\(name).js"] = try figure.places.map { ScriptData.places(try $0.load(), of: name) }
    }
    return files
  }

  private func addAssets(to files: inout SiteFiles) throws {
    try files.add("assets/book.css", Assets.styleSheet)
    try files.add("assets/theme.js", Assets.theme)
    try files.add("assets/book.js", Assets.script)
    try files.add("assets/icon.svg", Assets.icon)
    let sheet = katex.appending(path: "katex.min.css")
    guard let css = try? String(contentsOf: sheet, encoding: .utf8) else {
      throw SiteError.unreadable(path: sheet.path)
    }
    let font = TextFont()
    try files.add("assets/katex.css", Self.onlyWOFF2(css) + "\n" + font.styleSheet)
    for (name, bytes) in try font.files() { try files.add("assets/" + name, bytes) }
    let fonts = katex.appending(path: "fonts").resolvingSymlinksInPath()
    let names = (try? FileManager.default.contentsOfDirectory(atPath: fonts.path)) ?? []
    guard !names.isEmpty else {
      throw SiteError.tool(.missing(program: "KaTeX's fonts", package: "fonts-katex"))
    }
    for name in names.sorted() where name.hasSuffix(".woff2") {
      try files.add("assets/fonts/" + name, Data(contentsOf: fonts.appending(path: name)))
    }
  }

  /// Every browser that shows the book reads WOFF2; the other formats are not copied.
  static func onlyWOFF2(_ css: String) -> String {
    css.replacing(/,\s*url\([^)]*\.(?:woff|ttf)\)\s*format\(['"][a-z]+['"]\)/, with: "")
  }
}

extension RenderedChapter {
  /// What a claim of the chapter says, in a line of its own.
  func statement(of claim: String) -> Markup? {
    previews.first { $0.id == "statement:" + claim }.map { Markup(trusted: $0.html) }
  }

  var isEmptyPage: Bool { body.isEmpty && title.isEmpty }
}

extension Markup {
  /// The same HTML for another page than `page`: fragments alone become links to `page`.
  func elsewhere(than page: String) -> Markup {
    let links = Replacements(["href=\"#": "href=\"\(Markup.escape(page))#"])
    return Markup(trusted: links(html))
  }
}
