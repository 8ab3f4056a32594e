import ImplicitNetworks
import LinearAlgebra
import Oracles
import Testing

@Suite struct ModelTests {
  static let A = Matrix<Double>.identity(2)
  static let B = Matrix<Double>(rows: 2, columns: 3)
  static let C = Matrix<Double>(rows: 1, columns: 2)

  /// Oracle: the shapes, by hand.
  @Test func shapesAreChecked() {
    func error(_ make: () throws(ModelError) -> ImplicitModel) -> ModelError? {
      do { _ = try make() } catch { return error }
      return nil
    }
    func shape(_ name: String, _ expected: (Int, Int), _ found: (Int, Int)) -> ModelError {
      .shape(
        parameter: name, expected: Shape(rows: expected.0, columns: expected.1),
        found: Shape(rows: found.0, columns: found.1))
    }
    let (A, B, C) = (Self.A, Self.B, Self.C)
    var broken = A
    broken[0, 1] = .nan
    let cases: [(ModelError?, () throws(ModelError) -> ImplicitModel)] = [
      (nil, { () throws(ModelError) in try ImplicitModel(A: A, B: B, C: C) }),
      (shape("A", (2, 2), (2, 3)), { () throws(ModelError) in try ImplicitModel(A: B, B: B, C: C) }),
      (shape("B", (2, 2), (1, 2)), { () throws(ModelError) in try ImplicitModel(A: A, B: C, C: C) }),
      (shape("C", (2, 2), (2, 3)), { () throws(ModelError) in try ImplicitModel(A: A, B: B, C: B) }),
      (
        shape("b", (2, 1), (3, 1)),
        { () throws(ModelError) in try ImplicitModel(A: A, B: B, b: [1, 2, 3], C: C) }
      ),
      (shape("c", (1, 1), (0, 1)), { () throws(ModelError) in try ImplicitModel(A: A, B: B, C: C, c: []) }),
      (
        shape("weights", (2, 1), (1, 1)),
        { () throws(ModelError) in try ImplicitModel(A: A, B: B, C: C, weights: .ones(1)) }
      ),
      (.notFinite(parameter: "A"), { () throws(ModelError) in try ImplicitModel(A: broken, B: B, C: C) }),
      (
        .notFinite(parameter: "b"),
        { () throws(ModelError) in try ImplicitModel(A: A, B: B, b: [.infinity, 0], C: C) }
      ),
      (
        .slopeOutsideUnit(1.5),
        { () throws(ModelError) in try ImplicitModel(A: A, B: B, C: C, activation: .leakyReLU(slope: 1.5)) }
      ),
    ]
    for (expected, make) in cases { #expect(error(make) == expected) }
  }

  /// Oracle: the shapes, by hand.
  @Test func inputsAreChecked() throws {
    let model = try ImplicitModel(A: Self.A, B: Self.B, C: Self.C)
    let shapes = (Shape(rows: 4, columns: 3), Shape(rows: 4, columns: 2))
    #expect(throws: ModelError.shape(parameter: "inputs", expected: shapes.0, found: shapes.1)) {
      try EquilibriumProblem(model: model, inputs: Matrix(rows: 4, columns: 2))
    }
    #expect(throws: ModelError.notFinite(parameter: "inputs")) {
      try EquilibriumProblem(model: model, inputs: Matrix(rows: 1, columns: 3, repeating: .nan))
    }
  }

  /// Oracle: the definition on a 2 x 2 matrix, by hand.
  @Test func wellPosedness() throws {
    let A = try Matrix([[-3.0, 2], [0.25, 0.5]])
    let model = try ImplicitModel(A: A, B: Self.B, C: Self.C)
    #expect(model.measure == 0.75 && model.isWellPosed)
    #expect(model.optimalStepSize == 0.25)
    #expect(model.contractionFactor(stepSize: 0.25) == 1 - 0.25 * 0.25)
    #expect(model.contractionFactor(stepSize: 0.3) == nil && model.contractionFactor(stepSize: 0) == nil)
    #expect(model.oneSidedLipschitzConstant == 0.75)
    #expect(model.with(weights: try Weights([1, 0.125])).measure == 2.5)
    // Abscissa of [[-3, 2], [1/4, 1/2]] is the larger root of (x + 3)(x - 1/2) = 1/2.
    let abscissa = (-2.5 + (6.25 + 8).squareRoot()) / 2
    #expect(isClose(try model.withOptimalWeights().measure, abscissa, 1e-12))
    #expect(try !ImplicitModel(A: Self.A, B: Self.B, C: Self.C).isWellPosed)
  }

  /// Oracle: a dense sweep of slopes through the definition of the measure of `diag(s) A`.
  @Test(arguments: [Activation.relu, .leakyReLU(slope: 0.3), .sigmoid])
  func oneSidedLipschitzConstantIsTheWorstSlope(activation: Activation) throws {
    var generator = RandomGenerator(seed: 8)
    for gamma in [-2.0, 0.5] {
      let model = try randomModel(width: 3, gamma: gamma, activation: activation, from: &generator)
      let (lower, upper) = (activation.slopes.lowerBound, activation.slopes.upperBound)
      var worst = -Double.infinity
      for corner in 0..<8 {
        let slopes = (0..<3).map { corner >> $0 & 1 == 0 ? lower : upper }
        worst = max(worst, (Matrix.diagonal(slopes) * model.A).matrixMeasure(in: model.norm))
        let inside = slopes.map { _ in generator.uniform(lower, upper) }
        let measure = (Matrix.diagonal(inside) * model.A).matrixMeasure(in: model.norm)
        #expect(measure <= model.oneSidedLipschitzConstant + 1e-12)
      }
      #expect(isClose(worst, model.oneSidedLipschitzConstant, 1e-12))
    }
  }
}
