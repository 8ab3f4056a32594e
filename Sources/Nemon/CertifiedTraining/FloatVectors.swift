import Training

/// Eight neighbours of a row: loops over them run on vectors at every optimisation level, in one fixed order of sums.
typealias Eight = SIMD8<Float>

extension FloatBuffer {
  /// The numbers from `offset` on, eight at a time; `offset` is a multiple of 8.
  func eights(from offset: Int) -> UnsafeMutablePointer<Eight> {
    UnsafeMutableRawPointer(pointer + offset).assumingMemoryBound(to: Eight.self)
  }
}

extension SIMD8<Float> {
  var magnitudes: Eight { pointwiseMax(self, -self) }
  /// In one order, whatever the processor.
  var total: Float {
    let four = lowHalf + highHalf
    return (four[0] + four[2]) + (four[1] + four[3])
  }
  var largest: Float {
    let four = pointwiseMax(lowHalf, highHalf)
    return Swift.max(Swift.max(four[0], four[1]), Swift.max(four[2], four[3]))
  }
  /// `self` where `selector` is positive, `-self` where it is negative, 0 where it is 0.
  func signed(by selector: Eight) -> Eight {
    Eight.zero.replacing(with: self, where: selector .> 0).replacing(with: -self, where: selector .< 0)
  }
}
