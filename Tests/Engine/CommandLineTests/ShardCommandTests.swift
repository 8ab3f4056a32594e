import BookEvaluation
import CellKit
import ChapterSyntax
import Digests
import ExecutableBook
import Foundation
import Support
import Testing

/// Squares its number.
struct Square: Shard {
  struct Nothing: ShardInput { let digest = "nothing" }

  var number: Int
  var seed: Int
  var label: String { "number=\(number),seed=\(seed)" }

  static func value(of shard: Square, on input: Nothing, in scope: ShardScope) throws -> Int {
    struct TooLarge: Error {}
    if shard.number > 9 { throw TooLarge() }
    return shard.number * shard.number + shard.seed
  }
}

/// The commands with which machines share a cell's shards.
@Suite final class ShardCommandTests {
  let folder = FileManager.default.temporaryDirectory.appending(path: "shards-\(UUID().uuidString)")

  deinit { try? FileManager.default.removeItem(at: folder) }

  static let chapter = """
    # One

    ``` {.swift .result #squares type="[Int]" cost="hours"}
    try cell.values(of: squares, on: nothing)
    ```
    """

  /// A costly cell that reads another one.
  static let chapterOfTwo =
    chapter + """


      ``` {.swift .result #sums type="[Int]" cost="hours"}
      try cell.values(of: squares.map(Sum.init), on: nothing)
      ```
      """

  /// Runs a command in the project `name`, which is another machine's where the compiler is another one.
  private func run(
    _ arguments: String..., in name: String, chapter: String = chapter, numbers: [Int] = [2, 3],
    compiler: String = "Swift 6.3"
  ) async throws -> (status: CommandStatus, output: String, errors: String) {
    let project = ProjectPaths(root: folder.appending(path: name), name: "a-sample")
    try FileManager.default.createDirectory(at: project.chapters, withIntermediateDirectories: true)
    try Data(chapter.utf8).write(to: project.chapters.appending(path: "01-one.md"))
    let plan = BookPlan.make(chapters: [Chapter(text: chapter, path: "chapters/01-one.md")]).plan
    let cells = plan.cells.map { planned in
      CompiledCell(
        id: planned.cell.id, codeDigest: SHA256.hex(planned.canonicalText), reads: planned.reads,
        dataSets: [],
        modules: [], readsScale: false, readsSeed: false,
        body: .result { inputs in
          let shards = numbers.flatMap { number in [1, 2].map { Square(number: number, seed: $0) } }
          return try inputs.cell.values(of: shards, on: Square.Nothing())
        })
    }
    let (said, complained) = (SharedLines(), SharedLines())
    let context = CommandContext(
      description: .sample(),
      compiled: CompiledBook(
        chapters: [CompiledChapter(name: "01-one", cells: cells)], modules: [], compiler: compiler),
      read: BookDeclarations(), directory: project.root, environment: [:],
      console: Console(say: { said.append($0) }, complain: { complained.append($0) }))
    return (await context.run(arguments), said.text, complained.text)
  }

  /// What a cell's shards rest on is not computed for hours on the way to them, and no shard is of an outdated value.
  @Test(arguments: [["plan", "sums", "--format", "json"], ["run", "sums", "--shard", "seed=1"]])
  func whatShardsRestOnComesFirst(arguments: [String]) async throws {
    func tried(
      compiler: String = "Swift 6.3"
    ) async throws -> (status: CommandStatus, output: String, errors: String) {
      try await run(
        arguments[0], arguments[1], arguments[2], arguments[3], in: "two", chapter: Self.chapterOfTwo,
        compiler: compiler)
    }
    let early = try await tried()
    #expect(early.status == .usage && early.output.isEmpty)
    #expect(early.errors.contains("squares: not run, takes hours"), "\(early.errors)")
    let list = try await run("list", "--costly", in: "two", chapter: Self.chapterOfTwo)
    #expect(list.status == .fine && list.output.contains("squares, 0 of 4 shards kept"), "\(list.output)")
    #expect(list.output.contains("sums, shards not known: needs squares"), "\(list.output)")
    #expect(try await run("run", "squares", in: "two", chapter: Self.chapterOfTwo).status == .fine)
    let late = try await tried()
    #expect(late.status == .fine && late.output.contains("number=3,seed=1"), "\(late.errors)")
    let outdated = try await tried(compiler: "Swift 6.4")
    #expect(outdated.status == .usage && outdated.output.isEmpty)
    #expect(outdated.errors.contains("rests on an outdated value, squares: run"), "\(outdated.errors)")
  }

  /// A cell without shards is not run on the way to them.
  @Test(arguments: [["plan", "lone", "--format", "json"], ["run", "lone", "--shard", "seed=1"]])
  func whatHasNoShardsIsRefused(arguments: [String]) async throws {
    let cell = "\n\n``` {.swift .result #lone type=\"[Int]\" cost=\"hours\"}\n[1]\n```\n"
    let refused = try await run(
      arguments[0], arguments[1], arguments[2], arguments[3], in: "lone", chapter: Self.chapter + cell)
    #expect(refused.status == .usage && refused.errors.contains("lone has no shards"), "\(refused.errors)")
    let state = try await run("explain", "lone", in: "lone", chapter: Self.chapter + cell)
    #expect(state.status == .fine && state.output.contains("last run: none"), "\(state.output)")
  }

