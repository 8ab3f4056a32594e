import BookEvaluation
import CellKit
import Foundation
import Support

/// What other machines need in order to compute the shards of some cells: which there are, under which keys, and by which
/// command.
struct ClusterPlan: Codable, Equatable {
  struct Cell: Codable, Equatable {
    var id: String
    var shards: [Shard]
  }

  struct Shard: Codable, Equatable {
    /// The settings that tell it from the others: what `run --shard` takes.
    var label: String
    /// Of its files: letters, digits, dots and dashes only.
    var name: String
    /// Its key on the machine that merges, so that another one can say what differs.
    var expected: ExpectedShard

    init(_ state: ShardState, of cell: String) {
      label = state.label
      name = cell + "-" + String(state.label.map { $0.isLetter || $0.isNumber || $0 == "." ? $0 : "-" })
      expected = state.expected
    }
  }

  /// The folder of the book on the machine that made the plan.
  var book: String
  /// The book's command, in that folder.
  var command: String
  var scale: Scale
  /// For each shard: cores, memory in MB, minutes.
  var threads: Int
  var memory: Int
  var minutes: Int
  var cells: [Cell]

  /// - Throws: the file system's error, or that of JSON.
  static func read(_ file: URL) throws -> ClusterPlan {
    try JSONDecoder().decode(ClusterPlan.self, from: Data(contentsOf: file))
  }

  /// The keys of a cell's shards, by label.
  func expected(of cell: String) -> [String: ExpectedShard] {
    let shards = cells.first { $0.id == cell }?.shards ?? []
    return Dictionary(shards.map { ($0.label, $0.expected) }, uniquingKeysWith: { first, _ in first })
  }

  var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
      return try encoder.encode(self) + Data("\n".utf8)
    }
  }

  /// The settings of `shards.sh`, as Bash reads them.
  var shellList: String {
    func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "'\\''") + "'" }
    let shards = cells.flatMap { cell in cell.shards.map { quoted("\(cell.id) \($0.label) \($0.name)") } }
    return """
      # Read by shards.sh.
      book=\(quoted(book))
      command=\(quoted(command))
      scale=\(scale.rawValue) threads=\(threads) memory=\(memory) minutes=\(minutes)
      cells=(\(cells.map { quoted($0.id) }.joined(separator: " ")))
      shards=(
      \(shards.map { "  " + $0 }.joined(separator: "\n"))
      )

      """
  }
}
