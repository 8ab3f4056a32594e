import BookEvaluation
import CellKit
import ChapterSyntax
import ExecutableBook
import Foundation
import Support
import Testing

/// The beginning of another book. That it builds is tested in continuous integration.
@Suite final class NewCommandTests {
  let folder = FileManager.default.temporaryDirectory.appending(path: "new-\(UUID().uuidString)")

  deinit { try? FileManager.default.removeItem(at: folder) }

  init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

  private func run(_ name: String) async -> (status: CommandStatus, errors: String) {
    let lines = SharedLines()
    let context = CommandContext(
      description: .sample(), compiled: CompiledBook(chapters: [], modules: [], compiler: "test"),
      read: BookDeclarations(), directory: folder, environment: [:],
      console: Console(say: { _ in }, complain: { lines.append($0) }))
    return (await context.run(["new", name]), lines.text)
  }

  @Test func itsChaptersCanBeRead() async throws {
    #expect(await run("my-book2").status == .fine)
    let book = folder.appending(path: "my-book2")
    let plan = try ChaptersFolder.plan(ProjectPaths(root: book, name: "my-book2"))
    #expect(plan.cells.map(\.cell.kind) == [.setup, .result, .figure, .inline, .claim])
    let package = try String(contentsOf: book.appending(path: "Package.swift"), encoding: .utf8)
    #expect(package.contains("name: \"MyBook2Chapters\"") && package.contains("name: \"my-book2\""))
    let files = ["Package.swift", "my-book2", "chapters/Book.swift"]
    for file in files {
      let text = try String(contentsOf: book.appending(path: file), encoding: .utf8)
      #expect(text.firstMatch(of: /[A-Z]+-(NAME|FOLDER|QUOTED)/) == nil, "\(file)")
    }
    #expect(FileManager.default.isExecutableFile(atPath: book.appending(path: "my-book2").path))
  }

  @Test(arguments: ["My-book", "my book", "-book", "a_b", "book-", "a\"b"])
  func unsuitableNames(name: String) async {
    let result = await run("./" + name)
    #expect(result.status == .usage && result.errors.contains("cannot be a book's name"))
  }

  @Test func nothingIsOverwritten() async throws {
    #expect(await run("book").status == .fine)
    let second = await run("book")
    #expect(second.status == .usage && second.errors.contains("is not empty"))
    try Data("x".utf8).write(to: folder.appending(path: "file"))
    #expect(await run("file").errors.contains("is not empty"))
  }
}
