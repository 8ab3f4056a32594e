import BookEvaluation
import BookStore
import BookTesting
import CellKit
import ChapterSyntax
import Foundation
import Support
import Synchronization
import Testing

/// Adds its number to the input, in ten steps, after each of which it can go on.
struct Sum: Shard {
  struct Number: ShardInput {
    var value: Int
    var digest: String { "\(value)" }
  }

  static let computed = Mutex<[String]>([])
  var number: Int
  var test: String
  /// The step at which the process ends.
  static let deadly = Mutex<Int?>(nil)
  var label: String { "number=\(number)" }

  static func value(of shard: Sum, on input: Number, in scope: ShardScope) throws -> Steps {
    var steps = try scope.checkpoint.load().map { try JSONDecoder().decode([Int].self, from: $0) } ?? []
    computed.withLock { $0.append("\(shard.test) \(shard.number) from \(steps.count)") }
    while steps.count < 10 {
      if shard.number == 3, steps.count == deadly.withLock({ $0 }) { kill(getpid(), SIGKILL) }
      steps.append((steps.last ?? input.value) + shard.number)
      try scope.checkpoint.save(JSONEncoder().encode(steps))
    }
    return Steps(steps)
  }

  static func taken(by test: String) -> [String] {
    computed.withLock { all in
      defer { all.removeAll { $0.hasPrefix(test + " ") } }
      return all.filter { $0.hasPrefix(test + " ") }.map { String($0.dropFirst(test.count + 1)) }.sorted()
    }
  }
}

/// Ten steps that are saved only where the shard is told to end. Its value is the step that it began with.
struct Patient: Shard {
  static let interruption = Mutex<Interruption?>(nil)
  var number = 1
  var label: String { "number=\(number)" }

  static func value(of shard: Patient, on input: Sum.Number, in scope: ShardScope) throws -> Steps {
    let start = try scope.checkpoint.load().map { try JSONDecoder().decode([Int].self, from: $0) } ?? [0]
    var step = start[0]
    while step < 10 {
      if scope.isCancelled {
        try scope.checkpoint.save(JSONEncoder().encode([step]))
        throw CancellationError()
      }
      step += 1
      if step == 4 { interruption.withLock { $0?.interrupt() } }
    }
    return Steps(start)
  }
}

/// Shards of a book: what makes them run again, and that an interruption costs a step and no bit.
@Suite struct BookShardTests {
  /// A study whose shards are computed one after the other, and a probe beside it.
  static func book(_ numbers: [Int], _ test: String, probe: Bool = false) -> TestBook {
    var book = TestBook([
      TestCell(id: "probe", code: "p1", modules: ["Kit"], body: .result { _ in "bits" }),
      TestCell(
        id: "study", code: "s1", reads: probe ? ["probe"] : [], modules: ["Kit"],
        attributes: probe ? ["probe": "probe"] : [:],
        body: .result { inputs in
          try inputs.cell.values(
            of: numbers.map { Sum(number: $0, test: test) }, on: Sum.Number(value: 100), threads: 1)
        }),
    ])
    book.setModule("BookEvaluationTests", "declares-1")
    return book
  }

  @Test func oneMoreNumberComputesThatNumberOnly() throws {
    let project = try TemporaryProject()
    let first = try Self.book([1, 2], "more").evaluate(in: project)
    #expect(Sum.taken(by: "more") == ["1 from 0", "2 from 0"])
    var book = Self.book([2, 5, 1], "more")
    book["study"].code = "s2"
    let second = try book.evaluate(in: project)
    #expect(Sum.taken(by: "more") == ["5 from 0"])
    let values = try #require(try second.value("study", as: [Steps].self))
    #expect(try first.value("study", as: [Steps].self) == [values[2], values[0]])
    #expect(values[1] == Steps((1...10).map { 100 + 5 * $0 }))
    // The digest does not tell how the value was split.
    let whole = try book.evaluate(in: try TemporaryProject())
    #expect(whole["study"]?.value?.json?.digest == second["study"]?.value?.json?.digest)
  }

