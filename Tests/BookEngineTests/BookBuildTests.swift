import BookEngine
import CellKit
import Diagnostics
import Foundation
import Synchronization
import Testing

@Suite struct BookBuildTests {
  enum Trouble: Error { case any }

  /// A renderer that writes one page, and counts.
  private func build(
    _ book: TestBook, _ project: TemporaryProject, rendered: inout Int
  ) throws -> BuildReport {
    var count = 0
    let report = try BookBuild(
      book: book.book(in: project.paths), request: BuildRequest(execution: .run(jobs: 2)),
      render: { _, _, _, _ in
        count += 1
        let output = project.paths.output
        try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
        try Data("page".utf8).write(to: output.appending(path: "index.html"))
        return PageCounts(rendered: 1, reused: 0)
      }
    ).run()
    rendered += count
    return report
  }

  @Test func aFailureLeavesTheFormerSiteAndShowsWhereThereIsNone() throws {
    let project = try TemporaryProject()
    var book = TestBook([TestCell(id: "a", body: .result { _ -> Int in throw Trouble.any })])
    var rendered = 0
    #expect(try build(book, project, rendered: &rendered).pages != nil)
    #expect(rendered == 1)
    #expect(try build(book, project, rendered: &rendered).pages == nil)
    #expect(rendered == 1)
    book["a"].body = .result { _ in 1 }
    #expect(try build(book, project, rendered: &rendered).pages != nil)
    #expect(rendered == 2)
  }

  @Test func mistakesInTheChaptersEndTheBuildBeforeAnythingIsTouched() throws {
    let project = try TemporaryProject()
    let place = SourceLocation(file: "chapters/01-test.md", line: 3)
    let mistake = AuthoringError.diagnostics([Diagnostic(id: "x", message: "m", at: place)])
    var book = TestBook([TestCell(id: "a")]).book(in: project.paths)
    book.readPlan = { _ throws(AuthoringError) in throw mistake }
    let build = BookBuild(
      book: book, request: BuildRequest(execution: .run(jobs: 1)),
      render: { _, _, _, _ in PageCounts(rendered: 0, reused: 0) })
    #expect(throws: mistake) { try build.run() }
    #expect(!FileManager.default.fileExists(atPath: project.paths.store.path))
  }

  @Test func editedMarkdownIsToldFromTheCompiledCode() throws {
    let project = try TemporaryProject()
    let compiled = TestBook([TestCell(id: "a"), TestCell(id: "b"), TestCell(id: "gone")])
    var edited = compiled
    edited["a"].code = "2"
    edited.cells.removeLast()
    edited.cells.append(TestCell(id: "new"))
    var book = compiled.book(in: project.paths)
    let plan = edited.plan
    book.readPlan = { _ throws(AuthoringError) in plan }
    #expect(throws: CodeDifference(added: ["new"], removed: ["gone"], changed: ["a"])) {
      try book.read()
    }
  }
}
