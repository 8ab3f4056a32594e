import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import Foundation
import Support

struct FigureCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "figure", "Draw one figure again from its stored results.",
      """
      Computes nothing but the drawing. At paper scale it writes figures/ID.png, ID-dark.png and ID.csv,
      except where the figure shows a measurement, which would differ every time.
      """,
      examples: "figure fig-volumes", "figure fig-volumes --scale quick --to drawings")
  }

  @Argument(help: "The figure's id, such as fig-volumes.")
  var id: String
  @OptionGroup var scale: ScaleOption
  @Option(
    help:
      "The folder to write to. Default: figures/; the hidden folder at quick scale and for measurements.")
  var to: String?

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let store = try Store.reader(for: book.project)
    let drawing = try context.rebuilding { try book.draw(id, scale: scale.scale, store: store) }
    let folder =
      to.map { URL(fileURLWithPath: $0, relativeTo: context.directory) }
      ?? standardFolder(book.project, drawing)
    let written = try FigureFolder(folder).write(drawing.figure, of: id)
    let path = folder.appending(path: "\(id).png").path
    let size = "\(drawing.figure.width) x \(drawing.figure.height) px"
    context.console.say("\(path) (\(size))\(written.isEmpty ? ", unchanged" : "")")
    if !drawing.staleInputs.isEmpty {
      context.console.complain(
        "warning: it shows outdated values: \(drawing.staleInputs.joined(separator: ", "))")
    }
  }

  private func standardFolder(_ project: ProjectPaths, _ drawing: FigureDrawing) -> URL {
    scale.scale == .paper && !drawing.isMeasured ? project.figures : project.store.appending(path: "figures")
  }
}