  /// The time of a value that is put together from kept shards is theirs, too, and is frozen and read back with it.
  @Test func theTimeOfKeptShardsCounts() throws {
    let project = try TemporaryProject()
    var book = Self.book([1, 2], "time")
    let first = try book.evaluate(in: project)
    #expect(first["study"]?.value?.trace?.keptSeconds == nil)
    try SQLiteFile.execute(
      "UPDATE shard SET trace = json_set(trace, '$.wallSeconds', 2500.5)", project.paths.database)
    book = Self.book([1, 2, 3], "time")
    book["study"].code = "s2"
    let second = try #require(try book.evaluate(in: project)["study"]?.value?.trace)
    #expect(second.keptSeconds == 5001 && second.totalSeconds == 5001 + second.wallSeconds)
    // From the store, and from the committed file.
    #expect(try book.evaluate(in: project)["study"]?.value?.trace == second)
    try book.book(in: project.paths).freeze("study", store: try Store.writer(for: project.paths))
    let text = try String(contentsOf: project.paths.frozenTrace(of: "study"), encoding: .utf8)
    #expect(text.contains("\"keptSeconds\" : 5001"))
    _ = Sum.taken(by: "time")
  }

  struct Edit: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var recomputes: Bool
    var probe = false
    var scale = Scale.paper
    var apply: @Sendable (inout TestBook) -> Void
  }

  @Test(arguments: [
    Edit(testDescription: "the cell's text", recomputes: false) { $0["study"].code = "s2" },
    Edit(testDescription: "what else the chapter imports", recomputes: false) {
      $0["study"].modules = ["Kit", "Attacks"]
      $0.setModule("Attacks", "attacks-1")
    },
    Edit(testDescription: "a module that the cell may call", recomputes: false) {
      $0.setModule("Kit", "kit-2")
    },
    Edit(testDescription: "the module that declares the shards", recomputes: true) {
      $0.setModule("BookEvaluationTests", "declares-2")
    },
    Edit(testDescription: "the compiler", recomputes: true) { $0.compiler = "Swift 7" },
    Edit(testDescription: "the library of the system", recomputes: true) { $0.libraries = ["": "libc 2"] },
    Edit(testDescription: "the scale, where it is read", recomputes: true, scale: .quick) {
      $0["study"].readsScale = true
    },
    Edit(testDescription: "the scale, where it is not read", recomputes: false, scale: .quick) {
      $0["study"].code = "s2"
    },
    Edit(
      testDescription: "with a probe: the declaring module and the compiler", recomputes: false, probe: true
    ) {
      $0.setModule("BookEvaluationTests", "declares-2")
      $0.compiler = "Swift 7"
    },
    Edit(testDescription: "with a probe: the module that declares the value", recomputes: true, probe: true) {
      $0.setModule("BookTesting", "writes-2")
    },
    Edit(testDescription: "with a probe: the probe's value", recomputes: true, probe: true) {
      $0["probe"].code = "p2"
      $0["probe"].body = .result { _ in "other bits" }
    },
  ])
  func edits(edit: Edit) throws {
    let (project, test) = (try TemporaryProject(), "edit: \(edit.testDescription)")
    var book = Self.book([1], test, probe: edit.probe)
    _ = try book.evaluate(in: project)
    #expect(Sum.taken(by: test) == ["1 from 0"])
    edit.apply(&book)
    // Also where the cell itself is current: its shards are asked for.
    book["study"].code += " "
    _ = try book.evaluate(in: project, scale: edit.scale)
    #expect(Sum.taken(by: test) == (edit.recomputes ? ["1 from 0"] : []))
  }

  /// As by a cluster's SIGTERM: the shard that runs ends at its next step, which is kept.
  @Test func aShardThatIsToldToEndSavesItsStep() throws {
    let project = try TemporaryProject()
    var book = Self.book([], "patient")
    book["study"].body = .result { try $0.cell.values(of: [Patient()], on: Sum.Number(value: 1)) }
    let interruption = Interruption()
    Patient.interruption.withLock { $0 = interruption }
    let build = BookBuild(
      book: book.book(in: project.paths), request: BuildRequest(execution: .run(jobs: 1)),
      interruption: interruption, render: { _, _ in { _, _ in PageCounts(rendered: 0, reused: 0) } }
    ) { _ in }
    let selection = try #require(ShardSelection("number=1"))
    #expect(throws: Interrupted.self) { try build.compute(selection, of: "study") }
    Patient.interruption.withLock { $0 = nil }
    #expect(try book.evaluate(in: project).value("study", as: [Steps].self) == [Steps([4])])
  }

  /// A real process that kills itself within the third shard. What was finished is kept, the third goes on where it was,
  /// and the value has the bits of an undisturbed run. The time of the killed process counts as the shard's.
  @Test func killedAndResumed() async throws {
    let project = try TemporaryProject()
    let root = project.paths.root.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [root = root as String] in
      Sum.deadly.withLock { $0 = 7 }
      let paths = ProjectPaths(root: URL(fileURLWithPath: root))
      let book = BookShardTests.book([1, 2, 3, 4], "killed").book(in: paths)
      var evaluator = try book.evaluator(
        of: try book.read().cells, BuildRequest(execution: .run(jobs: 1)),
        store: try Store.writer(for: paths), interruption: Interruption()
      ) { _ in }
      _ = try evaluator.evaluate()
    }
    // As if it had taken long, as far as it came.
    try SQLiteFile.execute("UPDATE checkpoint SET spent = spent + 1000", project.paths.database)
    let resumed = try Self.book([1, 2, 3, 4], "killed").evaluate(in: project)
    let earlier = try #require(resumed["study"]?.value?.trace?.keptSeconds)
    #expect(earlier > 1000 && earlier < 1500)
    var edited = Self.book([3], "killed")
    edited["study"].code = "s2"
    let third = try #require(try edited.evaluate(in: project)["study"]?.value?.trace?.keptSeconds)
    #expect(third > 1000 && third < 1500)
    let taken = Sum.taken(by: "killed")
    #expect(
      taken.contains("3 from 7") && !taken.contains { $0.hasPrefix("1 ") || $0.hasPrefix("2 ") }, "\(taken)")
    let whole = try Self.book([1, 2, 3, 4], "whole").evaluate(in: try TemporaryProject())
    #expect(try resumed.value("study", as: [Steps].self) == whole.value("study", as: [Steps].self))
    #expect(resumed["study"]?.value?.json?.digest == whole["study"]?.value?.json?.digest)
  }

  /// A cell that is computed again on request computes its shards again; a damaged one is computed again by itself.
  @Test func requestedAndDamaged() throws {
    let project = try TemporaryProject()
    var book = Self.book([1, 2], "again")
    _ = try book.evaluate(in: project)
    _ = Sum.taken(by: "again")
    _ = try book.evaluate(in: project, recompute: ["study"])
    #expect(Sum.taken(by: "again") == ["1 from 0", "2 from 0"])
    try SQLiteFile.execute("UPDATE shard SET bytes = x'00' WHERE label = 'number=2'", project.paths.database)
    book["study"].code = "s2"
    _ = try book.evaluate(in: project)
    #expect(Sum.taken(by: "again") == ["2 from 0"])
  }

  /// Shards that lie beside the chapters are taken in before anything runs; what is no export is named.
  @Test func frozenShards() throws {
    let (elsewhere, project) = (try TemporaryProject(), try TemporaryProject())
    let file = project.paths.frozenShards.appending(path: "study.sqlite")
    try FileManager.default.createDirectory(at: project.paths.frozenShards, withIntermediateDirectories: true)
    func book(_ numbers: [Int]) -> TestBook {
      var book = Self.book(numbers, "frozen")
      book["study"].code = "\(numbers)"
      return book
    }
    func build(_ numbers: [Int], in project: TemporaryProject) -> BookBuild {
      BookBuild(
        book: book(numbers).book(in: project.paths), request: BuildRequest(execution: .run(jobs: 1)),
        render: { _, _ in { _, _ in PageCounts(rendered: 0, reused: 0) } })
    }
    func run(_ numbers: [Int]) throws -> Evaluation { try build(numbers, in: project).run(only: "study") }
    func export(_ number: Int) throws {
      let selection = try #require(ShardSelection("number=\(number)"))
      let done = try #require(try build([number], in: elsewhere).compute(selection, of: "study"))
      #expect(Sum.taken(by: "frozen") == ["\(number) from 0"] && done.computed == ["number=\(number)"])
      let store = try #require(try Store.reader(for: elsewhere.paths))
      #expect(try store.export(to: file, shards: done.keys) == ExchangeCounts(shards: 1))
    }
    try export(2)
    _ = try run([1, 2])
    #expect(Sum.taken(by: "frozen") == ["1 from 0"])
    try export(4)
    _ = try run([1, 2, 4])
    #expect(Sum.taken(by: "frozen") == [])
    try Data("no export".utf8).write(to: file)
    #expect(throws: ExchangeError.notAnExport(path: file.path)) { try run([1, 2, 5]) }
  }

  /// A shard that another cell asked for first is this cell's, too, when it is exported.
  @Test func aSharedShardIsExported() throws {
    let project = try TemporaryProject()
    var book = Self.book([1], "shared")
    var other = book["study"]
    other.id = "other"
    book.cells.append(other)
    let build = BookBuild(
      book: book.book(in: project.paths), request: BuildRequest(execution: .run(jobs: 1)),
      render: { _, _ in { _, _ in PageCounts(rendered: 0, reused: 0) } })
    let selection = try #require(ShardSelection("number=1"))
    for (cell, computed) in [("study", ["number=1"]), ("other", [])] {
      let done = try #require(try build.compute(selection, of: cell))
      #expect(done.computed == computed && done.chosen == ["number=1"])
      let store = try #require(try Store.reader(for: project.paths))
      let file = project.paths.root.appending(path: "\(cell).sqlite")
      #expect(try store.export(to: file, shards: done.keys) == ExchangeCounts(shards: 1))
    }
    #expect(Sum.taken(by: "shared") == ["1 from 0"])
  }

  /// Shards of a quick build are the later ones, and no reason to drop those of hours.
  @Test func eachScaleKeepsItsOwn() throws {
    let project = try TemporaryProject()
    var book = Self.book([1, 2], "scales")
    book["study"].readsScale = true
    _ = try book.evaluate(in: project)
    _ = try book.evaluate(in: project, scale: .quick)
    let store = try Store.writer(for: project.paths)
    defer { store.endWriting() }
    let kept = try store.shards(of: project)
    #expect(kept.count == 4 && Set(kept.map(\.key)).count == 4)
    _ = try store.collectGarbage(keeping: [], cells: ["study"])
    #expect(try store.shards(of: project) == kept)
  }

  @Test func whatIsKept() throws {
    let project = try TemporaryProject()
    var book = Self.book([2, 1], "kept")
    _ = try book.evaluate(in: project)
    book.setModule("BookEvaluationTests", "declares-2")
    book["study"].code = "s2"
    _ = try book.evaluate(in: project)
    let store = try Store.writer(for: project.paths)
    defer { store.endWriting() }
    let shards = try store.shards(of: project)
    #expect(shards.map(\.label) == ["number=1", "number=1", "number=2", "number=2"])
    #expect(shards.allSatisfy { $0.cell == "study" && $0.type.hasSuffix("Sum") })
    #expect(shards[0].run?.processor == "test")
    // The latest code's alone; and none of a cell that is gone.
    _ = try store.collectGarbage(keeping: [], cells: ["study"])
    #expect(try store.shards(of: project).map(\.label) == ["number=1", "number=2"])
    _ = try store.collectGarbage(keeping: [], cells: [])
    #expect(try store.shards(of: project).isEmpty)
  }
}

extension Store {
  /// All shards of this store of `project`, in order of cell, label and time.
  fileprivate func shards(of project: TemporaryProject) throws -> [ShardRecord] {
    let keys = try SQLiteFile.lines(
      "SELECT key FROM shard ORDER BY cell, label, finished", project.paths.database)
    return try keys.compactMap { try shard($0) }
  }
}
