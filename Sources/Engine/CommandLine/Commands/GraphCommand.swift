import ArgumentParser
import BookEvaluation
import BookSite
import CellKit
import ChapterSyntax
import Foundation

struct GraphCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "graph", "Print which cell reads which result.",
      examples: "graph --format dot | dot -Tsvg > graph.svg")
  }

  enum Format: String, ExpressibleByArgument, CaseIterable { case dot, json }

  @Option(help: "The format: dot (Graphviz) or json.")
  var format: Format = .dot

  func run(in context: CommandContext) async throws {
    let cells = try context.reading(of: try context.book()).cells
    switch format {
    case .dot: context.console.say(Self.dot(cells))
    case .json:
      let nodes = cells.map {
        Node(
          id: $0.id, kind: $0.kind, chapter: $0.planned.chapter, reads: $0.compiled.reads,
          dataSets: $0.compiled.dataSets)
      }
      try printJSON(nodes, context.console)
    }
  }

  struct Node: Encodable {
    var id: String
    var kind: CellKind
    var chapter: String
    var reads: [String]
    var dataSets: [String]
  }

  private static func dot(_ cells: [BookCell]) -> String {
    func quoted(_ text: String) -> String { "\"\(text.replacing("\"", with: "\\\""))\"" }
    var lines = ["digraph book {", "  rankdir=LR;"]
    for cell in cells {
      let shape =
        switch cell.kind {
        case .result: "box"
        case .claim: "hexagon"
        default: "ellipse"
        }
      lines.append("  \(quoted(cell.id)) [shape=\(shape)];")
      lines += (cell.compiled.reads + cell.compiled.dataSets).map { "  \(quoted($0)) -> \(quoted(cell.id));" }
    }
    return (lines + ["}"]).joined(separator: "\n")
  }
}
