import Foundation

/// Codes an array of single-precision numbers as bytes (little-endian, base64 in JSON): exact, and a third the size
/// of decimal digits.
@propertyWrapper
public struct PackedFloats: Hashable, Sendable, Codable {
  /// The numbers; coded bit by bit, so that NaN and the infinities come back too.
  public var wrappedValue: [Float]

  /// - Parameter wrappedValue: of any length.
  public init(wrappedValue: [Float]) { self.wrappedValue = wrappedValue }

  /// Decodes the bytes from a single value of `decoder`.
  /// - Throws: `DecodingError` unless the bytes are a whole number of 4-byte numbers.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let bytes = try container.decode(Data.self)
    guard bytes.count.isMultiple(of: 4) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "\(bytes.count) bytes are no array of 4-byte numbers")
    }
    wrappedValue = bytes.withUnsafeBytes { raw in
      (0..<raw.count / 4).map {
        Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
  }

  /// Gives `encoder` the numbers as one value, `Data` of four bytes a number.
  public func encode(to encoder: any Encoder) throws {
    var bytes = Data(capacity: 4 * wrappedValue.count)
    for value in wrappedValue {
      withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }
    var container = encoder.singleValueContainer()
    try container.encode(bytes)
  }
}
