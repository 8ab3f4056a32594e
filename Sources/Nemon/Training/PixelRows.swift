import CKernels
import ImplicitNetworks

/// The gradient in `B`, a row of its transpose a pixel, from the nonzero bytes of the batch alone, and its steps.
final class PixelRows: @unchecked Sendable {
  private static let rowsPerTask = 49
  /// The pixels of each task.
  private let blocks: Blocks
  var tasks: Int { blocks.count }
  private let kernels: UnsafePointer<kernel_set>
  private let parameters: PaddedParameters
  private let buffers: StepBuffers
  private let images: SparseImages
  private let normalisation: ChannelNormalisation
  /// For each task its pixels' rows of `∂loss/∂B'` and the row of a pixel that is zero in every image, `p` numbers each.
  private let gradients: FloatBuffer
  private static let gradientRows = rowsPerTask + 1
  /// Where each image's nonzeros enter each task: `[images, tasks + 1]`, from the image's start.
  private let entries: [UInt16]
  /// A task's part of `Σ_k b_ik` and of `Σ_k |b_ik|`, shape `[tasks, p]`; then the whole, shape `[p]`.
  private let partialSums, partialAbsoluteSums: FloatBuffer
  let sums, absoluteSums: FloatBuffer

  init(
    kernels: UnsafePointer<kernel_set>, parameters: PaddedParameters, buffers: StepBuffers,
    images: SparseImages, normalisation: ChannelNormalisation
  ) {
    (self.kernels, self.parameters, self.buffers) = (kernels, parameters, buffers)
    (self.images, self.normalisation) = (images, normalisation)
    blocks = Blocks(of: parameters.r, each: Self.rowsPerTask)
    let (tasks, p) = (blocks.count, parameters.padded)
    gradients = FloatBuffer(count: tasks * Self.gradientRows * p)
    entries = Self.entries(images, tasks: tasks)
    (partialSums, partialAbsoluteSums) = (FloatBuffer(count: tasks * p), FloatBuffer(count: tasks * p))
    (sums, absoluteSums) = (FloatBuffer(count: p), FloatBuffer(count: p))
    recount()
  }

  /// The sums from the parameters as they stand.
  func recount() {
    for task in 0..<tasks { addUp(task) }
    addUpTasks()
  }

  private static func entries(_ images: SparseImages, tasks: Int) -> [UInt16] {
    var out = [UInt16](repeating: 0, count: images.count * (tasks + 1))
    for image in 0..<images.count {
      var entry = images.starts[image]
      for task in 1...tasks {
        while entry < images.starts[image + 1] && Int(images.index[entry]) < task * rowsPerTask { entry += 1 }
        out[image * (tasks + 1) + task] = UInt16(entry - images.starts[image])
      }
    }
    return out
  }

  /// - Parameter qSum: `Σ q` over the batch, shape `[p]`: the constant part of the normalised pixels.
  func step(
    _ task: Int, samples: UnsafePointer<Int32>, batch m: Int, adam: kernel_adam_step, lambda: Float,
    regulariser: AttainedNorms, qSum: UnsafePointer<Float>
  ) {
    let p = parameters.padded
    let pixels = blocks[task]
    let rows = gradients.pointer + task * Self.gradientRows * p
    let zeroRow = rows + Self.rowsPerTask * p
    addProducts(task, samples: samples, batch: m, firstPixel: pixels.lowerBound, to: rows)
    for i in 0..<p { zeroRow[i] = normalisation.offset * qSum[i] }
    var slopeOfBytes = normalisation.slope
    let steepest = regulariser.inputRow
    let slope = lambda * regulariser.factor * regulariser.inputNorm * parameters.layer.growth[steepest]
    for pixel in pixels {
      let row = rows + (pixel - pixels.lowerBound) * p
      kernels.pointee.product(1, Int32(p), 1, &slopeOfBytes, 1, 1, row, p, zeroRow, 0, row, p)
      let b = parameters.B.value[pixel * p + steepest]
      row[steepest] += b > 0 ? slope : b < 0 ? -slope : 0
      parameters.B.step(kernels, adam, gradient: row, at: pixel * p, count: p)
    }
    addUp(task)
  }

  /// `Σ byte q` of each pixel of a task, sample after sample: its rows, 22 kB at 112 numbers, stay in the first cache.
  private func addProducts(
    _ task: Int, samples: UnsafePointer<Int32>, batch m: Int, firstPixel: Int,
    to rows: UnsafeMutablePointer<Float>
  ) {
    let p = parameters.padded
    rows.update(repeating: 0, count: Self.rowsPerTask * p)
    images.index.withUnsafeBufferPointer { index in
      images.value.withUnsafeBufferPointer { value in
        images.starts.withUnsafeBufferPointer { starts in
          entries.withUnsafeBufferPointer { entries in
            for row in 0..<m {
              let image = Int(samples[row])
              let range = entries.baseAddress! + image * (tasks + 1) + task
              let start = starts[image] + Int(range[0])
              kernels.pointee.sparse_gradient(
                Int32(p), Int32(range[1] - range[0]), index.baseAddress! + start, value.baseAddress! + start,
                Int32(firstPixel), buffers.q.pointer + row * p, rows)
            }
          }
        }
      }
    }
  }

  private func addUp(_ task: Int) {
    let p = parameters.padded
    let pixels = blocks[task]
    let (sum, absolute) = (partialSums.pointer + task * p, partialAbsoluteSums.pointer + task * p)
    for i in 0..<p { (sum[i], absolute[i]) = (0, 0) }
    // Rows of B', shape [r, p], which this task has just stepped: the next step needs these sums.
    for pixel in pixels {
      let row = parameters.B.value.pointer + pixel * p
      for i in 0..<p {
        sum[i] += row[i]
        absolute[i] += abs(row[i])
      }
    }
  }

  /// Adds the tasks' sums up, in order.
  func addUpTasks() {
    let p = parameters.padded
    for i in 0..<p { (sums[i], absoluteSums[i]) = (0, 0) }
    for task in 0..<tasks {
      for i in 0..<p {
        sums.pointer[i] += partialSums.pointer[task * p + i]
        absoluteSums.pointer[i] += partialAbsoluteSums.pointer[task * p + i]
      }
    }
  }
}
