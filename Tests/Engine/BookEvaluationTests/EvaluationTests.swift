import BookEvaluation
import BookStore
import BookTesting
import CellKit
import ChapterSyntax
import Foundation
import Support
import Synchronization
import Testing

@Suite struct EvaluationTests {
  enum CellTrouble: Error { case broken(Int) }

  @Test func valuesFlowFromCellToCell() throws {
    let project = try TemporaryProject()
    let book = TestBook([
      TestCell(id: "a", body: .result { _ in [0.1, 1e300, -0.0] }),
      TestCell(id: "b", reads: ["a"], body: .result { try $0.value("a", as: [Double].self).count }),
      TestCell(id: "t", kind: .table, reads: ["b"], body: .table { _ in Table([.init("n")], rows: [["3"]]) }),
      TestCell(id: "i", kind: .inline, reads: ["b"], body: .inline { "\(try $0.value("b", as: Int.self))" }),
    ])
    let evaluation = try book.evaluate(in: project)
    #expect(evaluation.failures == [])
    #expect(try evaluation["a"]?.data() == Data("[0.1,1e+300,-0]".utf8))
    #expect(try evaluation.value("b", as: Int.self) == 3)
    #expect(try evaluation.value("t", as: Table.self)?.rows == [["3"]])
    #expect(try evaluation.value("i", as: String.self) == "3")
  }

