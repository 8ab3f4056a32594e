import BookStore
import CellKit
import ChapterSyntax
import Digests
import Foundation
import Support

/// How the committed value of a cell that costs hours was computed: `chapters/frozen/ID.trace.json`. The value's canonical
/// JSON is `ID.json` beside it.
package struct FrozenRun: Codable, Sendable {
  package var key: String
  package var ingredients: [Ingredient]
  /// SHA-256 (hex) of the value's file.
  package var value: String
  package var trace: Trace
  /// The value's file.
  private(set) var bytes: StoredBytes?

  private enum CodingKeys: CodingKey { case key, ingredients, value, trace }

  /// Nil where nothing is frozen.
  static func read(_ id: String, in project: ProjectPaths) throws(FrozenValueError) -> FrozenRun? {
    let (valueFile, traceFile) = (project.frozenValue(of: id), project.frozenTrace(of: id))
    guard [valueFile, traceFile].allSatisfy({ FileManager.default.fileExists(atPath: $0.path) }) else {
      return nil
    }
    guard let value = try? Data(contentsOf: valueFile),
      var run = try? ReadableJSON.decode(FrozenRun.self, from: traceFile)
    else { throw .unreadable(path: traceFile.path) }
    guard SHA256.hex(value) == run.value else { throw .edited(path: valueFile.path) }
    run.bytes = StoredBytes(digest: run.value) { value }
    return run
  }

  fileprivate func write(_ id: String, _ data: Data, in project: ProjectPaths) throws {
    _ = try data.writeIfDifferent(to: project.frozenValue(of: id))
    _ = try ReadableJSON.encode(self).writeIfDifferent(to: project.frozenTrace(of: id))
  }
}

/// Why a frozen value cannot be used.
package enum FrozenValueError: Error, Equatable, Sendable {
  case unreadable(path: String)
  /// The value is not the one that was frozen.
  case edited(path: String)
}

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
    let plan = try plan(of: reading.cells(below: id), scale: .paper, store: store)
    guard let store, let cell = plan[id], let run = cell.key.flatMap(plan.runs.run) else {
      throw FreezeError.notCurrent(id: id)
    }
    try FrozenRun(key: run.key, ingredients: cell.ingredients, value: run.value, trace: run.trace)
      .write(id, store.bytes(run.value).load(), in: project)
  }
}
