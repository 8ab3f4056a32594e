import Foundation
import LinearAlgebra

/// Seeded single-precision numbers of a kind on which roundings, signs of zeros or overflows could go apart.
struct AwkwardNumbers {
  enum Kind: String, CaseIterable, Sendable {
    /// Uniform on [-1, 1].
    case uniform
    /// Many zeros of both signs among uniform ones.
    case zeros
    /// Products and sums that are subnormal, or round to zero.
    case tiny
    /// Products that overflow.
    case huge
    /// Infinities and NaN among uniform ones.
    case special
    /// Small integers times powers of two, whose sums are often halfway between two numbers.
    case halfway
  }

  let kind: Kind
  var generator: RandomGenerator

  init(_ kind: Kind, seed: UInt64) {
    (self.kind, generator) = (kind, RandomGenerator(seed: seed).stream(kind.rawValue))
  }

  mutating func next() -> Float {
    let (uniform, choice) = (Float(generator.uniform(-1, 1)), generator.integer(below: 16))
    switch kind {
    case .uniform: return uniform
    case .zeros: return choice < 5 ? 0 : choice < 9 ? -0.0 : uniform
    case .tiny: return choice < 3 ? 0 : uniform * 0x1p-70 * (choice < 9 ? 0x1p-60 : 1)
    case .huge: return uniform * 0x1p60
    case .special: return [.nan, .infinity, -.infinity, -0.0].dropFirst(choice).first ?? uniform
    case .halfway: return Float(generator.integer(below: 33) - 16) * exp2(Float(choice - 20))
    }
  }

  mutating func array(_ count: Int) -> [Float] { (0..<count).map { _ in next() } }
  mutating func integer(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + generator.integer(below: range.count)
  }
}

/// The bits of numbers, all NaN alike: which NaN comes out of an operation is the processor's choice.
struct Bits: Hashable {
  private(set) var words: [UInt32] = []

  mutating func add(_ numbers: [Float]) {
    words += numbers.map { $0.isNaN ? Float.nan.bitPattern : $0.bitPattern }
  }

  mutating func add(_ count: Int) { words += [UInt32(truncatingIfNeeded: count)] }

  /// FNV-1a over the words.
  var digest: UInt64 {
    words.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
