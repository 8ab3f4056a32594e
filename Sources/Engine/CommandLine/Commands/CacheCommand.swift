import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import Foundation
import Support

struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "Look after the store of results: check it, tidy it, take it elsewhere.",
    subcommands: [
      CacheVerifyCommand.self, CacheCollectCommand.self, CacheExportCommand.self, CacheMergeCommand.self,
    ])
}

struct CacheVerifyCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "verify", "Read every stored value and compare it with its digest.",
      """
      Exits with 1 where something is damaged. A build drops what is damaged and computes it again.
      """,
      examples: "cache verify")
  }

  func run(in context: CommandContext) async throws {
    let project = try context.project()
    guard let store = try Store.reader(for: project) else {
      return context.console.say("nothing is stored yet")
    }
    let health = try store.health()
    context.console.say(
      [
        Wording.count(health.runs, "run"), Wording.count(health.values, "value"),
        Wording.count(health.checkpoints, "checkpoint"), Wording.count(health.pages, "page"),
        Wording.megabytes(health.bytes),
      ].joined(separator: ", "))
    for problem in health.fileProblems {
      context.console.complain("error: \(project.database.path): \(problem)")
    }
    for digest in health.damaged { context.console.complain("error: \(digest.prefix(12)) is damaged") }
    guard health.isWhole else { throw CommandStatus.failure }
    context.console.say("every digest right")
  }
}

struct CacheCollectCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "gc", "Drop what no cell of the book needs any more.",
      """
      Keeps the current value of every cell, the latest one where none is current, and checkpoints that a build
      would resume. The next build renders all pages again.
      """,
      examples: "cache gc")
  }

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let reading = try context.reading(of: book)
    let store = try Store.writer(for: book.project) {
      context.console.complain("warning: " + Wording.text($0))
    }
    defer { store.endWriting() }
    var keys: Set<String> = []
    for scale in [Scale.paper, .quick] {
      let plan = try book.plan(of: reading.cells, scale: scale, store: store)
      keys.formUnion(plan.cells.compactMap(\.key) + plan.cells.compactMap(\.checkpointKey))
    }
    let sizes = try store.collectGarbage(keeping: keys, cells: Set(reading.cells.map(\.id)))
    context.console.say("\(Wording.megabytes(sizes.before)) before, \(Wording.megabytes(sizes.after)) after")
  }
}

struct CacheExportCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "export", "Write stored results and checkpoints to a file for another machine.",
      examples: "cache export results.sqlite", "cache export training.sqlite --cell trainings")
  }

  @Argument(help: "The file to write.", completion: .file())
  var file: String
  @Option(help: "Only this cell's. May be repeated.", completion: .cells)
  var cell: [String] = []

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    try book.check(cell)
    guard let store = try Store.reader(for: book.project) else {
      context.console.complain("error: nothing is stored yet: run `\(context.description.name) build` first")
      throw CommandStatus.failure
    }
    let target = URL(fileURLWithPath: file, relativeTo: context.directory)
    let counts = try store.export(to: target, cells: cell.isEmpty ? nil : Set(cell))
    context.console.say("\(target.path): \(Wording.text(counts))")
  }
}

struct CacheMergeCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "merge", "Add the results, shards and checkpoints of exported files to this store.",
      """
      Values are checked against their digests, and keys against what they were made of. What is here already stays;
      of two checkpoints of one run the later one. A run counts only where its code, data and settings are those here.
      That it computed the value that stands in the file is believed: `audit` computes all of them again.
      """,
      examples: "cache merge training.sqlite && \(BookDescription.current.name) run trainings")
  }

  @Argument(
    help: "Files that `cache export` or `run --export` wrote, taken one after the other.", completion: .file()
  )
  var files: [String]

  func run(in context: CommandContext) async throws {
    let project = try context.project()
    let store = try Store.writer(for: project) { context.console.complain("warning: " + Wording.text($0)) }
    defer { store.endWriting() }
    var sum = ExchangeCounts()
    for file in files {
      let counts = try store.merge(URL(fileURLWithPath: file, relativeTo: context.directory))
      sum.runs += counts.runs
      sum.values += counts.values
      sum.shards += counts.shards
      sum.checkpoints += counts.checkpoints
    }
    context.console.say("added \(Wording.text(sum))")
  }
}

extension Wording {
  static func text(_ counts: ExchangeCounts) -> String {
    let shards = counts.shards > 0 ? ", \(count(counts.shards, "shard"))" : ""
    return
      "\(count(counts.runs, "run")), \(count(counts.values, "value"))\(shards), \(count(counts.checkpoints, "checkpoint"))"
  }

  /// Such as `12.3 MB`.
  package static func megabytes(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) / 1e6) }
}
