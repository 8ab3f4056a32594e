import CKernels
import ImplicitNetworks

/// The part of a step that belongs to samples: equilibrium and loss of images of nonzero bytes.
struct SampleHalf: @unchecked Sendable {
  let solver: StateSolver
  let images: SparseImages
  let normalisation: ChannelNormalisation
  private var parameters: PaddedParameters { solver.parameters }
  var buffers: StepBuffers { solver.buffers }
  /// `b + offset B 1`, shape `[p]`: what an image of zeros adds.
  let base: FloatBuffer
  /// Rows of one task: a multiple of the kernels' group, so that the split never changes a group.
  static let rowsPerTask = 2 * Int(KERNEL_GROUP)

  static func tasks(_ count: Int) -> Blocks { Blocks(of: count, each: rowsPerTask) }

  /// Iterations that the rows of a task took, or nil where a value is not finite.
  func forward(_ rows: Range<Int>, samples: UnsafePointer<Int32>, tolerance: SolverTolerance) -> Int? {
    images.index.withUnsafeBufferPointer { index in
      images.value.withUnsafeBufferPointer { value in
        withUnsafeTemporaryAllocation(of: kernel_sparse_row.self, capacity: rows.count) { lists in
          for row in rows {
            let image = Int(samples[row])
            let start = images.starts[image]
            lists[row - rows.lowerBound] = kernel_sparse_row(
              index: index.baseAddress! + start, value: value.baseAddress! + start,
              count: Int32(images.starts[image + 1] - start))
          }
          solver.kernels.pointee.sparse_product(
            Int32(parameters.padded), Int32(rows.count), lists.baseAddress, normalisation.slope,
            parameters.B.value.pointer, base.pointer, buffers.v.pointer + rows.lowerBound * parameters.padded)
        }
      }
    }
    return solver.equilibrium(rows, tolerance: tolerance)
  }

  /// Logits `C x + c`, the cross-entropy of each row and, in place of the logits, its gradient times `scale`.
  func loss(_ rows: Range<Int>, samples: UnsafePointer<Int32>, scale: Float) {
    let lanes = PaddedParameters.lanes
    solver.logits(rows)
    for row in rows {
      let y = buffers.logits.pointer + row * lanes
      let label = Int(images.labels[Int(samples[row])])
      let (value, hit) = crossEntropy(y, stride: 1, classes: parameters.q, label: label, scale: scale)
      (buffers.loss[row], buffers.hit[row]) = (value, hit ? 1 : 0)
      for k in parameters.q..<lanes { y[k] = 0 }
    }
  }
}
