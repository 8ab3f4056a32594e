import CKernels

/// Single-precision numbers on a cache-line boundary, zero at first.
package final class FloatBuffer: @unchecked Sendable {
  package let pointer: UnsafeMutablePointer<Float>
  package let count: Int

  package init(count: Int) {
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

  package subscript(i: Int) -> Float {
    get { pointer[i] }
    set { pointer[i] = newValue }
  }
}
