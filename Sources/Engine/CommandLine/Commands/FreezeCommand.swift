import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

struct FreezeCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "freeze", "Keep a costly result's current value in chapters/frozen, to be committed.",
      examples: "run sweep && \(BookDescription.current.name) freeze sweep")
  }

  @Argument(help: "The result's id.", completion: .cells([.result]))
  var id: String

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let store = try Store.reader(for: book.project)
    let file = try context.rebuilding { try book.freeze(id, store: store) }
    context.console.say("chapters/frozen/\(file.lastPathComponent)")
  }
}
