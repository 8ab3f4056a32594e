import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import Foundation
import Support

struct RunCommand: BookCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Compute one cell and what it rests on, and nothing else.",
    discussion: """
      Cells that cost hours run too, if they are not current, and go on where they were interrupted. Nothing is rendered.

      Examples:
        nemon-book run mnist-sweep
        nemon-book run cifar-paper-trainings && nemon-book freeze cifar-paper-trainings
      """)

  @Argument(help: "The cell's id.")
  var id: String
  @OptionGroup var scale: ScaleOption

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let known = book.compiled.chapters.flatMap(\.cells).map(\.id)
    guard known.contains(id) else { throw UnknownCell(id: id, known: known) }
    let progress = ProgressView(context.console, .normal, root: book.project.root)
    let interruption = InterruptionOnSignal()
    let build = BookBuild(
      book: book,
      request: BuildRequest(scale: scale.scale, execution: .run(jobs: 1), affordable: Set(known)),
      interruption: interruption.interruption, render: SiteRendering.renderer(for: book),
      report: progress.show)
    defer { progress.clear() }
    let evaluation = try interruption.watching { try context.rebuilding { try build.run(only: id) } }
    progress.clear()
    guard let outcome = evaluation[id], outcome.value != nil else {
      throw CommandStatus.failure
    }
    context.console.say("\(id): \(outcome.state == .computed ? "computed" : "is current")")
  }
}
