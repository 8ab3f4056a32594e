import BookStore
import CellKit
import ChapterSyntax
import Foundation
import Support

/// Why a value cannot be frozen.
package enum FreezeError: Error, Equatable, Sendable {
  case unknownResult(id: String, known: [String])
  /// Only a current paper-scale value in the store can be frozen.
  case notCurrent(id: String)
}

extension Book {
  /// Writes the current paper-scale value of the result `id` to `chapters/frozen`, to be committed.
  /// - Throws: ``FreezeError``, ``AuthoringError``, ``CodeDifference``, ``StoreError``.
  package func freeze(_ id: String, store: Store?) throws {
    let reading = try read()
    guard let cell = reading[id], cell.kind == .result else {
      let known = reading.cells.filter { $0.kind == .result }.map(\.id)
      throw FreezeError.unknownResult(id: id, known: known)
    }
    let appraiser = try appraiser(scale: .paper, store: store)
    let status = try reading.status(appraiser).first { $0.id == cell.id }
    guard let key = status?.key, let store, let run = appraiser.runs.run(withKey: key) else {
      throw FreezeError.notCurrent(id: id)
    }
    let record = FrozenValue.Record(
      key: key, ingredients: status?.ingredients ?? [], value: run.value, trace: run.trace)
    try FrozenValue(record: record, value: store.bytes(run.value).load()).write(id, in: project)
  }
}
