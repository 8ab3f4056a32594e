import ImplicitNetworks
import LinearAlgebra
import Robustness

extension ConvolutionalFront {
  /// What the implicit layer gets, in double precision.
  /// - Parameter images: pixels in [0, 1], shape `[batch, pixels]`.
  /// - Returns: shape `[batch, outputs]`.
  package func outputs(of images: Matrix<Double>) -> Matrix<Double> {
    convolutions.reduce(images) { images, convolution in
      convolution.product(images, convolution.kernelMatrix).addingToRows(convolution.repeatedOffsets)
        .map { max($0, 0) }
    }
  }

  /// Boxes that contain the outputs for all images of given boxes.
  ///
  /// What rounding may hide is added to every box. For windows of k numbers of magnitude at most s, a kernel whose
  /// magnitudes sum to S and an offset b it is `(k + 16) 2^-52 (S s + |b| + 1)`: the two sums of k products may be wrong by
  /// `k 2^-53 S s` each; what is left is for centre and radius, the offset, the ends and the images' own rounding.
  /// - Parameters:
  ///   - lower: the least pixels, shape `[batch, pixels]`.
  ///   - upper: the largest pixels, nowhere below `lower`.
  package func boxes(
    lower: Matrix<Double>, upper: Matrix<Double>
  ) -> (lower: Matrix<Double>, upper: Matrix<Double>) {
    convolutions.reduce((lower, upper)) { box, convolution in
      convolution.box(lower: box.0, upper: box.1)
    }
  }
}

extension ConvolutionalFront {
  /// How far each output can move at most when every pixel moves by at most 1: magnitudes of kernels, one convolution after the
  /// other, since ReLU moves nothing further. What global bounds of the layer take as the scale of its inputs.
  package var sensitivities: [Double] {
    let ones = Matrix<Double>(rows: 1, columns: pixels, repeating: 1)
    return convolutions.reduce(ones) { $1.product($0, $1.kernelMatrix.absolute) }.elements
  }
}

extension FrontConvolution {
  /// Shape `[fanIn, outputs]`.
  fileprivate var kernelMatrix: Matrix<Double> {
    Matrix(rows: shape.fanIn, columns: shape.outputs, elements: kernels.map(Double.init))
  }

  fileprivate var repeatedOffsets: [Double] {
    let b = b.map(Double.init)
    return (0..<shape.outputCount).map { b[$0 % shape.outputs] }
  }

  /// `kernels * images` without offsets, shape `[batch, outputCount]`.
  fileprivate func product(_ images: Matrix<Double>, _ kernels: Matrix<Double>) -> Matrix<Double> {
    require(images.columns == shape.inputCount, "\(images.shape) images for \(shape)")
    var windows = Matrix<Double>(rows: images.rows * shape.places, columns: shape.fanIn)
    images.elements.withUnsafeBufferPointer { images in
      windows.withUnsafeMutableElements { windows in
        guard let from = images.baseAddress, let to = windows.baseAddress else { return }
        for row in 0..<images.count / shape.inputCount {
          shape.gather(from + row * shape.inputCount, into: to + row * shape.places * shape.fanIn)
        }
      }
    }
    return Matrix(rows: images.rows, columns: shape.outputCount, elements: (windows * kernels).elements)
  }

  fileprivate func box(
    lower: Matrix<Double>, upper: Matrix<Double>
  ) -> (Matrix<Double>, Matrix<Double>) {
    let (K, b) = (kernelMatrix, b.map(Double.init))
    let sums = K.absolute.columnSums
    let centre = product(lower.combined(with: upper) { ($0 + $1) / 2 }, K).addingToRows(repeatedOffsets)
    let radius = product(lower.combined(with: upper) { ($1 - $0) / 2 }, K.absolute)
    let ulps = Double(shape.fanIn + 16) * Double.ulpOfOne
    var (low, high) = (centre - radius, centre + radius)
    for row in 0..<low.rows {
      let size = max(lower[row: row].largestMagnitude, upper[row: row].largestMagnitude)
      let allowances = (0..<shape.outputs).map { ulps * (sums[$0] * size + b[$0].magnitude + 1) }
      for k in 0..<low.columns {
        let allowance = allowances[k % shape.outputs]
        low[row, k] = max(low[row, k] - allowance, 0)
        high[row, k] = max(high[row, k] + allowance, 0)
      }
    }
    return (low, high)
  }
}

extension [Double] {
  fileprivate var largestMagnitude: Double { reduce(0) { Swift.max($0, $1.magnitude) } }
}
