import Foundation
import Support

/// A finished site as one document for the printer: every page in its order, each from a new sheet, links between them
/// as links within it.
package struct PrintedBook {
  let site: URL
  private let title: String
  /// File names and articles, in the order of reading.
  private(set) var pages: [(file: String, title: String, article: String)]

  /// - Throws: ``SiteError/unreadable(path:)`` where `site` is no finished site.
  package init(site: URL) throws(SiteError) {
    func read(_ file: String) throws(SiteError) -> String {
      let url = site.appending(path: file)
      guard let text = try? String(contentsOf: url, encoding: .utf8) else {
        throw .unreadable(path: url.path)
      }
      return text
    }
    let start = try read("index.html")
    guard let contents = start.firstMatch(of: /<nav class="site-contents"[\s\S]*?<\/nav>/)?.output else {
      throw .unreadable(path: site.appending(path: "index.html").path)
    }
    self.site = site
    title = String(start.firstMatch(of: /<title>([^<]*)<\/title>/)?.1 ?? "")
    var pages: [(file: String, title: String, article: String)] = []
    for match in contents.matches(of: /<li><a href="([\w.-]+\.html)"/) {
      let page = try read(String(match.1))
      guard let opening = page.range(of: "<article>"), let closing = page.range(of: "</article>") else {
        continue
      }
      let name = page.firstMatch(of: /<title>([^<·]*)/)?.1 ?? ""
      pages.append(
        (
          String(match.1), name.trimmingCharacters(in: .whitespaces),
          String(page[opening.upperBound..<closing.lowerBound])
        ))
    }
    self.pages = pages
  }

  /// The document of one page alone; what leads to others is no link there.
  func part(_ file: String) -> PrintedBook {
    var part = self
    part.pages = pages.filter { $0.file == file }
    part.pages = part.pages.map { page in
      (page.file, page.title, page.article.replacing(/\ href="[\w.-]+\.html[^"]*"/, with: ""))
    }
    return part
  }

  /// Writes the document as PDF with bookmarks, running heads and page numbers.
  package func write(to file: URL) throws(SiteError) {
    do {
      let browser = try Self.browser()
      let files = FileManager.default
      let folder = files.temporaryDirectory.appending(
        path: "print-\(UUID().uuidString)", directoryHint: .isDirectory)
      try files.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? files.removeItem(at: folder) }
      for part in ["assets", "figures"] {
        try files.createSymbolicLink(
          at: folder.appending(path: part), withDestinationURL: site.appending(path: part))
      }
      try Data(html.utf8).write(to: folder.appending(path: "book.html"))
      try Data(styles.utf8).write(to: folder.appending(path: "book-print.css"))
      let printed = folder.appending(path: "book.pdf")
      _ = try browser.run(
        // Without rights of its own, root has no sandbox to put it in.
        (geteuid() == 0 ? ["--no-sandbox"] : []) + [
          "--headless", "--disable-gpu", "--no-pdf-header-footer", "--generate-pdf-document-outline",
          "--user-data-dir=\(folder.path)/profile", "--print-to-pdf=\(printed.path)",
          folder.appending(path: "book.html").absoluteString,
        ], timeout: 300)
      try Data(contentsOf: printed).write(to: file, options: .atomic)
    } catch let error as SiteError {
      throw error
    } catch let error as ToolError {
      throw .tool(error)
    } catch {
      throw .cannotWrite(path: file.path, reason: error.systemReason)
    }
  }

  private static func browser() throws(ToolError) -> Tool {
    for name in ["chromium-browser", "google-chrome"] {
      if let tool = try? Tool(name, package: "chromium") { return tool }
    }
    return try Tool("chromium", package: "chromium")
  }

  // MARK: - The document

  package var html: String {
    let articles = pages.map { page in
      "<section class=\"printed \(Self.name(page.file))\" id=\"\(Self.name(page.file))--top\">\(linked(page))</section>"
    }
    return """
      <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>\(title)</title>
      <link rel="stylesheet" href="assets/katex.css"><link rel="stylesheet" href="assets/book.css">
      <link rel="stylesheet" href="book-print.css"></head>
      <body class="chapter"><main>\(articles.joined(separator: "\n"))</main></body></html>
      """
  }

  /// A page's article with ids and links of the whole document.
  private func linked(_ page: (file: String, title: String, article: String)) -> String {
    let own = Self.name(page.file) + "--"
    var words = [" id", "aria-labelledby"].map { ("\($0)=\"", "\($0)=\"\(own)") }
    words.append((" href=\"#", " href=\"#\(own)"))
    for other in pages {
      words.append((" href=\"\(other.file)#", " href=\"#\(Self.name(other.file))--"))
      words.append((" href=\"\(other.file)\"", " href=\"#\(Self.name(other.file))--top\""))
    }
    return Replacements(words)(page.article)
  }

  /// Each page has its title above and its number below.
  private var styles: String {
    let heads = pages.map { page in
      let name = Self.name(page.file)
      return """
        .\(name) { page: \(name); }
        @page \(name) { @top-left { content: "\(Self.string(page.title))"; } }
        """
    }
    return """
      @page { @top-left { font: 8.5pt serif; color: #4a4640; } @bottom-right { content: counter(page); font: 9pt serif; } }
      @page :first { @top-left { content: ""; } @bottom-right { content: ""; } }
      .printed + .printed { break-before: page; }
      .printed { max-width: var(--measure); }
      .printed > .title-block { margin-top: 0; }

      """ + heads.joined(separator: "\n")
  }

  /// A name that HTML, CSS and addresses all take.
  private static func name(_ file: String) -> String {
    "p-"
      + file.dropLast(".html".count).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "-" }
      .joined()
  }

  /// A title, which is HTML's text, between the quotation marks of a style sheet.
  private static func string(_ title: String) -> String {
    Replacements(["&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": "\\22 ", "&#39;": "'", "\\": "\\5c "])(
      title)
  }
}
