import CKernels

/// Single-precision numbers on a cache-line boundary, zero at first.
final class FloatBuffer: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int

  init(count: Int) {
    self.count = count
    guard let pointer = conv_allocate(max(count, 1)) else { fatalError("no memory for \(count) numbers") }
    self.pointer = pointer
  }

  /// Ones, and zeros as padding.
  convenience init(ones n: Int, of count: Int) {
    self.init(count: count)
    for i in 0..<n { pointer[i] = 1 }
  }

  deinit { conv_release(pointer) }

  subscript(i: Int) -> Float {
    get { pointer[i] }
    set { pointer[i] = newValue }
  }
}
