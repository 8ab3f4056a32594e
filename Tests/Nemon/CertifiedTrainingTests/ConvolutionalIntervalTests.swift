import CertifiedTraining
import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing
import Training

/// The convolution's interval certificate against that of the same layer as one matrix.
@Suite struct ConvolutionalIntervalTests {
  @Test(arguments: [3, 5]) func agreesWithTheDenseLayer(taps: Int) throws {
    let architecture = ConvolutionalArchitecture(
      channels: 3, taps: taps, imageChannels: 2, side: 6, pool: 3, classes: 4, gamma: 0.2)
    let network = ConvolutionalNetwork(architecture, rowSum: 1.5, randomly: RandomGenerator(seed: 7))
    let normalisation = ChannelNormalisation(means: [0.4, 0.5], deviations: [0.2, 0.25])
    let intervals = try ConvolutionalIntervals(network, normalisation: normalisation)
    let model = try network.implicitModel()
    var generator = RandomGenerator(seed: 8)
    for (index, radius) in [0, 0.01, 0.05, 0.2].enumerated() {
      let pixels = (0..<72).map { _ in UInt8(generator.integer(below: 256)) }
      func input(_ change: Double) -> Matrix<Double> {
        Matrix(rows: 1, columns: 72) { _, k in
          let p = min(max(Double(pixels[k]) / 255 + change, 0), 1)
          return (p - normalisation.means[k / 36]) / normalisation.deviations[k / 36]
        }
      }
      let dense = try model.intervalEquilibria(
        lower: input(-radius), upper: input(radius), until: .residual(below: 1e-11))
      let expected = try dense.worstLogitDifferences(of: model, labels: [index])[row: 0]
      let found = intervals.worstDifferences(pixels, label: index, radius: radius)
      for k in 0..<4 {
        // The widening is 1e-9 / (1 - factor) in each of 108 states, by weights below 1.
        #expect(abs(found[k] - expected[k]) <= 1e-6)
        #expect(found[k] >= expected[k] - 1e-10)
      }
      #expect(
        intervals.certifies(pixels, label: index, radius: radius)
          == expected.indices.allSatisfy { $0 == index || expected[$0] < 0 })
    }
  }

  /// Never below what the whole layer as one matrix gives, and at most the library's bounds for the outputs.
  @Test func sensitivities() throws {
    let architecture = ConvolutionalArchitecture(
      channels: 3, taps: 3, imageChannels: 2, side: 6, pool: 3, classes: 4, gamma: 0.2)
    let network = ConvolutionalNetwork(architecture, rowSum: 1.5, randomly: RandomGenerator(seed: 9))
    let scale = [2.0, 4]
    let model = try network.implicitModel()
    let C = Matrix(rows: 4, columns: architecture.features, elements: network.C.map(Double.init))
    let pixels = (0..<72).map { scale[$0 / 36] }
    let dense = try StateSensitivity.metzler(of: model, inputScale: pixels).differenceBounds(of: model.C)
    let metzler = try ChannelSensitivity.metzler(of: network, inputScale: scale).differenceBounds(of: C)
    let weighted = ChannelSensitivity.weightedNorm(of: network, inputScale: scale).differenceBounds(of: C)
    for i in 0..<4 {
      for k in 0..<4 {
        // One part in 1e12 for the rounding of two linear solves.
        #expect(dense[i, k] <= metzler[i, k] * (1 + 1e-12) && metzler[i, k] <= weighted[i, k] * (1 + 1e-12))
      }
    }
    // Scales of inputs are those of B's kernels: powers of two, so that no product is rounded.
    var scaled = network
    scaled.B = network.B.enumerated().map { $1 * Float(scale[$0 / 9 % 2]) }
    let output = network.outputChannelSums.rowSums.largest ?? 0
    let one = ChannelSensitivity.weightedNorm(of: network, inputScale: scale).values[0]
    #expect(abs(one * output - scaled.lipschitzBound()) <= 1e-12 * one * output)
  }

  @Test func aLayerThatDoesNotContractIsRefused() {
    let architecture = ConvolutionalArchitecture(
      channels: 2, taps: 3, imageChannels: 1, side: 4, pool: 2, classes: 2, gamma: 0.5)
    var network = ConvolutionalNetwork(architecture, randomly: RandomGenerator(seed: 1))
    network.T[0] = .nan
    #expect(throws: BoundError.self) {
      try ConvolutionalIntervals(network, normalisation: ChannelNormalisation(means: [0], deviations: [1]))
    }
  }
}
