import ArgumentParser
import BookEvaluation
import ChapterSyntax

/// The ids that a shell offers where a command takes one.
enum CompletedIDs {
  /// Of the command line that is being read.
  @TaskLocal static var context: CommandContext?

  /// None where the chapters cannot be read: a shell has no place for the reason.
  fileprivate static func all(_ kinds: [CellKind]) -> [String] {
    guard let context, let book = try? context.book(), let cells = try? context.reading(of: book).cells else {
      return []
    }
    return cells.filter { kinds.contains($0.kind) }.map(\.id)
  }
}

extension CompletionKind {
  /// Cells that have a value of their own.
  static var cells: CompletionKind { .cells([.result, .figure, .table, .claim]) }

  static func cells(_ kinds: [CellKind]) -> CompletionKind { .custom { _, _, _ in CompletedIDs.all(kinds) } }
}
