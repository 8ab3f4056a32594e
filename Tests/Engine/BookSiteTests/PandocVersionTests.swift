import BookSite
import BookStore
import BookTesting
import Foundation
import Testing

/// A program that stands for pandoc answers with a tree as other versions write it.
@Suite("Trees of other versions of pandoc")
struct PandocVersionTests {
  private func book(answering blocks: String) throws -> SampleBook {
    let book = try SampleBook("# T\n\nText.\n")
    let tools = book.root.appending(path: "tools")
    try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
    let file = tools.appending(path: "pandoc")
    let json = "{\"pandoc-api-version\":[1,23],\"meta\":{},\"blocks\":[\(blocks)]}"
    try writeProgram("#!/bin/sh\ncat > /dev/null\ncat <<'END'\n\(json)\nEND\n", to: file)
    book.searchPath = tools.path + ":/usr/bin:/bin:/usr/local/bin"
    return book
  }

  @Test("A figure of version 3 and an empty block of version 2")
  func figure() throws {
    let book = try book(
      answering: """
        {"t":"Figure","c":[["f",[],[]],[null,[{"t":"Plain","c":[{"t":"Str","c":"Below"}]}]],\
        [{"t":"Para","c":[{"t":"Str","c":"Above"}]}]]},{"t":"Null"}
        """)
    try book.render()
    #expect(try book.page().contains("<div id=\"f\">\n<p>Above</p>\nBelow\n</div>"))
  }

  @Test(
    "What the book does not know is an error, and not left out",
    arguments: [
      "{\"t\":\"Sparkle\",\"c\":[]}", "{\"t\":\"Para\",\"c\":[{\"t\":\"Sparkle\"}]}", "{\"t\":\"Para\"}", "7",
    ])
  func unknown(node: String) throws {
    let book = try book(answering: node)
    #expect(try book.problems() == ["01-first.md:1:1 unreadable-chapter"])
  }
}
