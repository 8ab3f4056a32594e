import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import Foundation
import Support

extension Scale: ExpressibleByArgument {}

struct ScaleOption: ParsableArguments {
  @Option(help: "How much is computed: quick (for checking the book) or paper (for verdicts).")
  var scale: Scale = .paper
}

struct JobsOption: ParsableArguments {
  @Option(help: "How many cells run at a time. Values do not depend on it.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  func validate() throws {
    // Each has a process and a thread of its own.
    let most = max(256, ProcessInfo.processInfo.activeProcessorCount)
    if !(1...most).contains(jobs) { throw ValidationError("--jobs must be from 1 to \(most).") }
  }
}

/// A time with its unit: seconds, minutes or hours.
struct TimeLimit: ExpressibleByArgument {
  var duration: Duration

  init?(argument: String) {
    let units = ["s": 1.0, "m": 60, "h": 3600]
    let unit = argument.last.flatMap { units[String($0)] }
    guard let number = Double(unit == nil ? argument[...] : argument.dropLast()), number > 0, number < 1e8
    else { return nil }
    duration = .seconds(number * (unit ?? 1))
  }
}

/// Prints `value` for machines: sorted keys, one object.
package func printJSON(_ value: some Encodable, _ console: Console) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
  encoder.dateEncodingStrategy = .iso8601
  console.say(String(decoding: try encoder.encode(value), as: UTF8.self))
}

extension Book {
  /// - Throws: ``UnknownCell`` where the chapters have no cell of one of the `ids`, compiled or not; ``AuthoringError``.
  func check(_ ids: [String]) throws {
    let known = try readUncompiled().cells.map(\.id)
    if let unknown = ids.first(where: { !known.contains($0) }) {
      throw UnknownCell(id: unknown, known: known)
    }
  }
}

extension CommandContext {
  /// Runs `body` with its progress on the console. Ctrl-C ends it in order.
  func withProgress<Value>(
    _ book: Book, _ detail: ProgressView.Detail = .normal,
    _ body: (Interruption, @escaping (BuildEvent) -> Void) throws -> Value
  ) throws -> Value {
    let progress = ProgressView(console, detail, root: book.project.root)
    let interruption = InterruptionOnSignal()
    defer { progress.clear() }
    return try interruption.watching {
      try rebuilding { try body(interruption.interruption, progress.show) }
    }
  }

  /// Reads the chapters for a command that runs nothing: it compiles nothing either.
  func reading(of book: Book) throws -> PlannedBook { try book.readUncompiled() }

  /// One cell as a build would find it, for a command that runs nothing.
  /// - Throws: ``UnknownCell``.
  func plan(of id: String, scale: Scale) throws -> (cell: CellPlan, store: Store?) {
    let book = try book()
    let cells = try reading(of: book).cells
    let store = try Store.reader(for: book.project)
    guard let plan = try book.plan(of: cells, scale: scale, store: store)[id] else {
      throw UnknownCell(id: id, known: cells.map(\.id))
    }
    return (plan, store)
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

extension CellPlan {
  /// What the cell computed last at a scale, current or not.
  func lastValue(at scale: Scale, in store: Store?) -> StoredBytes? {
    value?.json ?? lastRun.flatMap { $0.scale == scale ? store?.bytes($0.value) : nil }
  }
}
