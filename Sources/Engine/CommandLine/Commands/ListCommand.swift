import ArgumentParser
import BookEvaluation
import CellKit
import ChapterSyntax
import Foundation

struct ListCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "list", "List the cells of the book, and the shards of the costly ones.",
      examples: "list",
      "list --costly    what takes hours, its shards, and which of these are kept here",
      "list --json")
  }

  @Flag(help: "Only cells that cost hours, with their shards.")
  var costly = false
  @OptionGroup var scale: ScaleOption
  @Flag(help: "Print JSON.")
  var json = false

  private struct Entry: Encodable {
    var id: String
    var kind: CellKind
    var chapter: String
    var costsHours: Bool
    var shards: [ShardState]?
  }

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let reading = try context.reading(of: book)
    let work = CellWork(book, in: context, scale: scale.scale)
    let cells = reading.cells.filter { $0.kind != .inline && (!costly || $0.costsHours) }
    let entries = try cells.sorted { $0.location < $1.location }.map { cell in
      Entry(
        id: cell.id, kind: cell.kind, chapter: cell.planned.chapter, costsHours: cell.costsHours,
        shards: costly && cell.planned.readsCell ? try work.shards(of: cell.id) : nil)
    }
    if json { return try printJSON(entries, context.console) }
    for entry in entries {
      let cost = entry.costsHours && !costly ? ", takes hours" : ""
      context.console.say(
        "\(entry.chapter): \(entry.kind.rawValue) \(entry.id)\(cost)\(Self.text(entry.shards))")
    }
    if entries.isEmpty { context.console.say("no cell costs hours") }
  }

  private static func text(_ shards: [ShardState]?) -> String {
    guard let shards, !shards.isEmpty else { return "" }
    let lines = shards.map { "  \($0.isKept ? "kept   " : "missing") \($0.label)" }
    return ([", \(shards.count { $0.isKept }) of \(Wording.count(shards.count, "shard")) kept"] + lines)
      .joined(separator: "\n")
  }
}
