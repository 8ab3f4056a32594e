import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import Foundation
import Support

struct RunCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "run", "Compute one cell and what it rests on, or some of its shards, and nothing else.",
      """
      Cells that cost hours run too, if they are not current, and go on where they were interrupted. Nothing is rendered.

      Exit codes with --shard: 0 computed, or kept already, and exported; 1 failed and 130 interrupted: to be run again, which
      goes on from the checkpoint; 2 refused: there is no such shard, its key here is not the one of --plan, or what it rests on is
      missing.
      """,
      examples: "run trainings && \(BookDescription.current.name) freeze trainings",
      "run trainings --shard lambda=1e-3,seed=2",
      "run trainings --shard seed=2 --store scratch --export seed-2.sqlite",
      "run trainings --from-shards")
  }

  @Argument(help: "The cell's id.", completion: .cells)
  var id: String
  @OptionGroup var scale: ScaleOption
  @Option(help: "Only the shards with these settings, such as lambda=1e-3,seed=2.")
  var shard: String?
  @Option(
    help: "Keep and look for results in this folder instead of the book's own store.", completion: .directory)
  var store: String?
  @Option(help: "Write the shards to this file, for `cache merge` on another machine.", completion: .file())
  var export: String?
  @Option(
    help: "Refuse a shard whose key is not the one in this file, which `plan` wrote.", completion: .file())
  var plan: String?
  @Option(help: "Threads that the cell's shards may use together. Values do not depend on it.")
  var threads: Int = ProcessInfo.processInfo.activeProcessorCount
  @Flag(help: "Compute no shard: put the value together from those that are kept, or say which are missing.")
  var fromShards = false

  func validate() throws {
    if let shard, ShardSelection(shard) == nil {
      throw ValidationError("--shard takes name=value, separated by commas, such as lambda=1e-3,seed=2.")
    }
    if shard == nil && (export != nil || plan != nil) {
      throw ValidationError("--export and --plan go with --shard.")
    }
    if shard != nil && fromShards { throw ValidationError("Give --shard or --from-shards, not both.") }
    if threads < 1 { throw ValidationError("--threads must be at least 1.") }
  }

  func run(in context: CommandContext) async throws {
    var book = try context.book()
    if book.compilerCommands == nil {
      context.console.complain(
        "warning: this program does not lie where it was compiled, so the compilers' flags are unknown: what it computes has "
          + "other keys than with \(context.description.name)")
    }
    if let store {
      book.project.store =
        URL(fileURLWithPath: store, isDirectory: true, relativeTo: context.directory)
        .standardizedFileURL
    }
    let work = CellWork(book, in: context, scale: scale.scale, threads: threads)
    if let selection = shard.flatMap({ ShardSelection($0) }) { return try compute(selection, work, context) }
    if fromShards { try requireAllShards(work, context) }
    let evaluation = try work.evaluation(of: id)
    guard let outcome = evaluation[id], let value = outcome.value, outcome.isFinished else {
      throw CommandStatus.failure
    }
    let digest = value.json.map { ", value \($0.digest.prefix(12))" } ?? ""
    context.console.say("\(id): \(outcome.state == .computed ? "computed" : "is current")\(digest)")
  }

  private func requireAllShards(_ work: CellWork, _ context: CommandContext) throws {
    let shards = try work.shards(of: id)
    let missing = shards.filter { !$0.isKept }.map(\.label)
    guard missing.isEmpty else {
      context.console.complain(
        "error: \(id): \(shards.count - missing.count) of \(shards.count) shards are here; missing: "
          + missing.joined(separator: "; "))
      throw CommandStatus.failure
    }
  }

  private func compute(_ selection: ShardSelection, _ work: CellWork, _ context: CommandContext) throws {
    let file = plan.map { URL(fileURLWithPath: $0, relativeTo: context.directory) }
    let expected = try file.map { try plan(in: $0).expected(of: id) } ?? [:]
    let done: ComputedShards
    do {
      done = try work.compute(selection, of: id, expected: expected)
    } catch let mismatch as ShardMismatch {
      context.console.complain("error: \(id), shard \(mismatch.label): \(Self.text(mismatch))")
      throw CommandStatus.usage
    }
    guard !done.chosen.isEmpty else {
      let labels = try work.shards(of: id).map(\.label)
      context.console.complain(
        labels.isEmpty
          ? "error: \(id) has no shards"
          : "error: \(id) has no such shard; it has \(labels.joined(separator: "; "))")
      throw CommandStatus.usage
    }
    for label in done.chosen {
      context.console.say("\(id), \(label): \(done.computed.contains(label) ? "computed" : "is kept")")
    }
    guard let export, let store = try Store.reader(for: work.book.project) else { return }
    let target = URL(fileURLWithPath: export, relativeTo: context.directory)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    let counts = try store.export(to: target, shards: done.keys)
    context.console.say("\(target.path): \(Wording.text(counts))")
  }

  private func plan(in file: URL) throws -> ClusterPlan {
    do {
      return try ClusterPlan.read(file)
    } catch {
      throw ValidationError("\(file.path) cannot be read as a plan: write it by `plan`.")
    }
  }

  private static func text(_ mismatch: ShardMismatch) -> String {
    let causes =
      mismatch.reasons.isEmpty
      ? "its settings or its images are others here"
      : "other here than there: " + Wording.things(mismatch.reasons)
    return "its value would be of no use to the machine that made the plan; \(causes)"
  }
}
