import CellKit
import Digests
import Foundation

/// One run of one cell, on a thread of its own.
struct CellJob: Sendable {
  var keyed: KeyedCell
  /// By id.
  var inputs: [String: InputValue]
  var scale: Scale
  var seed: UInt64
  var dataSets: [DataSet]
  var checkpoint: CellCheckpoint
  var cell = RunningCell()
  var progress: CellProgress
  var environment: RunEnvironment

  /// What a run yields.
  struct Product: Sendable {
    var run: StoredRun
    var blobs: [Data]
  }

  /// - Throws: whatever the cell does, ``CanonicalJSONError``, ``StoreError``.
  func run() throws -> Product {
    let meter = RunMeter()
    let made = try make()
    let code = keyed.cell.compiled
    let digest = made.figure.map { SHA256.hex($0.text) } ?? SHA256.hex(made.blobs[0])
    let run = StoredRun(
      key: keyed.key, cell: keyed.cell.id, scale: scale, value: digest, figure: made.figure,
      trace: meter.trace(seed: code.readsSeed ? seed : nil, environment: environment))
    return Product(run: run, blobs: made.blobs)
  }

  /// - Returns: the bytes to keep, at least one item; for figures in the order light, dark, CSV.
  private func make() throws -> (blobs: [Data], figure: FigureRecord?) {
    let inputs = cellInputs
    switch keyed.cell.compiled.body {
    case .result(let body): return ([try CanonicalJSON.encode(try body(inputs))], nil)
    case .table(let body): return ([try CanonicalJSON.encode(try body(inputs))], nil)
    case .claim(let body): return ([try CanonicalJSON.encode(try body(inputs))], nil)
    case .inline(let body): return ([try CanonicalJSON.encode(try body(inputs))], nil)
    case .figure(let body): return try files(of: try body(inputs))
    }
  }

  private func files(of figure: DrawnFigure) throws -> (blobs: [Data], figure: FigureRecord?) {
    let recipe = try FigureRecipe(keyed, seed: seed).text
    let light = try figure.png(.light, recipe)
    let dark = try figure.png(.dark, recipe)
    let csv = Data(figure.csv.utf8)
    let record = FigureRecord(
      width: figure.width, height: figure.height, lightPNG: SHA256.hex(light),
      darkPNG: SHA256.hex(dark), csv: SHA256.hex(csv))
    return ([light, dark, csv], record)
  }

  private var cellInputs: CellInputs {
    CellInputs(
      scale: scale, seed: seed, progress: progress, checkpoint: checkpoint, cell: cell,
      valueData: { [inputs] id in
        guard let input = inputs[id] else { throw UndeclaredInput.result(id) }
        return try input.bytes.load()
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