  private func digest(_ output: String) -> Substring? { output.firstMatch(of: /value ([0-9a-f]+)/)?.1 }

  @Test func shardsOfTwoMachinesGiveTheValueOfOne() async throws {
    let whole = try await run("run", "squares", in: "whole")
    #expect(whole.status == .fine && digest(whole.output) != nil)
    for (machine, selection) in [("left", "seed=1"), ("right", "seed=2")] {
      let made = try await run(
        "run", "squares", "--shard", selection, "--export", "../\(machine).sqlite", in: machine)
      #expect(made.status == .fine, "\(made.errors)")
      #expect(made.output.contains("number=3,\(selection): computed") && made.output.contains("2 shards"))
      let again = try await run("run", "squares", "--shard", selection, in: machine)
      #expect(again.output.contains("number=3,\(selection): is kept"))
    }
    let left = try await run("cache", "merge", "../left.sqlite", in: "merged")
    #expect(left.status == .fine && left.output.contains("2 shards"))
    let half = try await run("run", "squares", "--from-shards", in: "merged")
    #expect(half.status == .failure)
    #expect(half.errors.contains("2 of 4 shards are here; missing: number=2,seed=2; number=3,seed=2"))
    let book = try await run("build", in: "merged")
    #expect(book.errors.contains("2 of 4 shards are here, and the others take hours"))
    // Also by a build that nothing else gives anything to do.
    #expect(try await run("build", in: "merged").errors.contains("2 of 4 shards are here"))
    let both = try await run("cache", "merge", "../left.sqlite", "../right.sqlite", in: "merged")
    #expect(both.output.contains("2 shards"))
    #expect(try await run("build", in: "merged").errors.contains("all 4 shards are here"))
    #expect(try await run("cache", "gc", in: "merged").status == .fine)
    #expect(try await run("build", in: "merged").errors.contains("all 4 shards are here"))
    let merged = try await run("run", "squares", "--from-shards", in: "merged")
    #expect(merged.status == .fine && digest(merged.output) == digest(whole.output))
  }

  @Test func anotherCompilerIsRefusedBeforeItComputes() async throws {
    let plan = try await run("plan", "squares", "--format", "json", in: "home")
    #expect(plan.status == .fine)
    try Data(plan.output.utf8).write(to: folder.appending(path: "plan.json"))
    let arguments = ["run", "squares", "--shard", "number=2,seed=1", "--plan", "../plan.json"]
    let refused = try await run(
      arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5], in: "away",
      compiler: "Swift 7")
    #expect(refused.status == .usage)
    #expect(refused.errors.contains("other here than there: the compiler"))
    let list = try await run("list", "--costly", in: "away", compiler: "Swift 7")
    #expect(
      list.output.contains("0 of 4 shards kept")
        && list.output.contains("\n  number 2: seeds 1 and 2 missing\n"))
    let all = try await run("list", "--costly", "--shards", in: "away", compiler: "Swift 7")
    #expect(all.output.contains("missing number=2,seed=1"))
    let taken = try await run(
      arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5], in: "away")
    #expect(taken.status == .fine)
  }

  @Test func aPlanNamesEveryShardOnce() async throws {
    for (format, files) in [
      ("snakemake", ["Snakefile", "plan.json"]), ("slurm", ["plan.json", "shards.list", "shards.sh"]),
    ] {
      let made = try await run("plan", "squares", "--format", format, "--output", format, in: "home")
      #expect(made.status == .fine && made.output.contains("4 shards"))
      let written = folder.appending(path: "home/\(format)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: written.path).sorted() == files)
    }
    let list = try String(contentsOf: folder.appending(path: "home/slurm/shards.list"), encoding: .utf8)
    #expect(list.contains("'squares number=3,seed=2 squares-number-3-seed-2'"))
    _ = try await run("run", "squares", "--shard", "number=2", in: "home")
    let rest = try await run("plan", "squares", "--format", "slurm", "--missing", in: "home")
    #expect(rest.output.contains("2 shards"))
  }

  @Test func failuresAndMistakesHaveCodesOfTheirOwn() async throws {
    let failed = try await run("run", "squares", "--shard", "number=10,seed=1", in: "home", numbers: [2, 10])
    #expect(failed.status == .failure && failed.errors.contains("TooLarge"))
    let unknown = try await run("run", "squares", "--shard", "number=4", in: "home")
    #expect(unknown.status == .usage && unknown.errors.contains("it has number=2,seed=1; number=2,seed=2"))
    let malformed = try await run("run", "squares", "--shard", "two", in: "home")
    #expect(malformed.status == .usage && malformed.errors.contains("name=value"))
    let nowhere = try await run("run", "circles", "--shard", "number=2", in: "home")
    #expect(nowhere.status == .usage || nowhere.status == .failure)
  }
}
