import BookCommands
import BookEvaluation
import BookStore
import CellKit
import ChapterSyntax
import Digests
import Foundation
import Support
import Synchronization
import Testing

/// Whole commands, in a project of one chapter.
@Suite final class CommandTests {
  let folder = FileManager.default.temporaryDirectory.appending(path: "book-\(UUID().uuidString)")
  var paths: ProjectPaths { ProjectPaths(root: folder) }

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
    _ arguments: String..., environment: [String: String] = [:], directory: URL? = nil
  ) async -> (status: CommandStatus, output: String, errors: String) {
    let said = SharedLines()
    let complained = SharedLines()
    let console = Console(say: { said.append($0) }, complain: { complained.append($0) })
    let context = CommandContext(
      compiled: Self.compiled(), directory: directory ?? folder, environment: environment, console: console)
    let status = await BookCommandLine.run(arguments, in: context)
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

  @Test func oneCellAloneRunsWithWhatItRestsOn() async throws {
    #expect(await run("run", "cuont").status == .usage)
    #expect(await run("run", "count").output.hasSuffix("count: computed"))
    #expect(await run("run", "count").output.hasSuffix("count: is current"))
    #expect(await run("status").output.hasPrefix("C1: never run"))
    #expect(!FileManager.default.fileExists(atPath: paths.output.path))
    #expect(await run("run", "C1").output.hasSuffix("C1: computed"))
  }

  @Test func machinesReadJSON() async throws {
    for output in [
      await run("status", "--json").output, await run("graph", "--format", "json").output,
      await run("explain", "count", "--json").output, await run("check", "--json").output,
      await run("data", "status", "--json").output,
    ] {
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(output.utf8)) }
    }
    let graph = await run("graph")
    #expect(graph.output.contains("\"count\" -> \"C1\";"))
  }

  @Test func editedCellsAskForANewProgram() async throws {
    try write(Self.chapter.replacing("41 + 1", with: "41 + 2"))
    let alone = await run("build")
    #expect(alone.status == .failure && alone.errors.contains("changed: count"))
    let wrapped = await run("build", environment: ["NEMON_BOOK_WRAPPER": "1"])
    #expect(wrapped.status == .rebuild && wrapped.errors == "")
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
    let unknown = await run("build", "--recompute", "cuont")
    #expect(unknown.status == .usage && unknown.errors.contains("did you mean count?"))
    #expect(await run("figure", "fig-x").status == .usage)
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
        compiled: compiled, directory: URL(fileURLWithPath: folder), environment: [:], console: console)
      exit(await BookCommandLine.run(["build"], in: context).rawValue)
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
    let result = await run("data", "status")
    #expect(result.status == .failure)
    #expect(result.output.contains("git checkout -- Data/mnist"))
    #expect(result.output.contains("nemon-book data import DIR"))
  }

  /// CIFAR-10 does not come with the project; MNIST and the part of CIFAR-10 for quick scale do.
  @Test func aSetThatDoesNotComeAlongMayBeAbsent() async throws {
    let repository = URL(filePath: #filePath).appending(path: "../../../..").standardizedFileURL
    try FileManager.default.copyItem(
      at: repository.appending(path: "Data"), to: folder.appending(path: "Data"))
    let result = await run("data", "status")
    #expect(result.status == .fine)
    #expect(result.output.contains("cifar10: not here"))
    try Data().write(to: folder.appending(path: "Data/mnist/t10k-labels-idx1-ubyte.gz"))
    #expect(await run("data", "status").status == .failure)
  }
}

/// Lines from any thread.
final class SharedLines: Sendable {
  private let lines = Mutex<[String]>([])

  func append(_ line: String) { lines.withLock { $0.append(line) } }

  var text: String { lines.withLock { $0.joined(separator: "\n") } }
}
