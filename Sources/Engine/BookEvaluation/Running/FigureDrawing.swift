import BookStore
import CellKit
import ChapterSyntax
import Foundation

/// One figure, drawn from stored results.
package struct FigureDrawing: Sendable {
  package var record: FigureRecord
  package var files: FigureFiles
  /// Ids of the stale results that it shows.
  package var staleInputs: [String]
  /// Whether it shows a measurement, which differs from run to run.
  package var isMeasured: Bool
}

/// Why a figure cannot be drawn.
package enum FigureDrawingError: Error, Equatable, Sendable {
  /// `known`: the ids of all figures.
  case unknownFigure(id: String, known: [String])
  /// These results are outdated or were never computed.
  case needsResults(figure: String, results: [String])
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
    let appraiser = try appraiser(scale: scale, store: store)
    var evaluator = Evaluator(
      cells: reading.cells(below: id).dropLast(), appraiser: appraiser, dataSets: [],
      execution: .never, environment: environment)
    let results = try evaluator.evaluate().outcomes
    let lacking = reading.cells(below: id).dropLast().filter { cell in
      guard let outcome = results[cell.id], outcome.content != nil else { return true }
      return outcome.state == .stale && !cell.costsHours
    }
    guard lacking.isEmpty else {
      throw FigureDrawingError.needsResults(figure: id, results: lacking.map(\.id))
    }
    let inputs = evaluator.inputs(of: cell)
    let keyed = appraiser.keyed(cell, inputs: inputs)
    let job = CellJob(
      keyed: keyed, inputs: inputs, scale: scale, seed: appraiser.recipe.seed(of: id), dataSets: [],
      checkpoint: .none, progress: CellProgress { _, _ in }, environment: environment.value)
    return try drawing(job.run(), keyed)
  }

  private func drawing(_ product: CellJob.Product, _ keyed: KeyedCell) throws -> FigureDrawing {
    guard let record = product.run.figure else {
      throw FigureDrawingError.unknownFigure(id: keyed.cell.id, known: [])
    }
    func bytes(_ index: Int, _ digest: String) -> StoredBytes {
      StoredBytes(digest: digest) { product.blobs[index] }
    }
    let files = FigureFiles(
      width: record.width, height: record.height, lightPNG: bytes(0, record.lightPNG),
      darkPNG: bytes(1, record.darkPNG), csv: bytes(2, record.csv))
    return FigureDrawing(
      record: record, files: files, staleInputs: keyed.staleInputs, isMeasured: keyed.isMeasured)
  }
}
