/// Where a convolution of a front looks: windows of `taps` x `taps` pixels, `stride` apart, in an image with `padding` zeros around.
package struct FrontShape: Hashable, Sendable, Codable {
  /// Channels.
  package var inputs, outputs: Int
  /// Of the image that comes in.
  package var side: Int
  package var taps, stride, padding: Int

  package init(inputs: Int, outputs: Int, side: Int, taps: Int, stride: Int, padding: Int) {
    (self.inputs, self.outputs, self.side) = (inputs, outputs, side)
    (self.taps, self.stride, self.padding) = (taps, stride, padding)
  }

  package var outputSide: Int { (side + 2 * padding - taps) / stride + 1 }
  /// Windows.
  package var places: Int { outputSide * outputSide }
  /// Numbers of a window.
  package var fanIn: Int { taps * taps * inputs }
  package var inputCount: Int { side * side * inputs }
  package var outputCount: Int { places * outputs }

  /// The windows of `image`, one a row: `[places, fanIn]` from `[side, side, inputs]`.
  func gather<Scalar: BinaryFloatingPoint>(
    _ image: UnsafePointer<Scalar>, into windows: UnsafeMutablePointer<Scalar>
  ) {
    eachRun { at, from, count, before, after in
      let row = windows + at
      row.update(repeating: 0, count: before)
      if count > 0 { (row + before).update(from: image + from, count: count) }
      (row + before + count).update(repeating: 0, count: after)
    }
  }

  /// The transpose of ``gather(_:into:)``: adds each number of the windows to the pixel that it came from.
  func scatter(_ windows: UnsafePointer<Float>, addingTo image: UnsafeMutablePointer<Float>) {
    eachRun { at, from, count, before, _ in
      let (row, out) = (windows + at + before, image + from)
      for k in 0..<count { out[k] += row[k] }
    }
  }

  /// Each row of each window: where it begins among all windows; where in the image its `count` numbers inside begin; and how
  /// many before and after lie on the rim.
  @inline(__always)
  private func eachRun(_ body: (_ at: Int, _ from: Int, _ count: Int, _ before: Int, _ after: Int) -> Void) {
    let width = taps * inputs
    for place in 0..<places {
      let (top, left) = (place / outputSide * stride - padding, place % outputSide * stride - padding)
      let (first, end) = (min(max(-left, 0), taps), max(min(side - left, taps), 0))
      for dy in 0..<taps {
        let at = place * fanIn + dy * width
        let isInside = top + dy >= 0 && top + dy < side && first < end
        guard isInside else {
          body(at, 0, 0, width, 0)
          continue
        }
        body(
          at, ((top + dy) * side + left + first) * inputs, (end - first) * inputs, first * inputs,
          (taps - end) * inputs)
      }
    }
  }
}
