import Foundation

/// A seeded generator of random numbers: the same seed gives the same numbers on every machine.
///
/// xoshiro256** (Blackman and Vigna, 2018; period 2^256 - 1), its state filled by SplitMix64 (Steele, Lea and Flood,
/// 2014). Not for cryptography.
///
/// `stream(_:)` derives generators for parts of a computation from the seed alone, so that a part's numbers do not
/// depend on how many the others drew:
///
///     var noise = RandomGenerator(seed: 7).stream("noise").stream(12)
public struct RandomGenerator: RandomNumberGenerator, Hashable, Sendable, Codable {
  /// What streams are derived from.
  private let key: UInt64
  private var s0, s1, s2, s3: UInt64
  /// The second number of the last pair that the polar method made.
  private var spareNormal: Double?

  /// - Parameter seed: any number, 0 too.
  public init(seed: UInt64) {
    key = seed
    var split = SplitMix64(state: seed)
    (s0, s1, s2, s3) = (split.next(), split.next(), split.next(), split.next())
  }

  /// A generator for the part called `label`.
  public func stream(_ label: String) -> RandomGenerator {
    // FNV-1a over the label's UTF-8.
    let hash = label.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    return derived(hash ^ 0x6c61_6265_6c00_0000)
  }

  /// A generator for part number `index`.
  public func stream(_ index: Int) -> RandomGenerator { derived(UInt64(bitPattern: Int64(index))) }

  private func derived(_ part: UInt64) -> RandomGenerator {
    var split = SplitMix64(state: key)
    var mixed = SplitMix64(state: split.next() ^ SplitMix64.mix(part &+ 0x9e37_79b9_7f4a_7c15))
    return RandomGenerator(seed: mixed.next())
  }

  /// The next word: all 64 bits are random.
  public mutating func next() -> UInt64 {
    let result = rotated(s1 &* 5, by: 7) &* 9
    let t = s1 << 17
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= t
    s3 = rotated(s3, by: 45)
    return result
  }

  private func rotated(_ x: UInt64, by k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
}

extension RandomGenerator {
  /// Uniform on [0, 1): a multiple of 2^-53.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Uniform on `[lower, upper)`; rounding may give `upper` itself.
  public mutating func uniform(_ lower: Double, _ upper: Double) -> Double {
    lower + (upper - lower) * uniform()
  }

  /// Uniform on 0, 1, ..., bound - 1, without bias: words beyond the last full multiple of the bound are drawn again.
  public mutating func integer(below bound: Int) -> Int {
    require(bound > 0, "a random integer below \(bound)")
    let bound = UInt64(bound)
    let rejected = (0 &- bound) % bound  // 2^64 mod bound
    var word = next()
    while word < rejected { word = next() }
    return Int(word % bound)
  }

  /// Standard normal, by Marsaglia's polar method (1964).
  ///
  /// Uses `+`, `*`, `/`, `sqrt` and `log` only; all but `log` are correctly rounded everywhere, and a `log` that
  /// differs in its last place moves the result by as little.
  public mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let s = u * u + v * v
      if s > 0 && s < 1 {
        let factor = (-2 * log(s) / s).squareRoot()
        spareNormal = v * factor
        return u * factor
      }
    }
  }

  /// Exponential with mean 1.
  public mutating func exponential() -> Double { -log(1 - uniform()) }

  /// The numbers 0, 1, ..., count - 1 in random order (Fisher and Yates).
  public mutating func permutation(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) { order.swapAt(i, integer(below: i + 1)) }
    return order
  }

  /// `count` independent standard normal numbers, by ``normal()``.
  public mutating func normals(_ count: Int) -> [Double] { (0..<count).map { _ in normal() } }

  /// A matrix of shape `[rows, columns]` of independent standard normal entries, drawn row by row.
  public mutating func normalMatrix(rows: Int, columns: Int) -> Matrix<Double> {
    Matrix(rows: rows, columns: columns, elements: normals(rows * columns))
  }
}

/// SplitMix64: turns a seed into well-mixed words.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return SplitMix64.mix(state)
  }

  static func mix(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
