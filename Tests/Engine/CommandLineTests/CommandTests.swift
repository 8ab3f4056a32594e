import ArgumentParser
import BookEvaluation
import BookSite
import BookStore
import CellKit
import ChapterSyntax
import Digests
import ExecutableBook
import Foundation
import Support
import Synchronization
import Testing

/// Whole commands, in a project of one chapter.
@Suite final class CommandTests {
  let folder = FileManager.default.temporaryDirectory.appending(path: "book-\(UUID().uuidString)")
  var paths: ProjectPaths { ProjectPaths(root: folder, name: "a-sample") }

  static let chapter = """
    ---
    title: One
    ---

    # One

    ``` {.swift .result #count type="Int"}
    41 + 1
    ```

    ``` {.swift .claim #C1 source="ours"}
    return Judgement(.number("the count", observed: Double(count), expected: 42...42))
    ```
    : There are 42.
    """

  init() throws {
    try FileManager.default.createDirectory(at: paths.chapters, withIntermediateDirectories: true)
    try write(Self.chapter)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func write(_ text: String) throws {
    try Data(text.utf8).write(to: paths.chapters.appending(path: "01-one.md"))
  }

  /// What the compiler would have made of ``chapter``.
  static func compiled(
    count: @escaping @Sendable (CellInputs) throws -> any Codable & Sendable = { _ in 42 }
  ) -> CompiledBook {
    let plan = BookPlan.make(chapters: [Chapter(text: chapter, path: "chapters/01-one.md")]).plan
    let cells = plan.cells.map { planned in
      let body: CompiledCell.Body =
        planned.cell.kind == .result
        ? .result(count)
        : .claim { inputs in
          let count = try inputs.value("count", as: Int.self)
          return Judgement(.number("the count", observed: Double(count), expected: 42...42))
        }
      return CompiledCell(
        id: planned.cell.id, codeDigest: SHA256.hex(planned.canonicalText), reads: planned.reads,
        dataSets: [], modules: [], readsScale: false, readsSeed: false, body: body)
    }
    return CompiledBook(
      chapters: [CompiledChapter(name: "01-one", cells: cells)], modules: [], compiler: "test")
  }

  private func run(
    _ arguments: String..., environment: [String: String] = [:], directory: URL? = nil,
    description: BookDescription = .sample(), read: BookDeclarations = BookDeclarations()
  ) async -> (status: CommandStatus, output: String, errors: String) {
    await run(
      arguments: arguments, environment: environment, directory: directory, description: description,
      read: read)
  }

  private func run(
    arguments: [String], environment: [String: String] = [:], directory: URL? = nil,
    description: BookDescription = .sample(), read: BookDeclarations = BookDeclarations()
  ) async -> (status: CommandStatus, output: String, errors: String) {
    let said = SharedLines()
    let complained = SharedLines()
    let console = Console(say: { said.append($0) }, complain: { complained.append($0) })
    let context = CommandContext(
      description: description, compiled: Self.compiled(), read: read, directory: directory ?? folder,
      environment: environment, console: console)
    let status = await context.run(arguments)
    return (status, said.text, complained.text)
  }

  @Test func fromNothingToARecordedVerdict() async throws {
    #expect(
      await run("status").output
        == "count: never run\nC1: waiting: it reads count\n0 of 2 cells current at paper scale")
    let unbuilt = await run("check")
    #expect(unbuilt.status == .claimChanged)
    #expect(unbuilt.output.contains("C1: not run, needs count (recorded: nothing)"))

    let first = await run("build")
    #expect(first.status == .fine, "\(first.errors)")
    #expect(first.output.hasPrefix("cells: 2 run, 0 reused\nfigures: 0\nclaims: 1 reproduced\npages: "))
    let second = await run("build", directory: paths.chapters)
    #expect(second.output.hasPrefix("cells: 0 run, 2 reused\n"))
    #expect(FileManager.default.fileExists(atPath: paths.output.appending(path: "index.html").path))
    #expect(await run("status").output == "2 of 2 cells current at paper scale")

    #expect(await run("check").status == .claimChanged)
    #expect(await run("build", "--strict").status == .claimChanged)
    #expect(await run("check", "--record").errors.hasPrefix("chapters/claims.json written"))
    let checked = await run("check")
    #expect(checked.status == .fine && checked.output == "C1: reproduced\n1 reproduced")
    #expect(await run("build", "--strict", "--quiet").output == "")
    try Data(#"{"C1": "partly"}"#.utf8).write(to: paths.recordedClaims)
    let changed = await run("check")
    #expect(changed.status == .claimChanged)
    #expect(changed.output.contains("C1: reproduced (recorded: partly reproduced)"))
  }

  @Test func theStoreCanBeCheckedTidiedAndTakenElsewhere() async throws {
    #expect(await run("cache", "verify").output == "nothing is stored yet")
    #expect(await run("cache", "export", "x.sqlite").status == .failure)
    #expect(await run("build", "--estimate").output.contains("2 cells to run at paper scale"))
    #expect(await run("build").status == .fine)
    #expect(await run("cache", "verify").output.hasSuffix("every digest right"))
    #expect(await run("cache", "export", "x.sqlite", "--cell", "cuont").status == .usage)
    #expect(
      await run("cache", "export", "x.sqlite").output.hasSuffix("x.sqlite: 2 runs, 2 values, 0 checkpoints"))
    #expect(await run("build", "--estimate").output == "nothing to run at paper scale")
    #expect(await run("build", "--estimate", "--strict").status == .usage)
    #expect(await run("cache", "gc").output.contains(" MB after"))
    try FileManager.default.removeItem(at: paths.store)
    #expect(await run("cache", "merge", "x.sqlite").output == "added 2 runs, 2 values, 0 checkpoints")
    #expect(await run("build").output.hasPrefix("cells: 0 run, 2 reused\n"))
    #expect(await run("cache", "merge", "chapters/01-one.md").errors.contains("is not a file that"))
  }

