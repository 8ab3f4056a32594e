import Foundation

/// JSON in which equal values have equal bytes: keys sorted, no white space, and doubles with the fewest
/// digits that read back as the same number.
///
/// Does not hold for sets, and for dictionaries whose keys are neither strings nor integers: `Codable`
/// writes them as arrays in an order of its own. Results should use sorted arrays.
package enum CanonicalJSON {
  /// - Throws: ``CanonicalJSONError``.
  package static func encode(_ value: some Encodable) throws(CanonicalJSONError) -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return try encoder.encode(value)
    } catch EncodingError.invalidValue(let value, let context) {
      if let number = value as? any BinaryFloatingPoint, !isFinite(number) {
        throw .notFinite(value: "\(value)", path: path(context.codingPath))
      }
      throw .unencodable(reason: context.debugDescription, path: path(context.codingPath))
    } catch {
      throw .unencodable(reason: "\(error)", path: "")
    }
  }

  /// - Throws: ``CanonicalJSONError``.
  package static func text(_ value: some Encodable) throws(CanonicalJSONError) -> String {
    String(decoding: try encode(value), as: UTF8.self)
  }

  private static func isFinite(_ number: some BinaryFloatingPoint) -> Bool { number.isFinite }

  /// Such as `[2].bounds.upper`.
  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce("") { path, key in
      if let index = key.intValue { return "\(path)[\(index)]" }
      return path.isEmpty ? key.stringValue : "\(path).\(key.stringValue)"
    }
  }
}

/// Why a value has no canonical JSON.
package enum CanonicalJSONError: Error, Equatable, Sendable {
  /// A NaN or an infinity, at a path such as `[2].bounds.upper` (empty: the value itself).
  case notFinite(value: String, path: String)
  case unencodable(reason: String, path: String)
}

/// JSON for people and their repositories: sorted keys, a line each, dates in ISO 8601, a line end at the end.
package enum ReadableJSON {
  package static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return try encoder.encode(value) + Data("\n".utf8)
  }

  package static func decode<Value: Decodable>(_ type: Value.Type, from file: URL) throws -> Value {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(type, from: Data(contentsOf: file))
  }
}
