import BookSite
import BookStore
import Foundation
import Support
import Testing

@Suite("Replacing the site")
struct SiteFilesTests {
  private func number(of file: URL) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: file.path)[.systemFileNumber] as? Int
  }

  @Test("A chapter that cannot be rendered leaves the last site as it was")
  func failure() throws {
    let book = try SampleBook("# T\n\nText.\n")
    try book.render()
    let before = try book.site()
    book.chapter("01-first", replacing: "Text", with: "See @fig-none")
    #expect(throws: SiteError.self) { try book.render() }
    #expect(try book.site() == before)
    book.chapter("01-first", replacing: "See @fig-none", with: "A formula, $\\nonsense$")
    #expect(throws: SiteError.self) { try book.render() }
    #expect(try book.site() == before)
    let beside = try FileManager.default.contentsOfDirectory(atPath: book.root.path).sorted()
    #expect(beside == ["chapters", "output"])
  }

  @Test("Unchanged files stay the same files; files that are gone go")
  func links() throws {
    let book = try SampleBook([("01-first", "# T\n\nText.\n"), ("02-second", "# S\n\nText.\n")])
    try book.render()
    let style = book.root.appending(path: "output/assets/book.css")
    let before = try number(of: style)
    try Data().write(to: book.root.appending(path: "output/stray.txt"))
    book.chapters.removeLast()
    try book.render()
    #expect(try number(of: style) == before)
    let site = try book.site()
    #expect(site["stray.txt"] == nil)
    #expect(site["02-second.html"] == nil)
  }

  @Test("A swap that was interrupted is finished or undone by the next one")
  func interrupted() throws {
    let book = try SampleBook("# T\n\nText.\n")
    try book.render()
    let before = try book.site()
    let files = FileManager.default
    try files.moveItem(
      at: book.root.appending(path: "output"), to: book.root.appending(path: ".output-previous"))
    try files.createDirectory(
      at: book.root.appending(path: ".output-next"), withIntermediateDirectories: true)
    book.chapter("01-first", replacing: "Text", with: "See @fig-none")
    #expect(throws: SiteError.self) { try book.render() }
    book.chapter("01-first", replacing: "See @fig-none", with: "Text")
    try book.render()
    #expect(try book.site() == before)
    #expect(try files.contentsOfDirectory(atPath: book.root.path).sorted() == ["chapters", "output"])
  }

  @Test("The site is not written through a symbolic link")
  func symbolicLink() throws {
    let book = try SampleBook("# T\n\nText.\n")
    let elsewhere = book.root.appending(path: "elsewhere")
    try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
    let output = book.root.appending(path: "output")
    try FileManager.default.createSymbolicLink(at: output, withDestinationURL: elsewhere)
    #expect(throws: SiteError.isSymbolicLink(output.path)) { try book.render() }
    #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere.path).isEmpty)
  }

  @Test("Paths that leave the site are refused", arguments: ["../x", "a/../../x", "/x", "a//b", "", "./a"])
  func paths(path: String) {
    var files = SiteFiles()
    #expect(throws: SiteError.unsafePath(path)) { try files.add(path, Data()) }
  }

  @Test("A missing program is named with its package")
  func missing() throws {
    let book = try SampleBook("# T\n")
    book.searchPath = book.root.path
    let error = ToolError.missing(program: "pandoc", package: "pandoc")
    #expect(throws: SiteError.tool(error)) { try book.render() }
    #expect(
      SiteError.tool(error).description
        == "`pandoc` is not installed: install the package pandoc (sudo apt-get install pandoc)")
  }
}
