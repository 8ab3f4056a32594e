import CKernels
import ImplicitNetworks
import LinearAlgebra
import Training

/// All parameters of a front in one row of numbers, and the matrices that follow from them and from the layer's `B`.
package final class FrontParameters: @unchecked Sendable {
  let shapes: [FrontShape]
  package let numbers: TrainedNumbers
  /// Where the kernels `[fanIn, outputs]` and the offsets `[outputs]` of each convolution begin.
  let atKernels, atOffsets: [Int]
  /// Magnitudes, in the same places as the parameters.
  let absolute: FloatBuffer
  /// Of each convolution, shape `[outputs, fanIn]`.
  let transposed, absoluteTransposed: [FloatBuffer]
  /// The layer's `B` and its magnitudes, shape `[n, r]`.
  let B, absoluteB: FloatBuffer

  package init(_ front: ConvolutionalFront, before layer: IntervalParameters) {
    shapes = front.convolutions.map(\.shape)
    for shape in shapes {
      precondition(
        shape.fanIn % IntervalParameters.lanes == 0 && shape.outputs % IntervalParameters.lanes == 0,
        "\(shape): windows and filters are multiples of the kernels' \(IntervalParameters.lanes) lanes")
    }
    var (count, kernels, offsets) = (0, [Int](), [Int]())
    for shape in shapes {
      kernels.append(count)
      offsets.append(count + shape.fanIn * shape.outputs)
      count += (shape.fanIn + 1) * shape.outputs
    }
    (atKernels, atOffsets) = (kernels, offsets)
    numbers = TrainedNumbers(count: count)
    absolute = FloatBuffer(count: count)
    transposed = shapes.map { FloatBuffer(count: $0.fanIn * $0.outputs) }
    absoluteTransposed = shapes.map { FloatBuffer(count: $0.fanIn * $0.outputs) }
    (B, absoluteB) = (FloatBuffer(count: layer.n * layer.r), FloatBuffer(count: layer.n * layer.r))
    fill(numbers.value, from: front)
  }

  func fill(_ target: FloatBuffer, from front: ConvolutionalFront) {
    for (index, convolution) in front.convolutions.enumerated() {
      for (k, weight) in convolution.kernels.enumerated() { target[atKernels[index] + k] = weight }
      for (k, offset) in convolution.b.enumerated() { target[atOffsets[index] + k] = offset }
    }
  }

  /// Parameters, moments or gradients in the shape of the front.
  package func read(_ source: FloatBuffer) -> ConvolutionalFront {
    ConvolutionalFront(
      shapes.enumerated().map { index, shape in
        FrontConvolution(
          shape: shape, kernels: (atKernels[index]..<atOffsets[index]).map { source[$0] },
          b: (0..<shape.outputs).map { source[atOffsets[index] + $0] })
      })
  }

  /// Everything that follows from the values, those of the layer behind included.
  package func recompute(_ layer: IntervalParameters, _ team: WorkerTeam) {
    for k in 0..<numbers.count { absolute.pointer[k] = abs(numbers.value.pointer[k]) }
    for (index, shape) in shapes.enumerated() {
      let kernels = numbers.value.pointer + atKernels[index]
      for k in 0..<shape.fanIn {
        for f in 0..<shape.outputs {
          let weight = kernels[k * shape.outputs + f]
          transposed[index].pointer[f * shape.fanIn + k] = weight
          absoluteTransposed[index].pointer[f * shape.fanIn + k] = abs(weight)
        }
      }
    }
    let blocks = Blocks(of: layer.r)
    team.run(tasks: blocks.count) { task in
      for i in 0..<layer.n {
        let (row, absoluteRow) = (B.pointer + i * layer.r, absoluteB.pointer + i * layer.r)
        for k in blocks[task] {
          let entry = layer.value.pointer[k * layer.p + i]
          (row[k], absoluteRow[k]) = (entry, abs(entry))
        }
      }
    }
  }
}

extension ConvolutionalFront {
  init(_ convolutions: [FrontConvolution]) { self.convolutions = convolutions }
}
