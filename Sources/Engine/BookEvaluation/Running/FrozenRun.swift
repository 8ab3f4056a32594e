import BookStore
import CellKit
import ChapterSyntax
import Digests
import Foundation
import Support

/// How the committed value of a cell that costs hours was computed: `chapters/frozen/ID.trace.json`. The value's canonical
/// JSON is `ID.json` beside it or, where it is large, `ID.json.gz`.
package struct FrozenRun: Codable, Sendable {
  package var key: String
  package var ingredients: [Ingredient]
  /// SHA-256 (hex) of the value.
  package var value: String
  package var trace: Trace
  /// Of a packed value; nil of one that is not.
  private var packed: Packed?
  private(set) var bytes: StoredBytes?

  private enum CodingKeys: CodingKey { case key, ingredients, value, trace, packed }

  private struct Packed: Codable {
    /// SHA-256 (hex) of the file.
    var file: String
    /// Bytes of the value.
    var count: Int
  }

  /// Values of more bytes than this are packed: most of them are parameters of networks, whose text is a third longer than they.
  private static let mostPlainBytes = 1_000_000

  fileprivate init(key: String, ingredients: [Ingredient], value: String, trace: Trace) {
    (self.key, self.ingredients, self.value, self.trace) = (key, ingredients, value, trace)
  }

  /// Nil where nothing is frozen.
  static func read(_ id: String, in project: ProjectPaths) throws(FrozenValueError) -> FrozenRun? {
    let traceFile = project.frozenTrace(of: id)
    guard FileManager.default.fileExists(atPath: traceFile.path) else { return nil }
    guard var run = try? ReadableJSON.decode(FrozenRun.self, from: traceFile) else {
      throw .unreadable(path: traceFile.path)
    }
    let valueFile = project.frozenValue(of: id, isPacked: run.packed != nil)
    guard FileManager.default.fileExists(atPath: valueFile.path) else { return nil }
    guard let data = try? Data(contentsOf: valueFile) else { throw .unreadable(path: valueFile.path) }
    guard SHA256.hex(data) == run.packed?.file ?? run.value else { throw .edited(path: valueFile.path) }
    run.bytes = StoredBytes(digest: run.value) { [value = run.value, packed = run.packed] in
      guard let packed else { return data }
      guard let unpacked = PackedBytes.unpack(data, count: packed.count), SHA256.hex(unpacked) == value else {
        throw FrozenValueError.edited(path: valueFile.path)
      }
      return unpacked
    }
    return run
  }

  fileprivate func write(_ id: String, _ data: Data, in project: ProjectPaths) throws -> URL {
    var (run, bytes) = (self, data)
    if data.count > Self.mostPlainBytes, let packed = PackedBytes.pack(data) {
      run.packed = Packed(file: SHA256.hex(packed), count: data.count)
      bytes = packed
    }
    let file = project.frozenValue(of: id, isPacked: run.packed != nil)
    _ = try bytes.writeIfDifferent(to: file)
    _ = try ReadableJSON.encode(run).writeIfDifferent(to: project.frozenTrace(of: id))
    try? FileManager.default.removeItem(at: project.frozenValue(of: id, isPacked: run.packed == nil))
    return file
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
  /// Only a current paper-scale value can be frozen, of the store or frozen before.
  case notCurrent(id: String)
}

extension Book {
  /// Writes the current paper-scale value of the result `id` to `chapters/frozen`, to be committed.
  /// - Returns: the value's file.
  /// - Throws: ``FreezeError``, ``FrozenValueError``, ``AuthoringError``, ``CodeDifference``, ``StoreError``.
  @discardableResult
  package func freeze(_ id: String, store: Store?) throws -> URL {
    let reading = try read()
    guard let cell = reading[id], cell.kind == .result else {
      let known = reading.cells.filter { $0.kind == .result }.map(\.id)
      throw FreezeError.unknownResult(id: id, known: known)
    }
    let plan = try plan(of: reading.cells(below: id), scale: .paper, store: store)
    if let store, let cell = plan[id], let run = cell.key.flatMap(plan.runs.run) {
      return try FrozenRun(key: run.key, ingredients: cell.ingredients, value: run.value, trace: run.trace)
        .write(id, store.bytes(run.value).load(), in: project)
    }
    // What is current because it is frozen is written as it would be today.
    guard plan[id]?.action == .reuse, let frozen = try FrozenRun.read(id, in: project),
      let bytes = frozen.bytes
    else { throw FreezeError.notCurrent(id: id) }
    return try frozen.write(id, bytes.load(), in: project)
  }
}
