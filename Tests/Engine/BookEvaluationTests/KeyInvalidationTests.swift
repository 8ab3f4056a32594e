import BookEvaluation
import BookStore
import BookTesting
import CellKit
import ChapterSyntax
import Foundation
import Support
import Testing

/// Edits one ingredient and asks for the exact set of cells that run again.
@Suite struct KeyInvalidationTests {
  /// `samples` -> `mean` -> `fig-mean`, claim `C1`; `other` stands alone; `trained` reads data and a seed.
  static let book: TestBook = {
    var book = TestBook([
      TestCell(
        id: "samples", code: "s1", modules: ["Kit"], readsScale: true, body: .result { _ in [1, 2, 3] }),
      TestCell(
        id: "mean", code: "m1", reads: ["samples"], modules: ["Kit"],
        body: .result { try $0.value("samples", as: [Int].self).reduce(0, +) }),
      TestCell(
        id: "fig-mean", kind: .figure, code: "f1", reads: ["mean"], modules: ["Plotting"],
        body: .figure { .stub("\(try $0.value("mean", as: Int.self))") }),
      TestCell(
        id: "C1", kind: .claim, code: "c1", reads: ["mean"], modules: [],
        body: .claim { _ in Judgement() }),
      TestCell(id: "other", code: "o1", modules: ["Kit"], body: .result { _ in "other" }),
      TestCell(
        id: "trained", code: "t1", dataSets: ["mnist"], readsSeed: true, body: .result { $0.seed % 7 }),
    ])
    book.dataSets = [source("digest-1")]
    book.setModule("CellKit", "cellkit-1")
    book.libraries = ["": "libc 1", "Library": "library 1", "Unused": "unused 1"]
    return book
  }()

  static func source(_ digest: String) -> DataSetSource {
    DataSetSource(name: "mnist", digest: digest) {
      DataSet(name: "mnist", directory: URL(fileURLWithPath: "/"), digest: digest)
    }
  }

  struct Edit: Sendable, CustomTestStringConvertible {
    var what: String
    var rerun: [String]
    /// The reason that `status` gives for the first of them.
    var reason: RerunReason?
    var scale = Scale.paper
    var apply: @Sendable (inout TestBook) -> Void
    var testDescription: String { what }
  }

  static let edits: [Edit] = [
    Edit(what: "nothing", rerun: []) { _ in },
    Edit(
      what: "code that changes the value", rerun: ["C1", "fig-mean", "mean", "samples"],
      reason: .changed(.code, name: "")
    ) {
      $0["samples"].code = "s2"
      $0["samples"].body = .result { _ in [4, 5] }
    },
    Edit(
      what: "code that yields the same value: the wave ends", rerun: ["samples"],
      reason: .changed(.code, name: "")
    ) { $0["samples"].code = "s2" },
    Edit(what: "the middle's code, same value", rerun: ["mean"], reason: .changed(.code, name: "")) {
      $0["mean"].code = "m2"
    },
    Edit(what: "a figure's code", rerun: ["fig-mean"], reason: .changed(.code, name: "")) {
      $0["fig-mean"].code = "f2"
    },
    Edit(what: "a claim's code", rerun: ["C1"], reason: .changed(.code, name: "")) { $0["C1"].code = "c2" },
    Edit(
      what: "sources of a module, same values", rerun: ["mean", "other", "samples"],
      reason: .changed(.sources, name: "Sources/Kit/a.swift")
    ) { $0.setModule("Kit", "kit-2") },
    Edit(
      what: "plotting's sources: no result runs", rerun: ["fig-mean"],
      reason: .changed(.sources, name: "Sources/Plotting/a.swift")
    ) { $0.setModule("Plotting", "plotting-2") },
    Edit(what: "a source that moved to another file of another module: nothing", rerun: []) {
      $0.modules[0].sources = []
      $0.modules[0].dependencies = ["New"]
      $0.modules.append(
        CompiledModule(
          name: "New", flags: "-O",
          sources: [CompiledModule.Source(path: "Sources/New/b.swift", digest: "kit-1")]))
    },
    Edit(
      what: "a compiler's flag", rerun: ["mean", "other", "samples"],
      reason: .changed(.sources, name: "the compiler's flags")
    ) { $0.modules[0].flags = "-Ounchecked" },
    Edit(
      what: "a file that a module has more", rerun: ["mean", "other", "samples"],
      reason: .changed(.sources, name: "Sources/Kit/b.swift")
    ) {
      $0.modules[0].sources.append(CompiledModule.Source(path: "Sources/Kit/b.swift", digest: "b"))
    },
    Edit(
      what: "a library of the system that plotting stands on", rerun: ["fig-mean"],
      reason: .changed(.library, name: "Library")
    ) { $0.libraries["Library"] = "library 2" },
    Edit(what: "a library that no cell stands on", rerun: []) { $0.libraries["Unused"] = "unused 2" },
    Edit(
      what: "the C library", rerun: ["C1", "fig-mean", "mean", "other", "samples", "trained"],
      reason: .changed(.library, name: "")
    ) { $0.libraries[""] = "libc 2" },
    Edit(
      what: "CellKit's sources: every cell may call its statistics",
      rerun: ["C1", "fig-mean", "mean", "other", "samples", "trained"],
      reason: .changed(.sources, name: "Sources/CellKit/a.swift")
    ) { $0.setModule("CellKit", "cellkit-2") },
    Edit(what: "a data set", rerun: ["trained"], reason: .changed(.dataSet, name: "mnist")) {
      $0.dataSets = [source("digest-2")]
    },
    Edit(what: "the book's seed", rerun: ["trained"], reason: .changed(.seed, name: "")) { $0.seed = 2 },
    Edit(
      what: "the compiler", rerun: ["C1", "fig-mean", "mean", "other", "samples", "trained"],
      reason: .changed(.compiler, name: "")
    ) { $0.compiler = "Swift 6.4" },
    Edit(
      what: "the scale, same value: only what says its scale", rerun: ["fig-mean", "samples"],
      reason: .neverRunAt(.quick), scale: .quick
    ) { _ in },
    Edit(what: "a further input", rerun: ["mean"], reason: .added(.result, name: "other")) {
      $0["mean"].reads = ["samples", "other"]
      // The plan puts a cell after what it reads.
      $0.cells.sort { $0.id == "other" && $1.id != "other" }
    },
    Edit(what: "one input less", rerun: ["C1"], reason: .removed(.result, name: "mean")) {
      $0["C1"].reads = []
    },
    Edit(what: "an attribute that computes nothing", rerun: []) {
      $0["samples"].attributes["caption"] = "new words"
    },
  ]

