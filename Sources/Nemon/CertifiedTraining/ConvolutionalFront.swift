import ImplicitNetworks
import LinearAlgebra

/// The explicit layers before an implicit one: convolutions, each with ReLU.
///
/// Images and what becomes of them have the shape `[side, side, channels]`, row-major; the last convolution's is the row of
/// inputs of the implicit layer.
package struct ConvolutionalFront: Hashable, Sendable, Codable {
  package var convolutions: [FrontConvolution]

  /// Numbers of an image, and inputs of the implicit layer.
  package var pixels: Int { convolutions.first?.shape.inputCount ?? 0 }
  package var outputs: Int { convolutions.last?.shape.outputCount ?? 0 }

  /// Convolutions of 4 x 4 taps, each at every second place and with one pixel of rim, so that sides are halved.
  ///
  /// Kernels are uniform in `±4 / fan-in`: the expected sum of a kernel's magnitudes is then 2, of which ReLU passes half, so that
  /// small boxes keep their size from one layer to the next. Offsets are 0.
  /// - Parameters:
  ///   - side: of a grey image.
  ///   - filters: of each convolution, multiples of 16.
  ///   - generator: each convolution draws from the stream of its number.
  package init(side: Int, filters: [Int], randomly generator: RandomGenerator) {
    var (side, inputs) = (side, 1)
    convolutions = filters.enumerated().map { index, outputs in
      let shape = FrontShape(inputs: inputs, outputs: outputs, side: side, taps: 4, stride: 2, padding: 1)
      var stream = generator.stream("front").stream(index)
      let bound = 4 / Double(shape.fanIn)
      (side, inputs) = (shape.outputSide, outputs)
      return FrontConvolution(
        shape: shape, kernels: (0..<shape.fanIn * outputs).map { _ in Float(stream.uniform(-bound, bound)) },
        b: Array(repeating: 0, count: outputs))
    }
  }

  /// Whether the convolutions of `other` have the same shapes.
  package func hasShape(of other: ConvolutionalFront) -> Bool {
    convolutions.map(\.shape) == other.convolutions.map(\.shape) && isComplete
  }

  /// Whether each convolution has the parameters that its shape says, and takes what the one before gives.
  package var isComplete: Bool {
    convolutions.allSatisfy {
      $0.kernels.count == $0.shape.fanIn * $0.shape.outputs && $0.b.count == $0.shape.outputs
    }
      && zip(convolutions, convolutions.dropFirst()).allSatisfy {
        ($0.shape.outputs, $0.shape.outputSide) == ($1.shape.inputs, $1.shape.side)
      }
  }
}

/// One convolution of a front.
package struct FrontConvolution: Hashable, Sendable, Codable {
  package var shape: FrontShape
  /// Shape `[taps, taps, inputs, outputs]`.
  @PackedFloats package var kernels: [Float]
  /// Shape `[outputs]`.
  @PackedFloats package var b: [Float]
}

/// An implicit layer with its front.
package struct FrontedNetwork: Hashable, Sendable, Codable {
  package var front: ConvolutionalFront
  package var layer: FullyConnectedNEMON

  package init(front: ConvolutionalFront, layer: FullyConnectedNEMON) {
    (self.front, self.layer) = (front, layer)
  }
}
