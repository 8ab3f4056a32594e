import Foundation

/// Tensors by their names, in double precision.
package struct NamedTensors: Equatable, Sendable {
  package struct Tensor: Equatable, Sendable {
    package var shape: [Int]
    /// Row-major.
    package var values: [Double]

    package init(shape: [Int], values: [Double]) { (self.shape, self.values) = (shape, values) }
  }

  package var tensors: [String: Tensor]

  package init(_ tensors: [String: Tensor]) { self.tensors = tensors }
}

extension Data {
  /// What `value` makes of the little-endian words that these bytes are.
  func numbers<Word: FixedWidthInteger>(_ word: Word.Type, _ value: (Word) -> Double) -> [Double] {
    withUnsafeBytes { raw in
      let size = MemoryLayout<Word>.size
      return (0..<raw.count / size).map {
        value(Word(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * size, as: Word.self)))
      }
    }
  }
}

extension Double {
  /// IEEE half precision, which not every machine of ours has a type for.
  init(half bits: UInt16) {
    let (sign, exponent, fraction) = (bits >> 15, Int(bits >> 10 & 31), Double(bits & 1023))
    let size: Double =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 31: fraction == 0 ? .infinity : .nan
      default: (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
      }
    self = sign == 1 ? -size : size
  }
}
