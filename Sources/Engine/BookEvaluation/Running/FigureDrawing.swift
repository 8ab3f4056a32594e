import BookStore
import CellKit
import ChapterSyntax
import Digests
import Foundation

/// Why a figure cannot be drawn.
package enum FigureDrawingError: Error, Equatable, Sendable {
  /// `known`: the ids of all figures.
  case unknownFigure(id: String, known: [String])
  /// These results are outdated or were never computed.
  case needsResults(figure: String, results: [String])
}

/// One figure, drawn from stored results.
package struct FigureDrawing: Sendable {
  package var figure: Figure
  /// Ids of the stale results that it shows.
  package var staleInputs: [String]
  /// Whether it shows a measurement, which differs from run to run.
  package var isMeasured: Bool
}

extension Book {
  /// Draws the figure `id` from the results in `store`; computes nothing else, and stores nothing.
  /// - Throws: ``FigureDrawingError``, ``AuthoringError``, ``CodeDifference``, ``StoreError``, what the
  ///   cell throws.
  package func draw(_ id: String, scale: Scale, store: Store?) throws -> FigureDrawing {
    let reading = try read()
    guard let cell = reading[id], cell.kind == .figure else {
      let known = reading.cells.filter { $0.kind == .figure }.map(\.id)
      throw FigureDrawingError.unknownFigure(id: id, known: known)
    }
    var evaluator = try evaluator(
      of: reading.cells(below: id), BuildRequest(scale: scale, execution: .never, recompute: [id]),
      store: store)
    let outcomes = try evaluator.evaluate().outcomes
    let lacking = reading.cells(below: id).dropLast().filter { cell in
      guard let outcome = outcomes[cell.id], outcome.value != nil else { return true }
      return outcome.state == .stale && !cell.costsHours
    }
    guard lacking.isEmpty, let plan = evaluator.plan[id] else {
      throw FigureDrawingError.needsResults(figure: id, results: lacking.map(\.id))
    }
    let product = try evaluator.job(for: plan).run()
    let figure = product.run.figure.flatMap { text in
      Figure(text: text) { digest in
        StoredBytes(digest: digest) { product.blobs.first { SHA256.hex($0) == digest } ?? Data() }
      }
    }
    guard let figure else { throw FigureDrawingError.unknownFigure(id: id, known: []) }
    return FigureDrawing(
      figure: figure, staleInputs: plan.marks.staleInputs, isMeasured: plan.marks.isMeasured)
  }
}
