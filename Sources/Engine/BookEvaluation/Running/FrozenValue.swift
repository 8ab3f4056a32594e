import BookStore
import CellKit
import Digests
import Foundation
import Support

/// The committed value of a cell that costs hours: `chapters/frozen/ID.json` holds the value's canonical
/// JSON, `ID.trace.json` beside it how it was computed.
package struct FrozenValue: Sendable, Equatable {
  /// What the second file holds.
  package struct Record: Codable, Sendable, Equatable {
    package var key: String
    package var ingredients: [Ingredient]
    /// SHA-256 (hex) of the first file.
    package var value: String
    package var trace: Trace
  }

  package var record: Record
  package var value: Data

  package init(record: Record, value: Data) {
    self.record = record
    self.value = value
  }

  /// Nil where nothing is frozen.
  /// - Throws: ``FrozenValueError``.
  package static func read(_ id: String, in project: ProjectPaths) throws(FrozenValueError) -> FrozenValue? {
    let files = FileManager.default
    let (valueFile, recordFile) = Self.files(for: id, in: project)
    guard files.fileExists(atPath: valueFile.path), files.fileExists(atPath: recordFile.path) else {
      return nil
    }
    guard let value = try? Data(contentsOf: valueFile), let text = try? Data(contentsOf: recordFile),
      let record = try? decoder.decode(Record.self, from: text)
    else { throw .unreadable(path: recordFile.path) }
    guard SHA256.hex(value) == record.value else { throw .edited(path: valueFile.path) }
    return FrozenValue(record: record, value: value)
  }

  package func write(_ id: String, in project: ProjectPaths) throws {
    let (valueFile, recordFile) = Self.files(for: id, in: project)
    try FileManager.default.createDirectory(
      at: valueFile.deletingLastPathComponent(), withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    try value.write(to: valueFile, options: .atomic)
    try (encoder.encode(record) + Data("\n".utf8)).write(to: recordFile, options: .atomic)
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return decoder
  }

  private static func files(for id: String, in project: ProjectPaths) -> (value: URL, record: URL) {
    let value = project.frozenValue(of: id)
    return (value, value.deletingPathExtension().appendingPathExtension("trace.json"))
  }
}

/// Why a frozen value cannot be used.
package enum FrozenValueError: Error, Equatable, Sendable {
  case unreadable(path: String)
  /// The value is not the one that was frozen.
  case edited(path: String)
}
