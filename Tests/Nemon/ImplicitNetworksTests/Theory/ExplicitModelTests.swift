import ImplicitNetworks
import LinearAlgebra
import Oracles
import Testing

@Suite struct ExplicitModelTests {
  /// Oracle: the implicit model with `A = 0`, solved and differentiated by its own code; 1e-12 is some roundings.
  @Test(arguments: [Activation.relu, .leakyReLU(slope: 0.2), .tanh, .sigmoid])
  func anImplicitModelWithoutFeedback(activation: Activation) throws {
    var generator = RandomGenerator(seed: 150)
    let model = try randomExplicitModel(activation: activation, from: &generator)
    let implicit = try ImplicitModel(
      A: Matrix(rows: 8, columns: 8), B: model.B, b: model.b, C: model.C, c: model.c, activation: activation)
    #expect(model.width == 8 && model.inputs == 4 && model.outputs == 3)
    let inputs = generator.normalMatrix(rows: 5, columns: 4)
    let x = try EquilibriumProblem(model: implicit, inputs: inputs)
      .solve(by: .picard, until: .residual(below: 1e-15)).states
    #expect(isClose(try model.outputs(for: inputs), implicit.outputs(of: x), 1e-12))
    let g = generator.normalMatrix(rows: 5, columns: 3)
    let found = try model.backpropagation(inputs: inputs, outputGradient: g)
    let expected = try implicit.implicitDifferentiation(
      at: x, inputs: inputs, outputGradient: g, by: .linearSolve, until: .residual(below: 1e-12))
    #expect(isClose(found.B, expected.B, 1e-12) && isClose(found.b, expected.b, 1e-12))
    #expect(isClose(found.C, expected.C, 1e-12) && isClose(found.c, expected.c, 1e-12))
    #expect(isClose(found.inputs, expected.inputs, 1e-12))
  }

  /// Oracle: central differences of the cross-entropy, error h^2 = 1e-10 plus rounding 1e-16 / h = 1e-11.
  @Test(arguments: [Activation.relu, .leakyReLU(slope: 0.2), .tanh, .sigmoid])
  func backpropagation(activation: Activation) throws {
    var generator = RandomGenerator(seed: 151)
    let model = try randomExplicitModel(width: 5, activation: activation, from: &generator)
    let inputs = generator.normalMatrix(rows: 3, columns: 4)
    func loss(
      B: Matrix<Double>? = nil, b: [Double]? = nil, C: Matrix<Double>? = nil, c: [Double]? = nil,
      inputs u: Matrix<Double>? = nil
    ) throws -> (value: Double, gradient: Matrix<Double>) {
      let moved = try ExplicitModel(
        B: B ?? model.B, b: b ?? model.b, C: C ?? model.C, c: c ?? model.c, activation: activation)
      return try CrossEntropy.loss(of: moved.outputs(for: u ?? inputs), labels: [2, 0, 1])
    }
    let found = try model.backpropagation(inputs: inputs, outputGradient: loss().gradient)
    #expect(isClose(found.B, try centralDifferences(at: model.B) { try loss(B: $0).value }, 1e-8))
    #expect(isClose(found.b, try centralDifferences(at: model.b) { try loss(b: $0).value }, 1e-8))
    #expect(isClose(found.C, try centralDifferences(at: model.C) { try loss(C: $0).value }, 1e-8))
    #expect(isClose(found.c, try centralDifferences(at: model.c) { try loss(c: $0).value }, 1e-8))
    #expect(isClose(found.inputs, try centralDifferences(at: inputs) { try loss(inputs: $0).value }, 1e-8))
  }

  /// Oracle: the shapes, by hand.
  @Test func badInputIsRejected() throws {
    let (B, C) = (Matrix<Double>(rows: 2, columns: 3), Matrix<Double>(rows: 1, columns: 2))
    func column(_ rows: Int) -> Shape { Shape(rows: rows, columns: 1) }
    #expect(throws: ModelError.shape(parameter: "C", expected: C.shape, found: Shape(rows: 1, columns: 3))) {
      try ExplicitModel(B: B, C: Matrix(rows: 1, columns: 3))
    }
    #expect(throws: ModelError.shape(parameter: "b", expected: column(2), found: column(1))) {
      try ExplicitModel(B: B, b: [0], C: C)
    }
    #expect(throws: ModelError.shape(parameter: "c", expected: column(1), found: column(2))) {
      try ExplicitModel(B: B, C: C, c: [0, 0])
    }
    #expect(throws: ModelError.notFinite(parameter: "B")) {
      try ExplicitModel(B: B.map { _ in .nan }, C: C)
    }
    #expect(throws: ModelError.slopeOutsideUnit(-0.1)) {
      try ExplicitModel(B: B, C: C, activation: .leakyReLU(slope: -0.1))
    }
    let model = try ExplicitModel(B: B, C: C)
    let shapes = (Shape(rows: 4, columns: 3), Shape(rows: 4, columns: 2))
    #expect(throws: ModelError.shape(parameter: "inputs", expected: shapes.0, found: shapes.1)) {
      try model.outputs(for: Matrix(rows: 4, columns: 2))
    }
    #expect(throws: ModelError.notFinite(parameter: "inputs")) {
      try model.outputs(for: Matrix(rows: 1, columns: 3, repeating: .infinity))
    }
    #expect(throws: ModelError.shape(parameter: "outputGradient", expected: column(4), found: column(3))) {
      try model.backpropagation(
        inputs: Matrix(rows: 4, columns: 3), outputGradient: Matrix(rows: 3, columns: 1))
    }
    #expect(try model.outputs(for: Matrix(rows: 0, columns: 3)).shape == Shape(rows: 0, columns: 1))
  }
}
