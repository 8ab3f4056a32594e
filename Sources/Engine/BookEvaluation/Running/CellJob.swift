import BookStore
import CellKit
import Digests
import Foundation
import Support

/// One run of one cell, on a thread of its own.
struct CellJob: Sendable {
  var plan: CellPlan
  /// By id.
  var inputs: [String: CellValue]
  var scale: Scale
  var seed: UInt64
  var dataSets: [DataSet]
  var checkpoint: CellCheckpoint
  var cell: RunningCell
  var earlier = EarlierTime()
  var progress: CellProgress
  var environment: RunEnvironment
  /// The book's, under which a figure's PNG keeps its recipe.
  var bookName: String

  /// What a run yields.
  struct Product: Sendable {
    var run: Run
    /// The value, or a figure's files: light, dark, CSV, places.
    var blobs: [Data]
    /// What the cell printed, as far as it is kept.
    var output = ""
  }

  /// Of the threads that run cells: a recursion may go deep.
  static let stackSize = 64 << 20

  /// - Throws: whatever the cell does, ``CanonicalJSONError``, ``StoreError``.
  func run() throws -> Product {
    let meter = RunMeter()
    let (blobs, figure) = try make()
    let trace = meter.trace(
      seed: plan.cell.compiled.readsSeed ? seed : nil, earlier: earlier.seconds, environment: environment)
    let run = try Run(
      key: plan.ingredients.key(of: plan.id), cell: plan.id, scale: scale,
      value: figure.map { SHA256.hex($0) } ?? SHA256.hex(blobs[0]), figure: figure, trace: trace,
      ingredients: plan.ingredients)
    return Product(run: run, blobs: blobs)
  }

  /// - Returns: the bytes to keep, at least one item, and a figure's text.
  private func make() throws -> (blobs: [Data], figure: String?) {
    switch plan.cell.compiled.body {
    case .result(let body): return ([try CanonicalJSON.encode(try body(cellInputs))], nil)
    case .table(let body): return ([try CanonicalJSON.encode(try body(cellInputs))], nil)
    case .claim(let body): return ([try CanonicalJSON.encode(try body(cellInputs))], nil)
    case .inline(let body): return ([try CanonicalJSON.encode(try body(cellInputs))], nil)
    case .figure(let body):
      let drawing = try body(cellInputs)
      // The drawing takes one text: the keyword of the recipe, a zero byte, and the recipe.
      let recipe = try bookName + "\0" + FigureRecipe(plan, seed: seed).text
      // So does its data, behind which stands where they are in the picture.
      let data = drawing.csv.utf8.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
      let blobs = [try drawing.png(.light, recipe), try drawing.png(.dark, recipe)] + data.map { Data($0) }
      let files = blobs.map { bytes in StoredBytes(digest: SHA256.hex(bytes)) { bytes } }
      let figure = Figure(
        width: drawing.width, height: drawing.height, light: files[0], dark: files[1], csv: files[2],
        places: files.count > 3 ? files[3] : nil)
      return (blobs, figure.text)
    }
  }

  private var cellInputs: CellInputs {
    CellInputs(
      scale: scale, seed: seed, progress: progress, checkpoint: checkpoint, cell: cell,
      valueData: { [inputs] id in
        guard let bytes = inputs[id]?.json else { throw UndeclaredInput.result(id) }
        return try bytes.load()
      },
      dataSet: { [dataSets] name in
        guard let set = dataSets.first(where: { $0.name == name }) else {
          throw UndeclaredInput.dataSet(name)
        }
        return set
      })
  }
}

/// A cell asks for something that its registration does not name: the tangled sources are wrong.
package enum UndeclaredInput: Error, Equatable, Sendable {
  case result(String)
  case dataSet(String)
}
