import BookEvaluation
import BookStore
import BookTesting
import CellKit
import ChapterSyntax
import Foundation
import Support
import Testing

/// Cells that cost hours: a plain build never runs them, and never hides that their value is outdated.
@Suite struct FrozenValueTests {
  static let book = TestBook([
    TestCell(id: "sweep", attributes: ["cost": "hours"], body: .result { _ in 5 }),
    TestCell(id: "mean", reads: ["sweep"], body: .result { try $0.value("sweep", as: Int.self) * 2 }),
    TestCell(id: "C7", kind: .claim, reads: ["mean"], body: .claim { _ in Judgement() }),
  ])

  private func frozenProject() throws -> TemporaryProject {
    let project = try TemporaryProject()
    _ = try Self.book.evaluate(in: project, recompute: ["sweep"])
    try Self.book.book(in: project.paths).freeze("sweep", store: Store.reader(for: project.paths))
    // As after a fresh clone: only what is committed is there.
    try FileManager.default.removeItem(at: project.paths.store)
    return project
  }

  @Test func withoutAnyValueItIsNotRunAndSaysHow() throws {
    let project = try TemporaryProject()
    let evaluation = try Self.book.evaluate(in: project)
    #expect(
      evaluation["sweep"]?.state
        == .notRun(reason: "takes hours: run `./book run sweep`"))
    #expect(evaluation["mean"]?.state == .notRun(reason: "needs sweep"))
  }

  @Test func aFrozenValueWithTheCurrentKeyIsAsGoodAsAStoredOne() throws {
    let project = try frozenProject()
    let evaluation = try Self.book.evaluate(in: project)
    #expect(evaluation["sweep"]?.state == .reused)
    #expect(evaluation["sweep"]?.value?.trace?.processor == "test")
    #expect(try evaluation.value("mean", as: Int.self) == 10)
    #expect(evaluation["C7"]?.staleInputs == [])
  }

  @Test func anOutdatedFrozenValueIsStaleAllTheWayUp() throws {
    let project = try frozenProject()
    var book = Self.book
    book["sweep"].code = "2"
    let evaluation = try book.evaluate(in: project)
    #expect(evaluation["sweep"]?.state == .stale)
    #expect(try evaluation.value("mean", as: Int.self) == 10)
    #expect(evaluation["C7"]?.staleInputs == ["sweep"])
    #expect(try book.plan(in: project)["sweep"] == .leave([.changed(.code, name: "")]))
  }

  /// A set that is too large to come along has several forms; which one a frozen value came from is in its trace.
  @Test(arguments: [["original", "re-encoded"], ["original"], []] as [Set<String>])
  func withoutItsDataAFrozenValueIsCurrentIfItCameFromAKnownForm(forms: Set<String>) throws {
    let isCurrent = forms.contains("re-encoded")
    var book = Self.book
    book["sweep"].dataSets = ["photographs"]
    let here = URL(fileURLWithPath: "/")
    book.dataSets = [
      DataSetSource(name: "photographs", digest: "re-encoded") {
        DataSet(name: "photographs", directory: here, digest: "re-encoded")
      }
    ]
    let project = try TemporaryProject()
    _ = try book.evaluate(in: project, recompute: ["sweep"])
    try book.book(in: project.paths).freeze("sweep", store: Store.reader(for: project.paths))
    try FileManager.default.removeItem(at: project.paths.store)
    book.dataSets = [
      DataSetSource(name: "photographs", digest: "original", possibleDigests: forms) {
        throw DataSetUnavailable(name: "photographs", remedy: "fetch them")
      }
    ]
    #expect(try book.evaluate(in: project)["sweep"]?.state == (isCurrent ? .reused : .stale))
    #expect(try book.plan(in: project)["sweep"].map { $0 == .reuse } == isCurrent)
  }

  /// The probe is a small part of the same computation: while its value stays, a change of the library's sources or of
  /// the compiler does not outdate the frozen value. A change of the probe's value, or of the cell's own code, does.
  @Test func withAProbeOnlyWhatItShowsOutdatesAFrozenValue() throws {
    var book = TestBook([
      TestCell(id: "probe", modules: ["Kit"], body: .result { _ in "bits" }),
      TestCell(
        id: "sweep", reads: ["probe"], modules: ["Kit"], attributes: ["cost": "hours", "probe": "probe"],
        body: .result { _ in 5 }),
    ])
    let project = try TemporaryProject()
    _ = try book.evaluate(in: project, recompute: ["sweep"])
    try book.book(in: project.paths).freeze("sweep", store: Store.reader(for: project.paths))
    try FileManager.default.removeItem(at: project.paths.store)
    #expect(try book.evaluate(in: project)["sweep"]?.value?.restsOnProbe == false)

    book.setModule("Kit", "kit-2")
    book.compiler = "Swift 7"
    let evaluation = try book.evaluate(in: project)
    #expect(evaluation.computed == ["probe"])
    #expect(evaluation["sweep"]?.state == .reused && evaluation["sweep"]?.value?.restsOnProbe == true)

    var edited = book
    edited["sweep"].code = "2"
    #expect(try edited.evaluate(in: project)["sweep"]?.state == .stale)
    book.setModule("Kit", "kit-3")
    book["probe"].body = .result { _ in "other bits" }
    #expect(try book.evaluate(in: project)["sweep"]?.state == .stale)
  }

  /// The same rule for a run that was interrupted: it goes on, and its checkpoints are gone once it has ended.
  @Test(arguments: [("bits", Optional("half")), ("other bits", nil)])
  func withAProbeOnlyWhatItShowsOutdatesCheckpoints(bits: String, expected: String?) throws {
    struct Interruption: Error {}
    var book = TestBook([
      TestCell(id: "probe", modules: ["Kit"], body: .result { _ in "bits" }),
      TestCell(
        id: "sweep", reads: ["probe"], modules: ["Kit"], attributes: ["cost": "hours", "probe": "probe"],
        body: .result { inputs in
          try inputs.checkpoint.save(Data("half".utf8))
          throw Interruption()
        }),
    ])
    let project = try TemporaryProject()
    #expect(try book.evaluate(in: project, recompute: ["sweep"]).failures.count == 1)
    book.setModule("Kit", "kit-2")
    book["probe"].body = .result { _ in bits }
    book["sweep"].body = .result { try $0.checkpoint.load().map { String(decoding: $0, as: UTF8.self) } }
    let evaluation = try book.evaluate(in: project, recompute: ["sweep"])
    #expect(try evaluation.value("sweep", as: String?.self) == expected)
    let left = try #require(try Store.reader(for: project.paths)).health().checkpoints
    #expect(left == (expected == nil ? 1 : 0))
  }

  /// A value of some megabytes lies in the repository as a gzip file. Oracle: `gzip` itself, and the value.
  @Test func aLargeValueIsPacked() throws {
    let numbers = (0..<200_000).map { $0 * 7_919 % 1_000_003 }
    var book = Self.book
    book["sweep"].body = .result { _ in numbers }
    book["mean"].body = .result { try $0.value("sweep", as: [Int].self).count }
    let project = try TemporaryProject()
    let (plain, packed) = (
      project.paths.frozenValue(of: "sweep", isPacked: false),
      project.paths.frozenValue(of: "sweep", isPacked: true)
    )
    func freeze() throws -> URL {
      _ = try book.evaluate(in: project, recompute: ["sweep"])
      defer { try? FileManager.default.removeItem(at: project.paths.store) }
      return try book.book(in: project.paths).freeze("sweep", store: Store.reader(for: project.paths))
    }
    #expect(try freeze() == packed && !FileManager.default.fileExists(atPath: plain.path))
    // Once more, from the file alone: nothing changes.
    let first = try Data(contentsOf: project.paths.frozenTrace(of: "sweep"))
    #expect(try book.book(in: project.paths).freeze("sweep", store: nil) == packed)
    #expect(try Data(contentsOf: project.paths.frozenTrace(of: "sweep")) == first)
    let (gzip, output) = (Process(), Pipe())
    (gzip.executableURL, gzip.arguments) = (URL(filePath: "/usr/bin/env"), ["gzip", "-dc", packed.path])
    gzip.standardOutput = output
    try gzip.run()
    let text = try output.fileHandleForReading.readToEnd() ?? Data()
    #expect(try JSONDecoder().decode([Int].self, from: text) == numbers)
    #expect(try Data(contentsOf: packed).count < text.count / 2)
    #expect(try book.evaluate(in: project)["sweep"]?.state == .reused)
    #expect(try book.evaluate(in: project).value("mean", as: Int.self) == 200_000)

    // Whatever is done to the file or to what the trace says of it is found out, and nothing traps.
    try FileManager.default.removeItem(at: project.paths.store)
    let (whole, trace) = (try Data(contentsOf: packed), project.paths.frozenTrace(of: "sweep"))
    let edited = FrozenValueError.edited(path: packed.path)
    for damaged in [whole.dropLast(), whole.dropLast(9) + whole.suffix(8), whole + [0], Data()] {
      try damaged.write(to: packed)
      #expect(throws: edited) { try book.evaluate(in: project) }
    }
    try whole.write(to: packed)
    let words = try String(contentsOf: trace, encoding: .utf8)
    for count in ["-1", "0", "\(text.count - 1)", "\(text.count + 1)", "\(Int.max)"] {
      try words.replacing("\"count\" : \(text.count)", with: "\"count\" : \(count)")
        .write(to: trace, atomically: true, encoding: .utf8)
      let written = book.book(in: project.paths)
      let plan = try written.plan(of: written.read().cells, scale: .paper, store: nil)
      #expect(throws: edited, "\(count)") { try plan["sweep"]?.value?.json?.load() }
    }

    book["sweep"].body = .result { _ in [5] }
    #expect(try freeze() == plain && !FileManager.default.fileExists(atPath: packed.path))
    #expect(try book.evaluate(in: project).value("mean", as: Int.self) == 1)
  }

  @Test func aloneItRunsOnlyWhereItIsNotCurrent() throws {
    let project = try frozenProject()
    var book = Self.book
    func run(_ id: String) throws -> Evaluation {
      try BookBuild(
        book: book.book(in: project.paths),
        request: BuildRequest(execution: .run(jobs: 1), affordable: ["sweep"]),
        render: { _, _ in { _, _ in PageCounts(rendered: 0, reused: 0) } }
      ).run(only: id)
    }
    #expect(try run("sweep")["sweep"]?.state == .reused)
    book["sweep"].code = "2"
    #expect(try run("sweep")["sweep"]?.state == .computed)
    #expect(try run("mean").outcomes.keys.sorted() == ["mean", "sweep"])
  }

  @Test func onRequestItRuns() throws {
    let project = try frozenProject()
    var book = Self.book
    book["sweep"].code = "2"
    book["sweep"].body = .result { _ in 6 }
    #expect(try book.evaluate(in: project, recompute: ["sweep"]).computed == ["C7", "mean", "sweep"])
    #expect(try book.evaluate(in: project).reused == ["C7", "mean", "sweep"])
  }

  /// What costs hours at paper scale is quick at quick scale, if it reads the scale.
  @Test func atQuickScaleItRunsIfItReadsTheScale() throws {
    let project = try TemporaryProject()
    var book = Self.book
    #expect(try book.evaluate(in: project, scale: .quick).notRun == ["C7", "mean", "sweep"])
    book["sweep"].readsScale = true
    #expect(try book.evaluate(in: project, scale: .quick).computed == ["C7", "mean", "sweep"])
  }

  @Test func onlyCurrentResultsCanBeFrozen() throws {
    let project = try TemporaryProject()
    let book = Self.book.book(in: project.paths)
    #expect(throws: FreezeError.notCurrent(id: "sweep")) {
      try book.freeze("sweep", store: Store.reader(for: project.paths))
    }
    #expect(throws: FreezeError.unknownResult(id: "C7", known: ["sweep", "mean"])) {
      try book.freeze("C7", store: nil)
    }
  }
}
