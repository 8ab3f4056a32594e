import Foundation
import Support

extension PrintedBook {
  /// Puts the whole book and each chapter as PDF into the site, and links to them into the foot of each page. The next
  /// build takes the files and the links away again: they could be older than the pages.
  /// - Parameter name: of the whole book's file, without its extension.
  /// - Returns: the names of the files.
  package func addToSite(
    as name: String,
    printing: (PrintedBook, URL) throws(SiteError) -> Void = { book, file throws(SiteError) in
      try book.write(to: file)
    }
  ) throws(SiteError) -> [String] {
    let whole = name + ".pdf"
    try printing(self, site.appending(path: whole))
    var files = [whole]
    for page in pages {
      var links = " · <a class=\"pdf\" href=\"\(whole)\">The book as PDF</a>"
      if !["index.html", BackPages.claimsFile, BackPages.referencesFile].contains(page.file) {
        let own = page.file.dropLast("html".count) + "pdf"
        try printing(part(page.file), site.appending(path: String(own)))
        files.append(String(own))
        links = " · <a class=\"pdf\" href=\"\(own)\">This page as PDF</a>" + links
      }
      try addToFoot(links, of: page.file)
    }
    return files
  }

  private func addToFoot(_ links: String, of page: String) throws(SiteError) {
    let file = site.appending(path: page)
    do {
      let text = try String(contentsOf: file, encoding: .utf8)
        .replacing(/\ · <a class="pdf"[^>]*>[^<]*<\/a>/, with: "")
        .replacing("</p></footer>", with: links + "</p></footer>")
      try Data(text.utf8).write(to: file, options: .atomic)
    } catch {
      throw .cannotWrite(path: file.path, reason: error.systemReason)
    }
  }
}
