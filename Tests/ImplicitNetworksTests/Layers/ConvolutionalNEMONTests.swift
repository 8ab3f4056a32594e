import ImplicitNetworks
import LinearAlgebra
import Testing

@Suite struct ConvolutionalNEMONTests {
  /// The images of one batch as rows.
  private func rows(_ images: [[[[Double]]]]) throws -> Matrix<Double> {
    try Matrix(images.map { $0.flatMap { $0.flatMap { $0 } } })
  }

  private func layer(_ reference: ReferenceValues.Convolution) throws -> ConvolutionalNEMON {
    try ConvolutionalNEMON(
      T: rows(reference.T), kernel: reference.T[0][0].count, gamma: reference.gamma,
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
  @Test(arguments: [1, 3, 5]) func measureIsAtMostGamma(kernel: Int) throws {
    var generator = RandomGenerator(seed: 120)
    let T = generator.normalMatrix(rows: 2, columns: 2 * kernel * kernel)
    let layer = try ConvolutionalNEMON(T: T, kernel: kernel, gamma: 0.4, height: 7, width: 5)
    #expect(layer.A.matrixMeasure(in: .infinity) <= 0.4 + 1e-13)
    let positive = try ConvolutionalNEMON(
      T: T.absolute, kernel: kernel, gamma: 0.4, height: 7, width: 5)
    #expect(abs(positive.A.matrixMeasure(in: .infinity) - 0.4) < 1e-13)
  }

  /// Oracle: the definition of the correlation, pixel by pixel, with a test for the border instead of loop bounds.
  @Test func theMatrixIsTheCorrelation() throws {
    var generator = RandomGenerator(seed: 121)
    let T = generator.normalMatrix(rows: 2, columns: 2 * 25)
    let layer = try ConvolutionalNEMON(T: T, kernel: 5, gamma: 0, height: 4, width: 3)
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

  @Test func shapesAreChecked() {
    let shapes = (Shape(rows: 2, columns: 18), Shape(rows: 2, columns: 9))
    #expect(throws: ModelError.shape(parameter: "T", expected: shapes.0, found: shapes.1)) {
      try ConvolutionalNEMON(T: Matrix(rows: 2, columns: 9), kernel: 3, gamma: 0, height: 4, width: 4)
    }
  }
}
