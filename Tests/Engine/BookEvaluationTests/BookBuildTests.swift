import BookEvaluation
import BookStore
import BookTesting
import CellKit
import ChapterSyntax
import Foundation
import Support
import Synchronization
import Testing

@Suite struct BookBuildTests {
  enum Trouble: Error { case any }

  /// A renderer that writes one page, and counts.
  private func build(
    _ book: TestBook, _ project: TemporaryProject, rendered: inout Int,
    meanwhile: @escaping () throws -> Void = {}
  ) throws -> BuildReport {
    var count = 0
    let report = try BookBuild(
      book: book.book(in: project.paths), request: BuildRequest(execution: .run(jobs: 2)),
      render: { _, _ in
        { _, _ in
          count += 1
          try meanwhile()
          let output = project.paths.output
          try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true)
          try Data("page".utf8).write(to: output.appending(path: "index.html"))
          return PageCounts(rendered: 1, reused: 0)
        }
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

  /// What was saved while a build ran is not what it has built.
  @Test func anEditDuringABuildIsBuiltByTheNext() throws {
    let project = try TemporaryProject()
    let book = TestBook([TestCell(id: "a")])
    let chapter = project.paths.chapters.appending(path: "01-test.md")
    try Data("before".utf8).write(to: chapter)
    var rendered = 0
    _ = try build(book, project, rendered: &rendered) { try Data("after".utf8).write(to: chapter) }
    #expect(rendered == 1)
    _ = try build(book, project, rendered: &rendered)
    #expect(rendered == 2)
    // Then there is nothing to do, also not after an edit that was taken back.
    _ = try build(book, project, rendered: &rendered)
    #expect(rendered == 2)
    try Data("before".utf8).write(to: chapter)
    _ = try build(book, project, rendered: &rendered)
    #expect(rendered == 3)
  }

  @Test func mistakesInTheChaptersEndTheBuildBeforeAnythingIsTouched() throws {
    let project = try TemporaryProject()
    let place = SourceLocation(file: "chapters/01-test.md", line: 3)
    let mistake = AuthoringError.diagnostics([Diagnostic(id: "x", message: "m", at: place)])
    var book = TestBook([TestCell(id: "a")]).book(in: project.paths)
    book.readPlan = { _ throws(AuthoringError) in throw mistake }
    let build = BookBuild(
      book: book, request: BuildRequest(execution: .run(jobs: 1)),
      render: { _, _ in { _, _ in PageCounts(rendered: 0, reused: 0) } })
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

/// A build with nothing to do does not even render; whatever changes, before or behind it, it notices.
@Suite struct UnchangedBuildTests {
  enum Change: String, CaseIterable {
    case nothing, chapter, bibliography, output, outputGone, figure, store, compiler
  }

  @Test(arguments: Change.allCases)
  func rendersOnlyAfterAChange(change: Change) throws {
    let project = try TemporaryProject()
    var book = TestBook([
      TestCell(id: "a"),
      TestCell(id: "fig-a", kind: .figure, reads: ["a"], body: .figure { _ in .stub("x") }),
      TestCell(id: "slow", attributes: ["cost": "hours"]),
    ])
    let files = project.paths
    let page = files.output.appending(path: "index.html")
    try Data("text".utf8).write(to: files.chapters.appending(path: "01-test.md"))
    let rendered = Mutex(0)
    func build(_ book: TestBook) throws -> BuildReport {
      try BookBuild(
        book: book.book(in: files), request: BuildRequest(execution: .run(jobs: 2)),
        render: { _, _ in
          { _, _ in
            rendered.withLock { $0 += 1 }
            try FileManager.default.createDirectory(at: files.output, withIntermediateDirectories: true)
            _ = try Data("page".utf8).writeIfDifferent(to: page)
            return PageCounts(rendered: 1, reused: 0)
          }
        }
      ).run()
    }
    _ = try build(book)
    switch change {
    case .nothing: break
    case .chapter: try Data("other".utf8).write(to: files.chapters.appending(path: "01-test.md"))
    case .bibliography: try Data("% a note\n".utf8).write(to: files.bibliography)
    case .output: try Data("edited".utf8).write(to: page)
    case .outputGone: try FileManager.default.removeItem(at: files.output)
    case .figure: try Data("edited".utf8).write(to: files.figures.appending(path: "fig-a.csv"))
    case .store: try FileManager.default.removeItem(at: files.store)
    case .compiler: book.compiler = "Swift 7"
    }
    let second = try build(book)
    let isNoticed = change != .nothing
    #expect(rendered.withLock { $0 } == (isNoticed ? 2 : 1))
    #expect(second.pages == PageCounts(rendered: isNoticed ? 1 : 0, reused: isNoticed ? 0 : 1))
    #expect(second.evaluation.notRun == ["slow"] && second.evaluation.figureCount == 1)
    #expect(FileManager.default.fileExists(atPath: page.path))
    #expect(try Data(contentsOf: files.figures.appending(path: "fig-a.csv")) == Data("x\nx\n".utf8))
  }
}
