import ArgumentParser
import BookEvaluation
import CellKit
import ChapterSyntax
import Foundation
import Support

struct ListCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "list", "List the cells of the book, and the shards of the costly ones.",
      examples: "list",
      "list --costly            what takes hours, and what of it is here",
      "list --costly --shards   every shard on a line",
      "list --json")
  }

  @Flag(help: "Only cells that cost hours, with their shards.")
  var costly = false
  @Flag(help: "With --costly, every shard on a line, also of frozen results.")
  var shards = false
  @OptionGroup var scale: ScaleOption
  @Flag(help: "Print JSON.")
  var json = false

  private struct Entry: Encodable {
    var id: String
    var kind: CellKind
    var chapter: String
    var costsHours: Bool
    /// Whether its value lies in `chapters/frozen`.
    var isFrozen: Bool
    var shards: [ShardState]?
    /// Why they are not known, where the cell asks for shards.
    var shardsUnknown: String?
  }

  func validate() throws {
    if shards && !costly { throw ValidationError("--shards goes with --costly.") }
  }

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let reading = try context.reading(of: book)
    let work = CellWork(book, in: context, scale: scale.scale)
    let cells = reading.cells.filter { $0.kind != .inline && (!costly || $0.costsHours) }
    let entries = try cells.sorted { $0.location < $1.location }.map { cell in
      let isFrozen = [true, false].contains {
        FileManager.default.fileExists(atPath: book.project.frozenValue(of: cell.id, isPacked: $0).path)
      }
      // Which shards there are is known once what they rest on has run.
      let listsShards = costly && cell.planned.readsCell && (shards || json || !isFrozen)
      var entry = Entry(
        id: cell.id, kind: cell.kind, chapter: cell.planned.chapter, costsHours: cell.costsHours,
        isFrozen: isFrozen)
      do {
        if listsShards { entry.shards = try work.shards(of: cell.id) }
      } catch let unavailable as ShardsUnavailable {
        entry.shardsUnknown = unavailable.reason
      } catch is UnreadableShards {
        entry.shardsUnknown = "their input is missing"
      }
      return entry
    }
    if json { return try printJSON(entries, context.console) }
    for entry in entries {
      let cost = entry.costsHours && !costly ? ", takes hours" : ""
      context.console.say(
        "\(entry.chapter): \(entry.kind.rawValue) \(entry.id)\(cost)\(costly && entry.isFrozen ? ", frozen" : "")"
          + text(entry.shards) + (entry.shardsUnknown.map { ", shards not known: \($0)" } ?? ""))
    }
    if entries.isEmpty { context.console.say("no cell costs hours") }
  }

  private func text(_ list: [ShardState]?) -> String {
    guard let list, !list.isEmpty else { return "" }
    let lines =
      shards
      ? list.map { "\($0.isKept ? "kept   " : "missing") \($0.label)" }
      : ShardTable(list.map { ($0.label, $0.isKept) }).lines
    let head = ", \(list.count { $0.isKept }) of \(Wording.count(list.count, "shard")) kept"
    return ([head] + lines.map { "  " + $0 }).joined(separator: "\n")
  }
}
