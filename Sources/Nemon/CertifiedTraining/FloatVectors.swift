import Training

/// Eight neighbours of a row: loops over them run on vectors at every optimisation level, in one fixed order of sums.
typealias Eight = SIMD8<Float>

extension FloatBuffer {
  /// The numbers from `offset` on, eight at a time; `offset` is a multiple of 8.
  func eights(from offset: Int) -> UnsafeMutablePointer<Eight> {
    UnsafeMutableRawPointer(pointer + offset).assumingMemoryBound(to: Eight.self)
  }
}

/// The larger of each pair, the second of equal ones. The standard library's `pointwiseMax` goes number by number, as does whatever
/// is generic over vectors, and took two thirds of a training.
@inline(__always) func larger(_ a: Eight, _ b: Eight) -> Eight { b.replacing(with: a, where: a .> b) }

extension SIMD8<Float> {
  @inline(__always) var magnitudes: Eight { larger(self, -self) }
  /// In one order, whatever the processor.
  var total: Float {
    let four = lowHalf + highHalf
    return (four[0] + four[2]) + (four[1] + four[3])
  }
  var largest: Float {
    let four = lowHalf.replacing(with: highHalf, where: highHalf .> lowHalf)
    return Swift.max(Swift.max(four[0], four[1]), Swift.max(four[2], four[3]))
  }
  /// `self` where `selector` is positive, `-self` where it is negative, 0 where it is 0.
  func signed(by selector: Eight) -> Eight {
    Eight.zero.replacing(with: self, where: selector .> 0).replacing(with: -self, where: selector .< 0)
  }
}
