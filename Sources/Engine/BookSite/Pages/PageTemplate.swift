import BookEvaluation
import CellKit
import Foundation

/// What surrounds the content of every page.
struct PageTemplate: Sendable {
  /// A page in the contents.
  struct Entry: Sendable {
    var file: String
    /// HTML.
    var title: Markup
    var plainTitle: String
    var number: String
    var sections: [RenderedChapter.Section]
    var claims: [ClaimsLedger.Entry] = []

    /// What the page is about, for those that list it.
    var summary: String? {
      let names = claims.map { "\($0.id) \($0.name ?? ""): \($0.verdict.words)" }
      return names.isEmpty ? nil : "\(plainTitle). " + names.joined(separator: "; ") + "."
    }
  }

  var bookName: String
  var bookTitle: String
  /// One line.
  var description: String
  var authors: [String] = []
  /// The book's, where ``bookTitle`` is the paper's.
  var ownTitle: String
  var paperAuthors: [String] = []
  var paperAddress: String
  var scale: Scale
  /// In the order of reading.
  var entries: [Entry]

  /// No request leaves the folder. KaTeX and figures in frames set style attributes; there are no other inline
  /// styles and no inline scripts. `file:` stands beside `'self'` for browsers that give files no origin.
  static let policy =
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; style-src-attr 'unsafe-inline'; "
    + "img-src 'self' file: data:; font-src 'self' file:; base-uri 'none'; form-action 'none'"

  func page(_ index: Int, content: Markup, bodyClass: String = "chapter") -> Markup {
    let entry = entries[index]
    let title = entry.file == "index.html" ? bookTitle : "\(entry.plainTitle) · \(bookTitle)"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="\(Markup(trusted: Self.policy))">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="referrer" content="no-referrer">
      \(authors.map { "<meta name=\"author\" content=\"\($0)\">\n" as Markup }.joined())<title>\(title)</title>
      <meta name="description" content="\(entry.summary ?? description)">
      <meta property="og:type" content="article">
      <meta property="og:title" content="\(title)">
      <meta property="og:site_name" content="\(bookName)">
      <meta name="citation_title" content="\(ownTitle)">
      \(authors.map { "<meta name=\"citation_author\" content=\"\($0)\">\n" as Markup }.joined())\
      <meta name="citation_reference" content="citation_title=\(bookTitle);\(citedAuthors) citation_url=\(paperAddress)">
      <link rel="icon" href="assets/icon.svg" type="image/svg+xml">
      <link rel="stylesheet" href="assets/katex.css">
      <link rel="stylesheet" href="assets/book.css">
      <script src="assets/theme.js"></script>
      <script src="assets/book.js" defer></script>
      </head>
      <body class="\(bodyClass)">
      <a class="skip" href="#site-main">Skip to the text</a>
      \(header)
      \(quickBanner)
      <div class="site-layout">
      \(contents(current: index))
      <main id="site-main" tabindex="-1">
      <article>
      \(content)
      </article>
      \(neighbours(of: index))
      </main>
      </div>
      \(footer)
      </body>
      </html>

      """
  }

  private var citedAuthors: String { paperAuthors.map { " citation_author=\($0);" }.joined() }

  private var header: Markup {
    """
    <header class="site-header">
    <a class="site-contents-link" href="#site-contents">Contents</a>
    <a class="site-title" href="index.html">\(bookTitle)</a>
    <div class="site-tools" hidden>
    <div class="site-search" role="search">
    <input type="text" id="site-search" placeholder="Search" aria-label="Search the book" \
    aria-keyshortcuts="/" autocomplete="off" spellcheck="false" role="combobox" aria-expanded="false" \
    aria-controls="site-results" aria-autocomplete="list"><kbd aria-hidden="true">/</kbd>
    <ul id="site-results" role="listbox" aria-label="Results" hidden></ul>
    </div>
    <button type="button" id="site-code" aria-pressed="false">Show code</button>
    <label class="site-theme"><span class="visually-hidden">Appearance</span>
    <select id="site-theme"><option value="system">System</option><option value="light">Light</option>\
    <option value="dark">Dark</option></select></label>
    </div>
    </header>
    """
  }

  private var quickBanner: Markup? {
    guard scale == .quick else { return nil }
    return """
      <aside class="quick-banner" aria-label="Scale"><strong>Quick scale: no verdicts.</strong> \
      The numbers on this page come from small samples, made to check the book and not the paper.</aside>
      """
  }

  private func contents(current: Int) -> Markup {
    let items = entries.enumerated().map { index, entry -> Markup in
      let isCurrent = index == current
      let number: Markup = "<span class=\"contents-number\">\(entry.number)</span>"
      let mark: Markup = isCurrent ? " aria-current=\"page\"" : ""
      return """
        <li><a href="\(entry.file)"\(mark)>\(number)<span>\(entry.title)</span>\(marks(of: entry))</a>\
        \(isCurrent ? sections(of: entry) : nil)</li>
        """
    }
    return """
      <nav class="site-contents" id="site-contents" aria-label="Contents">
      <p class="contents-title">Contents</p>
      <ol>\(items.joined())</ol>
      </nav>
      """
  }

  /// The verdicts of a chapter's claims.
  private func marks(of entry: Entry) -> Markup? {
    guard !entry.claims.isEmpty else { return nil }
    return "<span class=\"marks\">\(entry.claims.map { Shape.mark($0.verdict, of: $0.id) }.joined())</span>"
  }

  private func sections(of entry: Entry) -> Markup? {
    let sections = entry.sections.filter { (2...3).contains($0.level) && !$0.id.isEmpty }
    guard !sections.isEmpty else { return nil }
    let items = sections.map { section -> Markup in
      """
      <li class="level-\(section.level)"><a href="#\(Markup(trusted: section.id))">\
      <span class="contents-number">\(section.number)</span>\
      <span>\(Markup(trusted: section.heading))</span></a></li>
      """
    }
    return "<ol class=\"contents-sections\">\(items.joined())</ol>"
  }

  private func neighbours(of index: Int) -> Markup {
    let previous = index > 0 ? entries[index - 1] : nil
    let next = index + 1 < entries.count ? entries[index + 1] : nil
    let back = previous.map { entry -> Markup in
      "<a class=\"previous\" rel=\"prev\" href=\"\(entry.file)\"><span class=\"direction\">Previous</span> \(entry.title)</a>"
    }
    let forth = next.map { entry -> Markup in
      "<a class=\"next\" rel=\"next\" href=\"\(entry.file)\"><span class=\"direction\">Next</span> \(entry.title)</a>"
    }
    return "<nav class=\"neighbours\" aria-label=\"Previous and next\">\(back)\(forth)</nav>"
  }

  private var footer: Markup {
    """
    <footer class="site-footer"><p>Made by <code>\(bookName)</code>: the results on these pages were computed \
    by the code beside them. \
    <a href="index.html#cite">How to cite</a> · <a href="\(paperAddress)">The paper</a></p></footer>
    """
  }
}