  @Test func failuresAreIsolatedLocatedAndNeverKept() throws {
    let project = try TemporaryProject()
    var book = TestBook([
      TestCell(id: "bad", body: .result { _ -> Int in throw CellTrouble.broken(3) }),
      TestCell(id: "after", reads: ["bad"]),
      TestCell(id: "later", kind: .claim, reads: ["after"], body: .claim { _ in Judgement() }),
      TestCell(id: "good"),
    ])
    let evaluation = try book.evaluate(in: project)
    #expect(
      evaluation.failures == [
        Diagnostic(
          id: "cell-failed", message: "bad failed: CellTrouble.broken(3)",
          at: SourceLocation(file: "chapters/01-test.md", line: 11))
      ])
    #expect(evaluation["after"]?.state == .notRun(reason: "needs bad"))
    #expect(evaluation["later"]?.state == .notRun(reason: "needs after"))
    #expect(evaluation["good"]?.state == .computed)
    // Not even with the same code: the next build tries again.
    book["bad"].body = .result { _ in 1 }
    let second = try book.evaluate(in: project)
    #expect(second.computed == ["after", "bad", "later"])
  }

  @Test(arguments: [
    (Double.nan, "its value has nan at [1].x"), (Double.infinity, "its value has inf at [1].x"),
  ])
  func valuesThatAreNotFiniteAreFailures(value: Double, sentence: String) throws {
    struct Point: Codable { var x: Double }
    let project = try TemporaryProject()
    let book = TestBook([TestCell(id: "p", body: .result { _ in [Point(x: 1), Point(x: value)] })])
    #expect(try book.evaluate(in: project).failures.map(\.message) == ["p failed: \(sentence)"])
  }

  @Test func aMissingDataSetIsNoFailure() throws {
    let project = try TemporaryProject()
    var book = TestBook([
      TestCell(id: "photos", dataSets: ["cifar10"]), TestCell(id: "C8", kind: .claim, reads: ["photos"]),
    ])
    book.dataSets = [
      DataSetSource(name: "cifar10", digest: "d") {
        throw DataSetUnavailable(name: "cifar10", remedy: "import it")
      }
    ]
    let evaluation = try book.evaluate(in: project)
    #expect(evaluation["photos"]?.state == .notRun(reason: "needs the data set cifar10: import it"))
    #expect(evaluation["C8"]?.state == .notRun(reason: "needs photos"))
    #expect(evaluation.failures == [])
  }

  @Test func independentCellsRunAtTheSameTime() throws {
    let project = try TemporaryProject()
    // Each waits until all have begun: with fewer threads this would time out and fail.
    let begun = Mutex(0)
    let meet: @Sendable (CellInputs) throws -> any Codable & Sendable = { _ in
      begun.withLock { $0 += 1 }
      let end = ContinuousClock.now + .seconds(20)
      while begun.withLock({ $0 }) < 3 {
        if ContinuousClock.now > end { throw CellTrouble.broken(0) }
        Thread.sleep(forTimeInterval: 0.002)
      }
      return 1
    }
    let book = TestBook(["a", "b", "c"].map { TestCell(id: $0, body: .result(meet)) })
    #expect(try book.evaluate(in: project, execution: .run(jobs: 3)).failures == [])
  }

  @Test func atMostSoManyCellsRunAtATime() throws {
    let project = try TemporaryProject()
    let running = Mutex((now: 0, most: 0))
    let count: @Sendable (CellInputs) throws -> any Codable & Sendable = { _ in
      running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
      Thread.sleep(forTimeInterval: 0.01)
      running.withLock { $0.now -= 1 }
      return 1
    }
    let book = TestBook((0..<6).map { TestCell(id: "c\($0)", body: .result(count)) })
    _ = try book.evaluate(in: project, execution: .run(jobs: 1))
    #expect(running.withLock { $0.most } == 1)
  }

  @Test func aCellThatRunsAloneHasNoneBesideIt() throws {
    let project = try TemporaryProject()
    let running = Mutex<Set<String>>([])
    let beside = Mutex<[String: Set<String>]>([:])
    func meet(_ id: String) -> CompiledCell.Body {
      .result { _ in
        running.withLock { now in
          for other in now { beside.withLock { _ = $0[other, default: []].insert(id) } }
          beside.withLock { $0[id, default: []].formUnion(now) }
          now.insert(id)
        }
        Thread.sleep(forTimeInterval: 0.02)
        // The first one waits for company, so that others do run at the same time, or this would show nothing.
        let end = ContinuousClock.now + .seconds(20)
        while id == "a", beside.withLock({ $0[id] == [] }), ContinuousClock.now < end {
          Thread.sleep(forTimeInterval: 0.002)
        }
        running.withLock { _ = $0.remove(id) }
        return 1
      }
    }
    var cells = ["a", "b", "c", "d", "e"].map { TestCell(id: $0, body: meet($0)) }
    cells.insert(TestCell(id: "lone", attributes: ["runs": "alone"], body: meet("lone")), at: 1)
    cells.append(TestCell(id: "after", reads: ["lone"], body: meet("after")))
    let evaluation = try TestBook(cells).evaluate(in: project, execution: .run(jobs: 3))
    #expect(evaluation.computed.count == cells.count)
    let found = beside.withLock { $0 }
    #expect(found["lone"] == [])
    #expect(found["a"]?.isEmpty == false)
  }

  @Test func quickTaintReachesEverythingAbove() throws {
    let project = try TemporaryProject()
    let book = TestBook([
      TestCell(id: "samples", readsScale: true, body: .result { $0.scale.pick(quick: 10, paper: 1000) }),
      TestCell(id: "mean", reads: ["samples"]), TestCell(id: "exact"),
      TestCell(id: "C1", kind: .claim, reads: ["exact", "mean"], body: .claim { _ in Judgement() }),
    ])
    let quick = try book.evaluate(in: project, scale: .quick)
    #expect(quick.outcomes.values.filter(\.isQuick).map(\.id).sorted() == ["C1", "mean", "samples"])
    let paper = try book.evaluate(in: project)
    #expect(paper.outcomes.values.filter(\.isQuick).isEmpty)
    // What does not depend on the scale is not run twice.
    #expect(paper.reused.contains("exact") && paper.computed.contains("samples"))
  }

  /// A part of a data set can stand in for it at quick scale; what comes of it says so.
  @Test func partialDataSetsAreQuick() throws {
    let project = try TemporaryProject()
    var book = TestBook([
      TestCell(
        id: "photos", dataSets: ["cifar10"], body: .result { try $0.dataSet("cifar10").digest })
    ])
    let place = URL(fileURLWithPath: "/")
    book.dataSets = [
      DataSetSource(name: "cifar10", digest: "all") {
        DataSet(name: "cifar10", directory: place, digest: "all")
      }
    ]
    book.quickDataSets = [
      DataSetSource(name: "cifar10", digest: "part", isPartial: true) {
        DataSet(name: "cifar10", directory: place, digest: "part")
      }
    ]
    let quick = try book.evaluate(in: project, scale: .quick)
    #expect(quick["photos"]?.isQuick == true)
    #expect(try quick.value("photos", as: String.self) == "part")
    let paper = try book.evaluate(in: project)
    #expect(paper["photos"]?.isQuick == false)
    #expect(try paper.value("photos", as: String.self) == "all")
  }

  @Test func nothingRunsWithoutExecutionAndOldValuesAreStale() throws {
    let project = try TemporaryProject()
    var book = TestBook([TestCell(id: "a"), TestCell(id: "b", reads: ["a"]), TestCell(id: "c")])
    _ = try book.evaluate(in: project)
    book["a"].code = "2"
    book.cells.append(TestCell(id: "new"))
    let evaluation = try book.evaluate(in: project, execution: .never)
    #expect(evaluation.stale == ["a"])
    #expect(evaluation["b"]?.state == .reused)
    #expect(evaluation["b"]?.staleInputs == ["a"])
    #expect(evaluation["new"]?.state == .notRun(reason: "not run yet"))
    #expect(evaluation.computed == [])
  }

  @Test func interruptionKeepsWhatHadFinished() throws {
    let project = try TemporaryProject()
    let interruption = Interruption()
    let book = TestBook([
      TestCell(id: "first"),
      TestCell(
        id: "second", reads: ["first"],
        body: .result { _ in
          interruption.interrupt()
          Thread.sleep(forTimeInterval: 0.2)
          return 1
        }),
    ])
    do {
      let real = book.book(in: project.paths)
      var evaluator = try real.evaluator(
        of: real.read().cells, BuildRequest(execution: .run(jobs: 1)),
        store: Store.writer(for: project.paths), interruption: interruption)
      #expect(throws: Interrupted()) { try evaluator.evaluate() }
    }
    Thread.sleep(forTimeInterval: 0.4)
    let status = try book.plan(in: project)
    #expect(status["first"] == .reuse && status["second"] == .run([.neverRun]))
  }

  @Test func checkpointsSurviveAFailedRunAndGoWithASuccessfulOne() throws {
    let project = try TemporaryProject()
    let seen = Mutex<[String]>([])
    var book = TestBook([
      TestCell(
        id: "training",
        body: .result { inputs -> Int in
          let old = try inputs.checkpoint.load()
          seen.withLock { $0.append(old.map { String(decoding: $0, as: UTF8.self) } ?? "none") }
          try inputs.checkpoint.save(Data("epoch 3".utf8))
          throw CellTrouble.broken(1)
        })
    ])
    _ = try book.evaluate(in: project)
    _ = try book.evaluate(in: project)
    #expect(seen.withLock { $0 } == ["none", "epoch 3"])
    book["training"].body = .result { inputs -> Bool in try inputs.checkpoint.load() != nil }
    #expect(try book.evaluate(in: project).value("training", as: Bool.self) == true)
    book["training"].body = .result { inputs -> Bool in try inputs.checkpoint.load() == nil }
    let third = try book.evaluate(in: project, recompute: ["training"])
    #expect(try third.value("training", as: Bool.self) == true)
  }

  @Test func tracesSayHowAValueCameAbout() throws {
    let project = try TemporaryProject()
    let book = TestBook([
      TestCell(
        id: "a", readsSeed: true,
        body: .result { _ in
          Thread.sleep(forTimeInterval: 0.02)
          return 1
        })
    ])
    let trace = try #require(try book.evaluate(in: project)["a"]?.value?.trace)
    #expect(trace.wallSeconds >= 0.02 && trace.cpuSeconds >= 0 && trace.peakMemory > 1 << 20)
    #expect(trace.seed != nil && trace.processor == "test" && trace.libraries == ["SQLite 3"])
    // What is read back is what was recorded.
    #expect(try book.evaluate(in: project)["a"]?.value?.trace == trace)
  }
}
