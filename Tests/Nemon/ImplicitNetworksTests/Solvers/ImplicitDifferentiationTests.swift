import ImplicitNetworks
import LinearAlgebra
import Oracles
import Testing

@Suite struct ImplicitDifferentiationTests {
  /// Solves to rounding and returns the loss with its gradients.
  func lossAndGradients(
    _ model: ImplicitModel, inputs: Matrix<Double>, labels: [Int]
  ) throws -> (loss: Double, x: Matrix<Double>, gradients: ModelGradients) {
    let x = try EquilibriumProblem(model: model, inputs: inputs)
      .solve(by: .newton, until: .residual(below: 1e-13)).states
    let (loss, gradient) = try CrossEntropy.loss(of: model.outputs(of: x), labels: labels)
    let gradients = try model.implicitDifferentiation(
      at: x, inputs: inputs, outputGradient: gradient, until: .residual(below: 1e-14))
    return (loss, x, gradients)
  }

  /// Oracle: PyTorch's automatic differentiation through an exact solve, for T, d, B, b, C, c and U.
  @Test func referenceGradients() throws {
    let reference = try ReferenceValues.load().gradients
    let parameters = try NEMONParameters(T: reference.T, d: reference.d, gamma: reference.gamma)
    let model = try parameters.model(B: reference.B, b: reference.b, C: reference.C, c: reference.c)
    let found = try parameters.crossEntropyGradients(
      of: model, inputs: reference.U, labels: reference.labels, until: .residual(below: 1e-12))
    let x = try EquilibriumProblem(model: model, inputs: reference.U)
      .solve(by: .newton, until: .residual(below: 1e-13)).states
    #expect(isClose(x, reference.x))
    #expect(isClose(found.loss, reference.loss))
    #expect(isClose(found.T, reference.grad_T) && isClose(found.d, reference.grad_d))
    #expect(isClose(found.B, reference.grad_B) && isClose(found.b, reference.grad_b))
    #expect(isClose(found.C, reference.grad_C) && isClose(found.c, reference.grad_c))
    #expect(isClose(found.inputs, reference.grad_U))
  }

  /// Oracle: central differences of the loss through a new solve. Their error is about h^2 = 1e-10 times the third
  /// derivative plus 1e-13 / h = 1e-8.
  @Test(arguments: [Activation.relu, .leakyReLU(slope: 0.2), .tanh, .sigmoid])
  func centralDifferences(activation: Activation) throws {
    var generator = RandomGenerator(seed: 50)
    let T = generator.normalMatrix(rows: 5, columns: 5)
    let d = generator.normals(5)
    let B = generator.normalMatrix(rows: 5, columns: 3)
    let C = generator.normalMatrix(rows: 4, columns: 5)
    let U = generator.normalMatrix(rows: 3, columns: 3)
    let b = generator.normals(5)
    let labels = [3, 0, 2]

    func evaluate(_ T: Matrix<Double>, _ d: [Double], _ B: Matrix<Double>, _ U: Matrix<Double>) throws
      -> (loss: Double, x: Matrix<Double>, gradients: ModelGradients)
    {
      let model = try NEMONParameters(T: T, d: d, gamma: 0.2).model(B: B, b: b, C: C, activation: activation)
      return try lossAndGradients(model, inputs: U, labels: labels)
    }
    func difference(_ loss: (Double) throws -> Double) rethrows -> Double {
      (try loss(1e-5) - loss(-1e-5)) / 2e-5
    }
    func moved(_ matrix: Matrix<Double>, _ i: Int, _ h: Double) -> Matrix<Double> {
      var elements = matrix.elements
      elements[i] += h
      return Matrix(rows: matrix.rows, columns: matrix.columns, elements: elements)
    }

    let (_, _, gradients) = try evaluate(T, d, B, U)
    let (gradientT, gradientD) = try NEMONParameters(T: T, d: d, gamma: 0.2).gradients(fromA: gradients.A)
    for i in T.elements.indices {
      let expected = try difference { try evaluate(moved(T, i, $0), d, B, U).loss }
      #expect(abs(gradientT.elements[i] - expected) < 1e-6)
    }
    for i in d.indices {
      let expected = try difference { h in
        var d = d
        d[i] += h
        return try evaluate(T, d, B, U).loss
      }
      #expect(abs(gradientD[i] - expected) < 1e-6)
    }
    for i in B.elements.indices {
      let expected = try difference { try evaluate(T, d, moved(B, i, $0), U).loss }
      #expect(abs(gradients.B.elements[i] - expected) < 1e-6)
    }
    for i in U.elements.indices {
      let expected = try difference { try evaluate(T, d, B, moved(U, i, $0)).loss }
      #expect(abs(gradients.inputs.elements[i] - expected) < 1e-6)
    }
  }

  /// Oracle: a dense solve of `(I - A' J) w = g`; and the adjoint iteration contracts at the forward rate.
  @Test func denseAdjoint() throws {
    var generator = RandomGenerator(seed: 51)
    let model = try randomModel(width: 9, gamma: 0.3, activation: .tanh, from: &generator)
    let problem = try EquilibriumProblem(model: model, inputs: generator.normalMatrix(rows: 3, columns: 4))
    let x = try problem.solve(by: .newton, until: .residual(below: 1e-13)).states
    let g = generator.normalMatrix(rows: 3, columns: 9)
    let found = try problem.adjoint(at: x, gradient: g, until: .residual(below: 1e-13))
    for k in 0..<3 {
      let slopes = problem.preactivations(of: x)[row: k].map(model.activation.derivative)
      let system = Matrix.identity(9) - model.A.transposed * Matrix.diagonal(slopes)
      #expect(isClose(found.states[row: k], try system.solve(g[row: k]), 1e-11))
    }
    let direct = try problem.adjoint(at: x, gradient: g, by: .linearSolve, until: .residual(below: 1e-12))
    #expect(isClose(direct.states, found.states, 1e-11) && direct.history.iterations == 0)
    let factor = try #require(model.contractionFactor(stepSize: model.optimalStepSize))
    #expect(try #require(found.history.largestFactor(above: 1e-6)) <= factor + 1e-8)
  }

  /// Oracle: logits so large that a naive softmax overflows; the loss is their difference.
  @Test func crossEntropyOfLargeLogits() throws {
    let (value, gradient) = try CrossEntropy.loss(of: Matrix([[1000.0, -1000]]), labels: [1])
    #expect(value == 2000 && gradient.elements == [1, -1])
    let logits = Matrix<Double>(rows: 2, columns: 3)
    #expect(throws: LabelError.emptyBatch) {
      try CrossEntropy.loss(of: Matrix<Double>(rows: 0, columns: 3), labels: [])
    }
    #expect(throws: LabelError.count(expected: 2, found: 1)) {
      try CrossEntropy.loss(of: logits, labels: [1])
    }
    #expect(throws: LabelError.outside(sample: 1, label: 3, classes: 3)) {
      try CrossEntropy.loss(of: logits, labels: [1, 3])
    }
  }
}
