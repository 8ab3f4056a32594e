import CKernels
import ImplicitNetworks
import LinearAlgebra
import Training

/// Parameters in one row of numbers, with Adam's moments and the gradient in the same places.
package final class TrainedNumbers: @unchecked Sendable {
  package let count: Int
  package let value, first, second, gradient: FloatBuffer
  private let blocks: [Range<Int>]
  /// What a resumed run needs.
  var kept: [FloatBuffer] { [value, first, second] }

  /// - Parameter count: a multiple of the kernels' lanes.
  init(count: Int) {
    let lanes = Int(KERNEL_LANES)
    self.count = count
    (value, first) = (FloatBuffer(count: count), FloatBuffer(count: count))
    (second, gradient) = (FloatBuffer(count: count), FloatBuffer(count: count))
    blocks = Blocks(of: count / lanes, each: 1024).map { $0.lowerBound * lanes..<$0.upperBound * lanes }
  }

  /// The sum of squares of the gradient: sums of each block, in order of blocks.
  func squaredLength(_ team: WorkerTeam) -> Float {
    var squares = [Float](repeating: 0, count: blocks.count)
    squares.withUnsafeMutableBufferPointer { squares in
      nonisolated(unsafe) let squares = squares
      team.run(tasks: blocks.count) { task in
        let values = gradient.eights(from: blocks[task].lowerBound)
        var sum = Eight.zero
        for k in 0..<blocks[task].count / 8 { sum += values[k] * values[k] }
        squares[task] = sum.total
      }
    }
    return squares.reduce(0, +)
  }

  /// One step of Adam with the gradient times `scale`, at most 1.
  func step(_ adam: kernel_adam_step, scale: Float, kernels: UnsafePointer<kernel_set>, _ team: WorkerTeam) {
    team.run(tasks: blocks.count) { task in
      let (at, end) = (blocks[task].lowerBound, blocks[task].upperBound)
      if scale < 1 {
        for k in at..<end { gradient.pointer[k] *= scale }
      }
      var adam = adam
      kernels.pointee.adam(
        end - at, &adam, gradient.pointer + at, value.pointer + at, first.pointer + at, second.pointer + at)
    }
  }
}
