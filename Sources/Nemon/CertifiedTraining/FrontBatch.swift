import CKernels
import ImplicitNetworks
import LinearAlgebra
import Training

/// The samples of a step in the front of a layer: images and their boxes on the way to the layer's inputs, and back.
///
/// A convolution with kernels `K` takes the box of centre `m` and radius `rho` to
///
///     z_m = K * m + b,  z_rho = |K| * rho,  l = relu(z_m - z_rho),  u = relu(z_m + z_rho)
///
/// with the next centre `(l + u) / 2` and radius `(u - l) / 2`. Parts are those of ``IntervalBatch``: the clean image, the centre, the
/// radius. Each image is on its own, so that any split of rows over threads gives the same bits; gradients are summed in
/// blocks of ``IntervalBatch/rowsPerTask`` images, and these in order.
package final class FrontBatch: @unchecked Sendable {
  /// What one task needs for itself.
  struct Scratch {
    /// Windows of one image.
    let windows: FloatBuffer
    /// A part's derivatives by the numbers between two convolutions.
    let derivatives: [FloatBuffer]
    /// Gradients over the images of the task: those through clean image and centre, and those through the radius, whose kernels
    /// are magnitudes.
    let sums, radiusSums: FloatBuffer
  }

  let parameters: FrontParameters
  let layer: IntervalBatch
  let kernels: UnsafePointer<kernel_set>
  /// Of each part, shape `[m, pixels]`.
  let pixels: [FloatBuffer]
  /// Before and after ReLU, of each convolution and part, shape `[m, outputCount]`; the last ones after it are the layer's inputs.
  let z, x: [[FloatBuffer]]
  /// Of each part, derivatives by the layer's inputs, shape `[m, r]`.
  let derivatives: [FloatBuffer]
  let scratch: [Scratch]
  var shapes: [FrontShape] { parameters.shapes }

  /// - Parameter layer: the batch whose inputs this one computes, with as many rows.
  package init(
    batch m: Int, parameters: FrontParameters, layer: IntervalBatch, kernels: UnsafePointer<kernel_set>
  ) {
    (self.parameters, self.layer, self.kernels) = (parameters, layer, kernels)
    let shapes = parameters.shapes
    func buffers(_ count: Int) -> [FloatBuffer] { (0..<3).map { _ in FloatBuffer(count: count) } }
    pixels = buffers(m * (shapes.first?.inputCount ?? 0))
    z = shapes.map { buffers(m * $0.outputCount) }
    x = shapes.dropLast().map { buffers(m * $0.outputCount) } + [layer.parts.map(\.inputs)]
    derivatives = buffers(m * layer.parameters.r)
    let windows = shapes.map { $0.places * $0.fanIn }.max() ?? 0
    let inputs = shapes.map(\.inputCount).max() ?? 0
    scratch = Blocks(of: m, each: IntervalBatch.rowsPerTask).map { _ in
      Scratch(
        windows: FloatBuffer(count: windows), derivatives: buffers(inputs),
        sums: FloatBuffer(count: parameters.numbers.count),
        radiusSums: FloatBuffer(count: parameters.numbers.count))
    }
  }

  /// The pixels of a row and their box, cut to [0, 1].
  package func load(_ pixels: ArraySlice<UInt8>, row: Int, radius: Float) {
    let at = row * pixels.count
    writeBox(
      of: pixels, radius: radius, self.pixels[0].pointer + at, self.pixels[1].pointer + at,
      self.pixels[2].pointer + at)
  }

  /// What a convolution reads of a row.
  func input(_ index: Int, _ part: Int, _ row: Int) -> UnsafeMutablePointer<Float> {
    (index == 0 ? pixels[part] : x[index - 1][part]).pointer + row * shapes[index].inputCount
  }

  /// The inputs of the layer, for some rows that are loaded; a block of the batch.
  package func forward(_ rows: Range<Int>, _ request: IntervalBatch.Request) {
    let windows = scratch[rows.lowerBound / IntervalBatch.rowsPerTask].windows.pointer
    for row in rows {
      for (index, shape) in shapes.enumerated() {
        let F = shape.outputs
        for part in layer.used(request) {
          shape.gather(input(index, part, row), into: windows)
          let source = part == 2 ? parameters.absolute : parameters.numbers.value
          let offset = part == 2 ? nil : UnsafePointer(source.pointer + parameters.atOffsets[index])
          kernels.pointee.product(
            Int32(shape.places), Int32(F), Int32(shape.fanIn), windows, shape.fanIn, 1,
            source.pointer + parameters.atKernels[index], F, offset, 0,
            z[index][part].pointer + row * shape.outputCount, F)
        }
        activate(index, row, request)
      }
    }
  }

  private func activate(_ index: Int, _ row: Int, _ request: IntervalBatch.Request) {
    let (at, count) = (row * shapes[index].outputCount, shapes[index].outputCount)
    func eights(_ buffers: [[FloatBuffer]], _ part: Int) -> UnsafeMutablePointer<Eight> {
      buffers[index][part].eights(from: at)
    }
    if request.clean > 0 {
      let (z, x) = (eights(z, 0), eights(x, 0))
      for i in 0..<count / 8 { x[i] = larger(z[i], .zero) }
    }
    guard request.worst > 0 else { return }
    let (z, half, m, rho) = (eights(z, 1), eights(self.z, 2), eights(x, 1), eights(x, 2))
    for i in 0..<count / 8 {
      let (low, high) = (larger(z[i] - half[i], .zero), larger(z[i] + half[i], .zero))
      (m[i], rho[i]) = ((low + high) * 0.5, (high - low) * 0.5)
    }
  }
}
