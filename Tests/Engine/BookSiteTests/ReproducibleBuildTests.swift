import BookEvaluation
import BookSite
import BookStore
import CellKit
import BookTesting
import ChapterSyntax
import Digests
import Foundation
import Support
import Testing

/// Books whose code measures something, built from empty stores.
@Suite struct ReproducibleBuildTests {
  private static let text = """
    # Time

    ``` {.swift .result #now-it-is type="Double" runs="alone"}
    clock
    ```

    ``` {.swift .result #twice-now type="Double"}
    nowItIs
    ```

    ``` {.swift .result #fixed-one type="Int"}
    one
    ```

    ``` {.swift .figure #fig-now alt="The time."}
    twiceNow
    ```
    : When it is.

    ``` {.swift .figure #fig-one alt="One."}
    fixedOne
    ```
    : One.

    ``` {.swift .table #tbl-now caption="When."}
    twiceNow
    ```

    ``` {.swift .claim #C1 source="ours"}
    twiceNow
    ```
    : Time goes by.

    It is `nowItIs`{.swift}, and this is `fixedOne`{.swift}.
    """

  /// The time in nanoseconds: never the same twice.
  private static func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) }

  private static func body(of cell: PlannedCell) -> CompiledCell.Body {
    let isMeasured = cell.reads.contains { $0 != "fixed-one" } || cell.cell.id == "now-it-is"
    let value: @Sendable () -> Double = { isMeasured ? now() : 1 }
    return switch cell.cell.kind {
    case .figure: .figure { _ in .stub("\(value())") }
    case .table: .table { _ in Table([.init("t")], rows: [["\(value())"]]) }
    case .claim: .claim { _ in Judgement(.number("time", observed: value(), expected: 0...1e300)) }
    case .inline: .inline { _ in "\(value())" }
    default: .result { _ in value() }
    }
  }

  private static func book(in project: ProjectPaths) -> Book {
    let plan = BookPlan.make(chapters: [Chapter(text: text, path: "chapters/01-time.md")]).plan
    let cells = plan.cells.map { cell in
      CompiledCell(
        id: cell.cell.id, codeDigest: SHA256.hex(cell.canonicalText), reads: cell.reads, dataSets: [],
        modules: [],
        readsScale: false, readsSeed: false, body: body(of: cell))
    }
    let compiled = CompiledBook(
      chapters: [CompiledChapter(name: "01-time", cells: cells)], modules: [], compiler: "Swift")
    return Book(project: project, compiled: compiled, readPlan: { _ throws(AuthoringError) in plan })
  }

  /// Every file of the site by its path, of a book that has never been built before.
  private static func site(_ sourceDate: Date?, in project: TemporaryProject) throws -> [String: Data] {
    var book = book(in: project.paths)
    book.sourceDate = sourceDate
    let build = BookBuild(
      book: book, request: BuildRequest(execution: .run(jobs: 2)),
      render: { plan, cache in
        let site = try SiteRenderer(project: project.paths, description: .sample, sourceDate: sourceDate)
          .read(plan, cache: cache)
        return { evaluation, claims in
          let report = try site.render(evaluation, claims)
          return PageCounts(rendered: report.rendered.count, reused: report.reused.count)
        }
      })
    let report = try build.run()
    #expect(report.evaluation.failures.isEmpty)
    let measured = report.evaluation.outcomes.values.filter(\.isMeasured).map(\.id).sorted()
    #expect(measured == ["01-time-inline-1", "C1", "fig-now", "now-it-is", "tbl-now", "twice-now"])
    var files: [String: Data] = [:]
    let output = project.paths.output
    for case let path as String in FileManager.default.enumerator(atPath: output.path) ?? .init() {
      files[path] = try? Data(contentsOf: output.appending(path: path))
    }
    return files
  }

  @Test func twoBuildsFromEmptyStoresAreTheSameBytes() throws {
    let date = Date(timeIntervalSince1970: 1_700_000_000)
    let (first, second) = (
      try Self.site(date, in: TemporaryProject()), try Self.site(date, in: TemporaryProject())
    )
    #expect(first.keys.contains("index.html") && first.keys.contains("figures/fig-one.png"))
    #expect(first.keys.sorted() == second.keys.sorted())
    for (path, data) in first { #expect(data == second[path], "\(path)") }
    let page = String(decoding: first["01-time.html"] ?? Data(), as: UTF8.self)
    #expect(page.ranges(of: CellOutcome.leftOut).count == 6)
    #expect(page.contains("<div class=\"claim reproduced\""))
    #expect(!page.contains("Wall time") && first["figures/fig-now.png"] == nil)
    #expect(String(decoding: first["index.html"] ?? Data(), as: UTF8.self).contains("2023-11-14 22:13 UTC"))
  }

  @Test func withoutTheDateMeasurementsAreShown() throws {
    let (first, second) = (
      try Self.site(nil, in: TemporaryProject()), try Self.site(nil, in: TemporaryProject())
    )
    #expect(first["figures/fig-now.png"] != second["figures/fig-now.png"])
    #expect(first["figures/fig-now.png"] != nil)
    let page = String(decoding: first["01-time.html"] ?? Data(), as: UTF8.self)
    #expect(!page.contains(CellOutcome.leftOut) && page.contains("Wall time"))
  }

  /// The folder is committed: a build must not change it where no source has changed.
  @Test func measuredFiguresAreNotWrittenToTheFolderOfFigures() throws {
    let project = try TemporaryProject()
    _ = try Self.site(nil, in: project)
    let names = try FileManager.default.contentsOfDirectory(atPath: project.paths.figures.path).sorted()
    #expect(names == ["fig-one-dark.png", "fig-one.csv", "fig-one.png"])
  }
}
