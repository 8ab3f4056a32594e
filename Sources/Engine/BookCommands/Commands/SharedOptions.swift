import ArgumentParser
import BookEvaluation
import CellKit
import Foundation

extension Scale: ExpressibleByArgument {}

struct ScaleOption: ParsableArguments {
  @Option(help: "How much is computed: quick (for checking the book) or paper (for verdicts).")
  var scale: Scale = .paper
}

/// Prints `value` for machines: sorted keys, one object.
func printJSON(_ value: some Encodable, _ console: Console) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
  encoder.dateEncodingStrategy = .iso8601
  console.say(String(decoding: try encoder.encode(value), as: UTF8.self))
}

extension CommandContext {
  /// Reads the chapters; where the program was built from others, asks the wrapper for a new one.
  func reading(of book: Book) throws -> BookReading {
    try rebuilding { try book.read() }
  }

  /// - Throws: ``CommandStatus/rebuild`` instead of a `CodeDifference` where the wrapper can build again.
  func rebuilding<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let difference as CodeDifference {
      throw isWrapped ? CommandStatus.rebuild : difference
    }
  }
}
