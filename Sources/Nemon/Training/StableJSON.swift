import Foundation

/// The value as JSON whose bytes depend on nothing but the value: keys are sorted. A plain `JSONEncoder` writes them in an
/// order that changes from process to process.
/// - Throws: `EncodingError`, for numbers that are not finite among others.
package func stableJSON(_ value: some Encodable) throws -> Data {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return try encoder.encode(value)
}
