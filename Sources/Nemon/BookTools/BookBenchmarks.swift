import BookEvaluation
import BookStore
import CellKit
import ChapterSyntax
import ExecutableBook
import Foundation
import Support

/// What a reader waits for when nothing is to be computed.
enum BookBenchmarks {
  /// From the stored results to both PNG files and the CSV of the book's first figure, in this process; nil where its
  /// results are not there.
  static func drawing(_ book: Book) throws -> Benchmark? {
    guard let id = try book.read().cells.first(where: { $0.kind == .figure })?.id,
      let store = try Store.reader(for: book.project)
    else { return nil }
    do {
      return try Benchmark(
        name: "figure_drawing_seconds", what: "\(id), light and dark, from stored results", repetitions: 5,
        threads: 1
      ) {
        let figure = try book.draw(id, scale: .paper, store: store).figure
        _ = try (figure.light.load(), figure.dark.load(), figure.csv.load())
      }
    } catch FigureDrawingError.needsResults {
      return nil
    }
  }

  /// A build with nothing to do, in this process; nil where there is something to do.
  static func build(_ book: Book, in context: CommandContext) throws -> Benchmark? {
    let build = BookBuild(
      book: book,
      request: BuildRequest(execution: .run(jobs: ProcessInfo.processInfo.activeProcessorCount)),
      render: context.renderer(for: book))
    guard try build.unchanged() != nil else { return nil }
    return try Benchmark(
      name: "unchanged_build_seconds", what: "a build that finds nothing to do", repetitions: 5, threads: 1
    ) { _ = try build.unchanged() }
  }
}