  @Test(arguments: edits)
  func exactlyTheseRunAgain(edit: Edit) throws {
    let project = try TemporaryProject()
    let first = try Self.book.evaluate(in: project)
    #expect(first.computed == ["C1", "fig-mean", "mean", "other", "samples", "trained"])

    var edited = Self.book
    edit.apply(&edited)
    let status = try edited.plan(in: project, scale: edit.scale)
    let second = try edited.evaluate(in: project, scale: edit.scale)
    #expect(second.computed == edit.rerun)
    #expect(second.reused == first.computed.filter { !edit.rerun.contains($0) })
    guard let reason = edit.reason else { return }
    #expect(edit.rerun.contains { status[$0] == .run([reason]) })
  }

  @Test func returningToAnEarlierStateRunsNothing() throws {
    let project = try TemporaryProject()
    _ = try Self.book.evaluate(in: project)
    var edited = Self.book
    edited["samples"].code = "s2"
    _ = try edited.evaluate(in: project)
    #expect(try Self.book.evaluate(in: project).computed == [])
  }

  /// Without a run of the changed cell nobody knows whether its readers are outdated.
  @Test func readersOfAnOutdatedCellWait() throws {
    let project = try TemporaryProject()
    _ = try Self.book.evaluate(in: project)
    var edited = Self.book
    edited["samples"].code = "s2"
    let status = try edited.plan(in: project)
    #expect(status["mean"] == .wait(for: ["samples"]))
    #expect(status["fig-mean"] == .wait(for: ["mean"]))
    #expect(status["other"] == .reuse)
  }

  @Test func beforeAnyBuildEverythingHasNeverRun() throws {
    let project = try TemporaryProject()
    let status = try Self.book.plan(in: project)
    #expect(status["samples"] == .run([.neverRun]) && status["other"] == .run([.neverRun]))
    #expect(!FileManager.default.fileExists(atPath: project.paths.store.path))
  }

  @Test func requestedCellsRunWhateverTheStoreSays() throws {
    let project = try TemporaryProject()
    _ = try Self.book.evaluate(in: project)
    #expect(try Self.book.evaluate(in: project, recompute: ["samples"]).computed == ["samples"])
  }

  @Test func seedsDifferByCellAndFollowTheBook() {
    let book = TestBook([]).book(in: ProjectPaths(root: URL(fileURLWithPath: "/")))
    let recipe = book.recipe(scale: .paper)
    var other = recipe
    other.bookSeed = 2
    #expect(recipe.seed(of: "a") == recipe.seed(of: "a"))
    #expect(Set([recipe.seed(of: "a"), recipe.seed(of: "b"), other.seed(of: "a")]).count == 3)
  }
}