  @Test func aValueForOtherPrograms() async throws {
    let absent = await run("value", "count")
    #expect(absent.status == .failure && absent.errors.contains("count has no value at this scale"))
    #expect(await run("build").status == .fine)
    let value = await run("value", "count")
    #expect(value.status == .fine && value.output == "42" && value.errors == "")
    let judged = try JSONDecoder().decode(
      Judgement.self, from: Data(await run("value", "C1").output.utf8))
    #expect(judged.verdict == .reproduced)
    #expect(await run("value", "count", "--output", "count.json").status == .fine)
    #expect(try Data(contentsOf: folder.appending(path: "count.json")) == Data("42".utf8))
    #expect(await run("value", "cuont").status == .usage)
    #expect(await run("value", "count", "--format", "text").status == .usage)
    #expect(await run("value", "count", "--where", "seed=1").errors.contains("count is no list"))
    let reversing = ValueFormat(name: "reversed", help: "backwards") { Data($0.reversed()) }
    var description = BookDescription.sample()
    description.valueFormats = [reversing]
    #expect(
      await run("value", "count", "--format", "reversed", description: description).status == .usage)
    let written = await run(
      "value", "count", "--format", "reversed", "--output", "reversed", description: description)
    #expect(written.status == .fine)
    #expect(try Data(contentsOf: folder.appending(path: "reversed")) == Data("24".utf8))
    // What a cell computed before it changed is printed, and said to be that.
    try write(Self.chapter.replacing("41 + 1", with: "40 + 2"))
    let former = await run("value", "count")
    #expect(former.output == "42" && former.errors.contains("warning: count is"))
  }

  /// Numbers are chosen by what they are and not by how they are written; every digit of the chosen ones is kept.
  @Test func elementsOfAValue() throws {
    let list = Data(
      #"[{"lambda":0.001,"seed":1,"x":0.1},{"lambda":1e-3,"seed":2,"x":12345678901234567},{"lambda":0,"kind":"a","on":true}]"#
        .utf8)
    func chosen(_ text: String) throws -> String {
      String(decoding: try ValueSelection(text).elements(of: list, id: "runs"), as: UTF8.self)
    }
    #expect(try chosen("lambda=1e-3,seed=2").contains("12345678901234567"))
    #expect(try chosen("lambda=0.001").components(separatedBy: "seed").count == 3)
    #expect(try chosen("kind=a").contains("\"on\":true"))
    #expect(try chosen("on=true") == chosen("lambda=0.0"))
    #expect(try chosen("seed=1").contains("\"x\":0.1}") || chosen("seed=1").contains("\"x\":0.1,"))
    #expect(throws: ValueError.nothing("runs", of: 3)) { try chosen("seed=3") }
    #expect(throws: ValueError.nothing("runs", of: 3)) { try chosen("other=3") }
    #expect(throws: ValueError.noList("runs")) {
      try ValueSelection("seed=1").elements(of: Data("42".utf8), id: "runs")
    }
    #expect(throws: (any Error).self) { try ValueSelection("seed") }
    // Fields of an object in an element, and of one that is kept as text; the element's own come first.
    let nested = Data(
      #"[{"a":"{\"width\":2,\"seed\":3}","seed":1},{"a":{"width":4},"seed":2},{"a":"{width","seed":2}]"#.utf8)
    for (text, seed) in [("width=2", 1), ("width=4", 2)] {
      let data = try ValueSelection(text).elements(of: nested, id: "runs")
      #expect(String(decoding: data, as: UTF8.self).hasSuffix("\"seed\":\(seed)}]"))
    }
    #expect(throws: ValueError.nothing("runs", of: 3)) {
      try ValueSelection("seed=3").elements(of: nested, id: "runs")
    }
  }

  @Test func oneCellAloneRunsWithWhatItRestsOn() async throws {
    #expect(await run("run", "cuont").status == .usage)
    #expect(await run("run", "count").output.hasSuffix("count: computed, value 73475cb40a56"))
    #expect(await run("run", "count").output.hasSuffix("count: is current, value 73475cb40a56"))
    #expect(await run("status").output.hasPrefix("C1: never run"))
    #expect(!FileManager.default.fileExists(atPath: paths.output.path))
    #expect(await run("run", "C1").output.contains("C1: computed, value "))
  }

  @Test func machinesReadJSON() async throws {
    for output in [
      await run("status", "--json").output, await run("graph", "--format", "json").output,
      await run("explain", "count", "--json").output, await run("check", "--json").output,
      await run("data", "status", "--json").output,
    ] {
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(output.utf8)) }
    }
    #expect(await run("build").status == .fine)
    let decided = await run("explain", "C1").output
    #expect(
      decided.contains(
        "verdict: reproduced\nchecks: Its check holds: the count.\n  holds: the count: 42, expected "))
    let graph = await run("graph")
    #expect(graph.output.contains("\"count\" -> \"C1\";"))
  }

  @Test func editedCellsAskForANewProgram() async throws {
    try write(Self.chapter.replacing("41 + 1", with: "41 + 2"))
    let alone = await run("build")
    #expect(alone.status == .failure && alone.errors.contains("changed: count"))
    let wrapped = await run("build", environment: ["A_SAMPLE_WRAPPER": "1"])
    #expect(wrapped.status == .rebuild && wrapped.errors == "")
    // A cell that is new is compiled, too, where it is asked for by name.
    try write(Self.chapter + "\n``` {.swift .result #another type=\"Int\"}\n1\n```\n")
    #expect(await run("run", "another", environment: ["A_SAMPLE_WRAPPER": "1"]).status == .rebuild)
    #expect(await run("run", "anothr").errors.contains("did you mean another?"))
    // Comments and white space are no edits.
    try write(Self.chapter.replacing("41 + 1", with: "41  +  1  // as ever"))
    #expect(await run("status").status == .fine)
  }

  @Test func mistakesAreListedAndNothingIsTouched() async throws {
    try write(Self.chapter + "\nSee @fig-nowhere and [@nobody].\n\n``` {.swift .resutl #x}\n1\n```\n")
    let result = await run("build")
    #expect(result.status == .failure)
    #expect(result.errors.contains("chapters/01-one.md:"))
    #expect(!FileManager.default.fileExists(atPath: paths.store.path))
  }

  @Test func usageErrors() async throws {
    #expect(await run("build", "--scale", "huge").status == .usage)
    #expect(await run("build", "--quiet", "--verbose").status == .usage)
    #expect(await run("build", "--jobs", "0").status == .usage)
    #expect(await run("nonsense").status == .usage)
    let misspelt = await run("stauts")
    #expect(misspelt.status == .usage)
    #expect(misspelt.errors == "error: there is no command 'stauts'; did you mean status?")
    #expect(
      await run("cache", "verfy").errors
        == "error: there is no command 'cache verfy'; did you mean cache verify?")
    let help = await run("plan", "--help").output
    #expect(help.contains("\n  a-sample plan trainings --format json\n"))
    let unknown = await run("build", "--recompute", "cuont")
    #expect(unknown.status == .usage && unknown.errors.contains("did you mean count?"))
    #expect(await run("figure", "fig-x").status == .usage)
    for wrong in [
      ["--width", "3 furlongs"], ["--width", "-3in"], ["--width", "nanin"], ["--height", "0mm"],
      ["--dpi", "0"],
      ["--format", "gif"], ["--to", "drawings", "--dpi", "300"],
    ] {
      #expect(await run(arguments: ["figure", "fig-x"] + wrong).status == .usage, "\(wrong)")
    }
    // A right length is not what is wrong here.
    let unknownFigure = await run(
      "figure", "fig-x", "--width", "3.25in", "--height", "84mm", "--format", "pdf")
    #expect(unknownFigure.errors.contains("fig-x"))
    #expect(await run("explain", "C2").status == .usage)
    #expect(await run("--help").status == .fine)
    #expect(await run("build", "--help").output.contains("Examples:"))
  }

  @Test func onlyOneBuildAtATime() async throws {
    let store = try Store.writer(for: paths)
    let second = await run("build")
    #expect(second.status == .locked)
    #expect(second.errors.contains("another build is running: process \(getpid())"))
    #expect(await run("status").status == .fine)
    store.endWriting()
  }

  /// Ctrl-C while a cell runs: the process ends with 130, and what had finished is kept.
  @Test func interruptedByASignal() async throws {
    let folder = folder.path
    await #expect(processExitsWith: .exitCode(130)) { [folder = folder as String] in
      let console = Console(say: { _ in }, complain: { _ in })
      let compiled = CommandTests.compiled { _ in
        kill(getpid(), SIGINT)
        Thread.sleep(forTimeInterval: 30)
        return 42
      }
      let context = CommandContext(
        description: .sample(), compiled: compiled, read: BookDeclarations(),
        directory: URL(fileURLWithPath: folder), environment: [:], console: console)
      exit(await context.run(["build"]).rawValue)
    }
    #expect(await run("build", "--quiet").status == .fine)
  }

  @Test func hostilePNGsAreErrors() async throws {
    for bytes in [
      Data(), Data("not a PNG".utf8), Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0xFF, 0xFF]),
    ] {
      try bytes.write(to: folder.appending(path: "a.png"))
      let result = await run("inspect", "a.png")
      #expect(result.status == .failure && result.errors.contains("a.png has no readable recipe"))
    }
    #expect(await run("inspect", "missing.png").errors == "error: missing.png cannot be read")
    #expect(await run("inspect", "chapters").errors == "error: chapters cannot be read")
  }

  @Test func outsideOfAnyProject() async throws {
    let result = await run("build", directory: URL(fileURLWithPath: "/proc"))
    #expect(result.status == .failure && result.errors.contains("there is no chapters/ in /proc"))
  }

  @Test func absentDataAreReportedWithWhatToDo() async throws {
    // Digests by sha256sum.
    let a = DataFile("a", sha256: "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7")
    let b = DataFile("a", sha256: "0263829989b6fd954f72baaf2fc64bc2e2f01d692d4de72986ea808f6e99813f")
    let sets = [
      BookDataSet(
        "letters", in: "Data/letters", forms: [DataForm("letters", files: [a])], remedy: "restore them"),
      BookDataSet(
        "more", in: "data/more", forms: [DataForm("first", files: [a]), DataForm("second", files: [b])],
        comesAlong: false, remedy: "load more"),
    ]
    let read = BookDeclarations(dataSets: ["letters", "more"])
    func status() async -> (status: CommandStatus, output: String, errors: String) {
      await run("data", "status", description: .sample(dataSets: sets), read: read)
    }
    #expect(await status().status == .failure)
    #expect(await status().output.contains("a: missing\n  restore them\nmore: not here"))
    func write(_ text: String, in folder: URL) throws {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: folder.appending(path: "a"))
    }
    // What does not come along may be absent, and has one of its forms where it is there.
    try write("a\n", in: folder.appending(path: "Data/letters"))
    #expect(await status().status == .fine)
    try write("b\n", in: paths.store.appending(path: "data/more"))
    #expect(await status().status == .fine)
    #expect(await status().output.hasSuffix("\n  in the form second"))
    try write("c\n", in: folder.appending(path: "Data/letters"))
    #expect(await status().status == .failure)
    // SHA-256 of "c\n" by sha256sum.
    #expect(await status().output.contains("a: has other contents (a3a5e715f0cc)"))
  }

  /// The chapters were compiled with the names that the description's text shows.
  @Test func aDescriptionThatCannotBeReadIsRefused() async throws {
    let hidden = BookDataSet("hidden", in: "d", forms: [DataForm("d", files: [])], remedy: "")
    let result = await run("status", description: .sample(dataSets: [hidden]))
    #expect(result.status == .failure && result.errors.contains("describes data sets hidden"))
    let read = BookDeclarations(modules: ["R"], recordModules: ["R"])
    #expect(
      await run("status", read: read).errors.contains("its text shows data sets none, record modules R"))
  }

  @Test func aBookHasCommandsOfItsOwn() async throws {
    let book = BookDescription.sample(commands: [Greeting.self])
    #expect(await run("greet", description: book).output == "hello from a-sample")
    #expect(await run("--help", description: book).output.contains("USAGE: a-sample <subcommand>"))
    #expect(await run("build", "--help", description: book).output.contains("  a-sample build --estimate"))
    #expect(await run("greet").status == .usage)
  }
}

private struct Greeting: BookCommand {
  static let configuration = CommandConfiguration(commandName: "greet")

  func run(in context: CommandContext) { context.say("hello from \(context.description.name)") }
}

extension BookDescription {
  static func sample(
    dataSets: [BookDataSet] = [], commands: [any BookCommand.Type] = []
  ) -> BookDescription {
    BookDescription(
      name: "a-sample", title: "A Sample", subtitle: "Made for tests",
      paper: .init(
        citation: "A. Author: A Paper (2021).", address: "https://example.org", bibTeX: "@article{paper}"),
      bibTeX: "@software{book}", dataSets: dataSets, commands: commands)
  }
}

/// Lines from any thread.
final class SharedLines: Sendable {
  private let lines = Mutex<[String]>([])

  func append(_ line: String) { lines.withLock { $0.append(line) } }

  var text: String { lines.withLock { $0.joined(separator: "\n") } }
}
