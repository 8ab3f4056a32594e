import ImplicitNetworks
import LinearAlgebra
import Oracles
import Testing

@Suite struct ConvolutionalNEMONTests {
  /// The images of one batch as rows.
  private func rows(_ images: [[[[Double]]]]) throws -> Matrix<Double> {
    try Matrix(images.map { $0.flatMap { $0.flatMap { $0 } } })
  }

  private func layer(_ reference: ReferenceValues.Convolution) throws -> ConvolutionalNEMON {
    ConvolutionalNEMON(
      T: try rows(reference.T), kernel: reference.T[0][0].count, gamma: reference.gamma,
      height: reference.v[0][0].count, width: reference.v[0][0][0].count)
  }

  /// Oracle: PyTorch's convolution and automatic differentiation.
  @Test func referenceEquilibriumAndGradients() throws {
    let reference = try ReferenceValues.load().convolution
    let layer = try layer(reference)
    #expect(isClose(layer.rowSums, reference.row_sums))
    let model = try layer.model()
    let v = try rows(reference.v)
    let z = try EquilibriumProblem(model: model, inputs: v)
      .solve(by: .averageIteration(), until: .residual(below: 1e-12)).states
    #expect(isClose(z, try rows(reference.z)))
    let gradients = try model.implicitDifferentiation(
      at: z, inputs: v, outputGradient: rows(reference.loss_weights), until: .residual(below: 1e-12))
    #expect(isClose(gradients.inputs, try rows(reference.grad_v)))
    #expect(isClose(layer.gradient(fromA: gradients.A), try rows(reference.grad_T)))
  }

  /// The true row sum keeps the measure at gamma: reached inside the image where T's centre taps are >= 0.
  /// Oracle: gamma.
  @Test(arguments: [1, 3, 5]) func measureIsAtMostGamma(kernel: Int) {
    var generator = RandomGenerator(seed: 120)
    let T = generator.normalMatrix(rows: 2, columns: 2 * kernel * kernel)
    let layer = ConvolutionalNEMON(T: T, kernel: kernel, gamma: 0.4, height: 7, width: 5)
    #expect(layer.A.matrixMeasure(in: .infinity) <= 0.4 + 1e-13)
    let positive = ConvolutionalNEMON(T: T.absolute, kernel: kernel, gamma: 0.4, height: 7, width: 5)
    #expect(abs(positive.A.matrixMeasure(in: .infinity) - 0.4) < 1e-13)
  }

  /// C6 with a weight for each channel. Oracle: gamma, which is reached as above; in the plain max norm the same matrix
  /// is far above it. 1e-12: row sums of 10 to 60 cancel, times ratios of weights of up to 5.
  @Test(arguments: [1, 3, 5]) func measureIsAtMostGammaInItsWeights(kernel: Int) throws {
    var generator = RandomGenerator(seed: 122)
    for sign in [-1.0, 1] {
      let T = generator.normalMatrix(rows: 3, columns: 3 * kernel * kernel).map { sign > 0 ? abs($0) : $0 }
      let weights = try Weights([0.5, 1, 2.5])
      let layer = ConvolutionalNEMON(T: T, kernel: kernel, gamma: 0.4, height: 6, width: 5, weights: weights)
      let model = try layer.model()
      #expect(model.weights.values == [0.5, 1, 2.5].flatMap { Array(repeating: $0, count: 30) })
      #expect(model.measure <= 0.4 + 1e-12)
      if sign > 0 { #expect(model.measure >= 0.4 - 1e-12) }
      #expect(layer.A.matrixMeasure(in: .infinity) > 1)
    }
  }

  /// Oracle: `D^-1 A D` of the layer without weights; and central differences of a linear function of `A` for `T` and
  /// for `d`, whose error is the rounding of sums of size 10 over the step, 1e-9, plus `h^2` = 1e-10.
  @Test func weightsScaleChannels() throws {
    var generator = RandomGenerator(seed: 123)
    let T = generator.normalMatrix(rows: 2, columns: 18)
    let d = generator.normals(2)
    func layer(_ T: Matrix<Double>, _ d: [Double]) throws -> ConvolutionalNEMON {
      ConvolutionalNEMON(
        T: T, kernel: 3, gamma: 0.1, height: 3, width: 4, weights: try Weights(logarithms: d.map { -$0 }))
    }
    let found = try layer(T, d)
    let eta = found.unitWeights.values
    let plain = ConvolutionalNEMON(T: T, kernel: 3, gamma: 0.1, height: 3, width: 4).A
    #expect(isClose(found.A, .diagonal(eta) * plain * .diagonal(eta.map { 1 / $0 }), 1e-13))
    let G = generator.normalMatrix(rows: 24, columns: 24)
    func value(_ layer: ConvolutionalNEMON) -> Double {
      zip(layer.A.elements, G.elements).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let byT = try centralDifferences(at: T) { value(try layer($0, d)) }
    let byD = try centralDifferences(at: d) { value(try layer(T, $0)) }
    #expect(isClose(found.gradient(fromA: G), byT, 1e-8))
    #expect(isClose(found.weightGradient(fromA: G), byD, 1e-8))
  }

  /// Oracle: the definition of the correlation, pixel by pixel, with a test for the border instead of loop bounds.
  @Test func theMatrixIsTheCorrelation() {
    var generator = RandomGenerator(seed: 121)
    let T = generator.normalMatrix(rows: 2, columns: 2 * 25)
    let layer = ConvolutionalNEMON(T: T, kernel: 5, gamma: 0, height: 4, width: 3)
    let z = generator.normals(layer.units)
    let expected = (0..<layer.units).map { unit -> Double in
      let (c, y, x) = (unit / 12, unit % 12 / 3, unit % 3)
      var sum = -layer.rowSums[c] * z[unit]
      for entry in 0..<50 {
        let (i, dy, dx) = (entry / 25, entry % 25 / 5 - 2, entry % 5 - 2)
        guard (0..<4).contains(y + dy), (0..<3).contains(x + dx) else { continue }
        sum += T[c, entry] * z[(i * 4 + y + dy) * 3 + x + dx]
      }
      return sum
    }
    // Sums of 50 terms of size 1 and a diagonal of size 40.
    #expect(isClose(layer.A * z, expected, 1e-12))
  }
}
