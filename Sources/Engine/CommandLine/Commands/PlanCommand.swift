import ArgumentParser
import BookEvaluation
import CellKit
import ChapterSyntax
import Foundation
import Support

/// Who runs a plan.
enum PlanFormat: String, CaseIterable, ExpressibleByArgument {
  case snakemake, slurm, json
}

struct PlanCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "plan", "Write what a cluster needs in order to compute the shards of costly cells.",
      """
      A cell's shards, such as the trainings of a study, are computed by other machines one by one, in any order, and merged
      into the store of this one. The folder that is written holds plan.json, which names every shard and its key here, and
      what runs it: a Snakefile, or shards.sh for Slurm. A machine whose code, compiler or data would give a shard another key
      refuses to compute it.
      """,
      examples: "plan trainings --format snakemake && cd plan && snakemake --cores 4",
      "plan trainings --format slurm --minutes 600 && bash plan/shards.sh",
      "plan trainings --format json")
  }

  @Argument(help: "The ids of cells that have shards.", completion: .cells([.result]))
  var ids: [String]
  @Option(help: "Who runs the plan: \(PlanFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format: PlanFormat
  @Option(help: "The folder to write; json is printed.")
  var output = "plan"
  @OptionGroup var scale: ScaleOption
  @Option(help: "Cores for each shard.")
  var threads = 1
  @Option(help: "Memory for each shard, in MB.")
  var memory = 2000
  @Option(help: "Time for each shard, in minutes; what is not done by then goes on from its checkpoint.")
  var minutes = 480
  @Flag(help: "Leave out the shards that are kept here already.")
  var missing = false

  func validate() throws {
    if ids.isEmpty {
      throw ValidationError("Name at least one cell; `list --costly` shows those that have shards.")
    }
    if threads < 1 || memory < 1 || minutes < 1 {
      throw ValidationError("--threads, --memory and --minutes must be at least 1.")
    }
  }

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let work = CellWork(book, in: context, scale: scale.scale)
    let plan = ClusterPlan(
      book: book.project.root.path, command: book.project.name, scale: scale.scale, threads: threads,
      memory: memory, minutes: minutes,
      cells: try ids.map { id in
        let shards = try work.shards(of: id).filter { !missing || !$0.isKept }
        return ClusterPlan.Cell(id: id, shards: shards.map { ClusterPlan.Shard($0, of: id) })
      })
    if format == .json { return context.console.say(String(decoding: try plan.json, as: UTF8.self)) }
    let folder = URL(fileURLWithPath: output, isDirectory: true, relativeTo: context.directory)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var files = ["plan.json": try plan.json]
    if format == .snakemake {
      files["Snakefile"] = Data(PackageResources.Snakefile)
    } else {
      files["shards.sh"] = Data(PackageResources.shards_sh)
      files["shards.list"] = Data(plan.shellList.utf8)
    }
    for (name, data) in files { try data.write(to: folder.appending(path: name), options: .atomic) }
    let count = plan.cells.map(\.shards.count).reduce(0, +)
    context.console.say("\(folder.path): \(Wording.count(count, "shard"))")
  }
}
