import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

/// What a process that runs cells is told of one of them. The values that it reads follow as bytes.
struct CellTask: Codable, Sendable {
  /// As the chapter has it.
  var cell: Cell
  /// Of the code that the build knows: the process must have no other.
  var codeDigest: String
  /// Of the cells whose values follow, in their order.
  var reads: [String]
  var scale: Scale
  var seed: UInt64
  var isQuick: Bool
  var ingredients: [Ingredient]
  /// Whether its shards are to be computed again.
  var isRequested: Bool
  var dataSets: [Place]
  var threads: Int?
  /// Where values and checkpoints are kept.
  var store: URL
  var environment: RunEnvironment

  /// A data set on disk.
  struct Place: Codable, Sendable {
    var name: String
    var directory: URL
    var digest: String
  }
}

/// What such a process says.
enum WorkerMessage: Codable, Sendable {
  /// The cell's own code begins.
  case started
  case progressed(fraction: Double, what: String)
  /// The bytes of the value follow.
  case done(Run)
  case failed(Diagnostic)
  /// The store failed, not the cell.
  case storeFailed(StoreError)
}

/// Stands in a worker's output behind what a cell printed.
let endOfOutput = "\u{0}end of the cell's output"
