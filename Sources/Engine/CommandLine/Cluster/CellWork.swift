import BookEvaluation
import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

/// Computes one cell or its shards for a command, which shows the progress and can be interrupted.
struct CellWork {
  let book: Book
  private let context: CommandContext
  private let scale: Scale
  private let threads: Int?

  init(_ book: Book, in context: CommandContext, scale: Scale, threads: Int? = nil) {
    (self.book, self.context, self.scale, self.threads) = (book, context, scale, threads)
  }

  /// The cell's value, and what it rests on, whatever that costs.
  func evaluation(of id: String) throws -> Evaluation {
    let all = Set(book.compiled.chapters.flatMap(\.cells).map(\.id))
    return try watched(id, affordable: all) { try $0.run(only: id) }
  }

  /// The cell's shards, in its order.
  /// - Throws: ``ShardsUnavailable``, which a command that was asked for these shards refuses.
  func shards(of id: String) throws -> [ShardState] {
    try requireShards(id)
    guard let shards = try watched(id, affordable: [id], { try $0.shards(of: id) }) else {
      throw CommandStatus.failure
    }
    return shards
  }

  /// Computes the selected shards as far as they are not kept.
  func compute(
    _ selection: ShardSelection, of id: String, expected: [String: ExpectedShard]
  ) throws -> ComputedShards {
    try requireShards(id)
    let done = try watched(id, affordable: [id]) { try $0.compute(selection, of: id, expected: expected) }
    guard let done else { throw CommandStatus.failure }
    return done
  }

  /// A cell that does not ask for shards would run, for hours perhaps.
  private func requireShards(_ id: String) throws {
    try book.check([id])
    guard try context.reading(of: book).cells.first(where: { $0.id == id })?.planned.readsCell != true else {
      return
    }
    context.console.complain("error: \(id) has no shards; `list --costly` shows the cells that have")
    throw CommandStatus.usage
  }

  /// - Parameter affordable: the costly cells that may run. Shards are what is shared out: no machine computes other hours first.
  private func watched<Value>(
    _ id: String, affordable: Set<String>, _ body: (BookBuild) throws -> Value
  ) throws -> Value {
    try book.check([id])
    var request = BuildRequest(scale: scale, execution: .run(jobs: 1), affordable: affordable)
    request.threads = threads
    return try context.withProgress(book) {
      try body(
        BookBuild(
          book: book, request: request, interruption: $0, render: context.renderer(for: book), report: $1))
    }
  }
}
