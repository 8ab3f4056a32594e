import CKernels

/// The gradient in `B`, a row of its transpose a pixel, from the nonzero bytes of the batch alone, and its steps.
final class PixelRows: @unchecked Sendable {
  static let rowsPerTask = 49
  let tasks: Int
  private let kernels: UnsafePointer<kernel_set>
  private let parameters: PaddedParameters
  private let buffers: StepBuffers
  private let images: SparseImages
  private let normalisation: ChannelNormalisation
  /// A row of `∂loss/∂B'` and the batch's nonzeros by pixel, for each task.
  private let gradient: FloatBuffer
  private let lists: [PixelLists]
  /// Where each image's nonzeros enter each task: `[images, tasks + 1]`, from the image's start.
  private let entries: [UInt16]
  /// A task's part of `Σ_k b_ik` and of `Σ_k |b_ik|`, shape `[tasks, p]`; then the whole, shape `[p]`.
  private let partialSums, partialAbsoluteSums: FloatBuffer
  let sums, absoluteSums: FloatBuffer

  init(
    kernels: UnsafePointer<kernel_set>, parameters: PaddedParameters, buffers: StepBuffers,
    images: SparseImages,
    normalisation: ChannelNormalisation, batch: Int
  ) {
    (self.kernels, self.parameters, self.buffers) = (kernels, parameters, buffers)
    (self.images, self.normalisation) = (images, normalisation)
    let tasks = (parameters.r + Self.rowsPerTask - 1) / Self.rowsPerTask
    let p = parameters.padded
    self.tasks = tasks
    gradient = FloatBuffer(count: tasks * p)
    lists = (0..<tasks).map { _ in PixelLists(pixels: Self.rowsPerTask, batch: batch) }
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
    let pixels = task * Self.rowsPerTask..<min(parameters.r, (task + 1) * Self.rowsPerTask)
    let lists = lists[task]
    entries.withUnsafeBufferPointer { entries in
      lists.fill(images, samples: samples, batch: m, firstPixel: pixels.lowerBound) { image in
        let at = image * (tasks + 1) + task
        return Int(entries[at])..<Int(entries[at + 1])
      }
    }
    let row = gradient.pointer + task * p
    let steepest = regulariser.inputRow
    let slope = lambda * regulariser.factor * regulariser.inputNorm * parameters.layer.growth[steepest]
    for pixel in pixels {
      let local = pixel - pixels.lowerBound
      // A pixel is byte * slope + offset: the offset meets every sample, the slope the nonzero bytes alone.
      for i in 0..<p { row[i] = normalisation.offset * qSum[i] }
      kernels.pointee.sparse_gradient(
        Int32(p), Int32(lists.starts[local + 1] - lists.starts[local]),
        lists.sample + Int(lists.starts[local]),
        lists.value + Int(lists.starts[local]), normalisation.slope, buffers.q.pointer, row)
      let b = parameters.B.value[pixel * p + steepest]
      row[steepest] += b > 0 ? slope : b < 0 ? -slope : 0
      parameters.B.step(kernels, adam, gradient: row, at: pixel * p, count: p)
    }
    addUp(task)
  }

  private func addUp(_ task: Int) {
    let p = parameters.padded
    let pixels = task * Self.rowsPerTask..<min(parameters.r, (task + 1) * Self.rowsPerTask)
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

/// The nonzero bytes of a batch in a few neighbouring pixels, by pixel and then by sample.
private final class PixelLists: @unchecked Sendable {
  private let pixels: Int
  /// Entries of pixel `k` are `starts[k] ..< starts[k + 1]`; `fronts` is scratch.
  let starts: UnsafeMutablePointer<Int32>
  private let fronts: UnsafeMutablePointer<Int32>
  let sample: UnsafeMutablePointer<UInt16>
  let value: UnsafeMutablePointer<UInt8>

  init(pixels: Int, batch: Int) {
    self.pixels = pixels
    starts = .allocate(capacity: pixels + 1)
    fronts = .allocate(capacity: pixels)
    sample = .allocate(capacity: pixels * batch)
    value = .allocate(capacity: pixels * batch)
  }

  deinit {
    starts.deallocate()
    fronts.deallocate()
    sample.deallocate()
    value.deallocate()
  }

  /// - Parameter range: an image's nonzeros in these pixels, from the image's start.
  func fill(
    _ images: SparseImages, samples: UnsafePointer<Int32>, batch: Int, firstPixel: Int,
    range: (Int) -> Range<Int>
  ) {
    images.index.withUnsafeBufferPointer { index in
      images.value.withUnsafeBufferPointer { bytes in
        images.starts.withUnsafeBufferPointer { imageStarts in
          starts.update(repeating: 0, count: pixels + 1)
          for row in 0..<batch {
            let image = Int(samples[row])
            for entry in range(image) { starts[Int(index[imageStarts[image] + entry]) - firstPixel + 1] += 1 }
          }
          for k in 0..<pixels {
            starts[k + 1] += starts[k]
            fronts[k] = starts[k]
          }
          for row in 0..<batch {
            let image = Int(samples[row])
            for entry in range(image) {
              let at = imageStarts[image] + entry
              let local = Int(index[at]) - firstPixel
              let slot = Int(fronts[local])
              fronts[local] += 1
              sample[slot] = UInt16(truncatingIfNeeded: row)
              value[slot] = bytes[at]
            }
          }
        }
      }
    }
  }
}
