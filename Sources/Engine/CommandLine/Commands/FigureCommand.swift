import ArgumentParser
import BookEvaluation
import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Plotting
import Support

struct FigureCommand: BookCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      "figure", "Draw one figure again from its stored results.",
      """
      Computes nothing but the drawing. At paper scale it writes figures/ID.png, ID-dark.png and ID.csv,
      except where the figure shows a measurement, which would differ every time.

      With --format, --width, --height, --dpi, --dark or --output it writes one file instead: a PNG, an SVG, or
      a PDF for LaTeX, with its fonts. At another width the figure is laid out anew; text keeps its size.
      """,
      examples: "figure fig-volumes", "figure fig-volumes --scale quick --to drawings",
      "figure fig-volumes --format pdf --width 3.25in --output volumes.pdf",
      "figure fig-volumes --dpi 600 --output volumes.png")
  }

  @Argument(help: "The figure's id, such as fig-volumes.", completion: .cells([.figure]))
  var id: String
  @OptionGroup var scale: ScaleOption
  @Option(
    help:
      "The folder to write to. Default: figures/; the hidden folder at quick scale and for measurements.")
  var to: String?
  @Option(help: "The form: png, svg or pdf. Default: that of the file's name, or png.")
  var format: FigureOutput.Format?
  @Option(help: "The width, such as 3.25in, 84mm, 240pt or 312px. Default: the figure's own.")
  var width: FigureLength?
  @Option(help: "The height. Default: as the figure's proportions ask for.")
  var height: FigureLength?
  @Option(help: "The pixels an inch of a PNG. Default: 192.")
  var dpi: Double?
  @Flag(help: "Draw for a dark background.")
  var dark = false
  @Option(name: [.short, .long], help: "The file to write. Default: ID.png, ID.svg or ID.pdf here.")
  var output: String?

  private var drawsOneFile: Bool {
    format != nil || width != nil || height != nil || dpi != nil || dark || output != nil
  }

  func validate() throws {
    if to != nil && drawsOneFile { throw ValidationError("--to goes with --scale only: give --output FILE.") }
    if let dpi, !(1...4800).contains(dpi) { throw ValidationError("--dpi must be from 1 to 4800.") }
  }

  func run(in context: CommandContext) async throws {
    let book = try context.book()
    let store = try Store.reader(for: book.project)
    if drawsOneFile { return try drawFile(book, store, context) }
    let drawing = try context.rebuilding { try book.draw(id, scale: scale.scale, store: store) }
    let folder =
      to.map { URL(fileURLWithPath: $0, relativeTo: context.directory) }
      ?? standardFolder(book.project, drawing)
    let written = try FigureFolder(folder).write(drawing.figure, of: id)
    let path = folder.appending(path: "\(id).png").path
    let size = "\(drawing.figure.width) x \(drawing.figure.height) px"
    context.console.say("\(path) (\(size))\(written.isEmpty ? ", unchanged" : "")")
    warn(of: drawing, context)
  }

  private func drawFile(_ book: Book, _ store: Store?, _ context: CommandContext) throws {
    let named = output.flatMap { FigureOutput.Format(rawValue: ($0 as NSString).pathExtension.lowercased()) }
    let form = FigureOutput(
      format ?? named ?? .png, width: width?.pixels, height: height?.pixels, pixelsPerInch: dpi ?? 192)
    let drawing = try FigureOutput.$requested.withValue(form) {
      try context.rebuilding { try book.draw(id, scale: scale.scale, store: store) }
    }
    let file = URL(
      fileURLWithPath: output ?? "\(id).\(form.format.rawValue)", relativeTo: context.directory)
    let isNew = try (dark ? drawing.figure.dark : drawing.figure.light).load().writeIfDifferent(to: file)
    context.console.say("\(file.path)\(isNew ? "" : " (unchanged)")")
    warn(of: drawing, context)
  }

  private func warn(of drawing: FigureDrawing, _ context: CommandContext) {
    if drawing.staleInputs.isEmpty { return }
    context.console.complain(
      "warning: it shows outdated values: \(drawing.staleInputs.joined(separator: ", "))")
  }

  private func standardFolder(_ project: ProjectPaths, _ drawing: FigureDrawing) -> URL {
    scale.scale == .paper && !drawing.isMeasured ? project.figures : project.store.appending(path: "figures")
  }
}

extension FigureOutput.Format: ExpressibleByArgument {}

/// A length with its unit.
struct FigureLength: ExpressibleByArgument {
  /// 96 an inch.
  var pixels: Double

  init?(argument: String) {
    let perInch = ["in": 1.0, "cm": 2.54, "mm": 25.4, "pt": 72, "px": 96]
    guard let parts = perInch[String(argument.suffix(2))], let number = Double(argument.dropLast(2)),
      number > 0, number.isFinite
    else { return nil }
    pixels = 96 * number / parts
  }
}
