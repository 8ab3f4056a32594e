import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing

/// What coarse solves and single precision may do to logits, and that certificates allow for it.
@Suite struct EvaluationErrorTests {
  /// `|(y_i - y_j) - (exact y_i - exact y_j)|` over its bound, the largest of all pairs and samples.
  private func share(_ logits: Matrix<Double>, of exact: Matrix<Double>, _ error: EvaluationError) -> Double {
    var largest = 0.0
    for (row, other) in zip(logits.rowVectors, exact.rowVectors) {
      for i in row.indices {
        for j in row.indices where i != j {
          let found = abs((row[i] - row[j]) - (other[i] - other[j]))
          largest = max(largest, found / error.differences[i, j])
        }
      }
    }
    return largest
  }

  private func exactLogits(_ model: ImplicitModel, _ inputs: Matrix<Double>) throws -> Matrix<Double> {
    let states = try EquilibriumProblem(model: model, inputs: inputs)
      .solve(by: Newton(), until: .residual(below: 1e-13)).states
    return model.outputs(of: states)
  }

  /// Oracle: equilibria to 1e-13, beside states that were moved from them at random, whose residual is the one that the
  /// bound was made for. Rounding at 1e-13 is nothing beside residuals of 1e-3.
  @Test(arguments: [Activation.relu, .tanh], [-1.0, 0, 0.6])
  func coversStatesOfARestingResidual(activation: Activation, gamma: Double) throws {
    var generator = RandomGenerator(seed: 180)
    var closest = 0.0
    for _ in 0..<60 {
      let model = try randomModel(gamma: gamma, activation: activation, from: &generator)
      let inputs = Matrix<Double>(rows: 4, columns: 4) { _, _ in generator.uniform(-2, 2) }
      let problem = try EquilibriumProblem(model: model, inputs: inputs)
      let exact = try problem.solve(by: Newton(), until: .residual(below: 1e-13)).states
      let moved = Matrix<Double>(rows: 4, columns: 8) { exact[$0, $1] + 1e-3 * generator.normal() }
      let residuals = (activation.values(of: problem.preactivations(of: moved)) - moved).rowNorms(
        in: model.norm)
      let error = try EvaluationError(of: model, residual: residuals.max() ?? 0, largestInput: 2)
      let found = share(model.outputs(of: moved), of: model.outputs(of: exact), error)
      #expect(found <= 1)
      closest = max(closest, found)
    }
    // Not vacuous: the bound takes the worst residual in every unit at once.
    #expect(closest > 0.02)
  }

  /// Oracle: the same equilibria in double precision. Everything else, iteration and logits, is done in single precision, with
  /// plain loops.
  @Test(arguments: [0.0, 0.6]) func coversSinglePrecision(gamma: Double) throws {
    var generator = RandomGenerator(seed: 181)
    for _ in 0..<40 {
      let model = try randomModel(width: 20, inputs: 6, gamma: gamma, from: &generator)
      // What single precision can hold exactly.
      let single = try ImplicitModel(
        A: Matrix<Double>(Matrix<Float>(model.A)), B: Matrix<Double>(Matrix<Float>(model.B)),
        b: model.b.map { Double(Float($0)) }, C: Matrix<Double>(Matrix<Float>(model.C)),
        c: model.c.map { Double(Float($0)) }, weights: model.weights)
      let u = (0..<6).map { _ in Float(generator.uniform(-2, 2)) }
      var x = [Float](repeating: 0, count: 20)
      let step = Float(single.optimalStepSize)
      var residual = 0.0
      for _ in 0..<600 {
        let image = (0..<20).map { i in
          let z = (0..<20).reduce(Float(single.b[i])) { $0 + Float(single.A[i, $1]) * x[$1] }
          return max(0, (0..<6).reduce(z) { $0 + Float(single.B[i, $1]) * u[$1] })
        }
        residual = zip(image, x).map { Double($0 - $1) }.norm(in: single.norm)
        if residual < 1e-4 { break }
        for i in 0..<20 { x[i] += step * (image[i] - x[i]) }
      }
      let logits = (0..<3).map { k in
        Double((0..<20).reduce(Float(single.c[k])) { $0 + Float(single.C[k, $1]) * x[$1] })
      }
      let exact = try exactLogits(single, Matrix(rows: 1, columns: 6, elements: u.map(Double.init)))
      let error = try EvaluationError(
        of: single, residual: residual, largestInput: 2, unit: Double(Float.ulpOfOne))
      #expect(share(Matrix(rows: 1, columns: 3, elements: logits), of: exact, error) <= 1)
    }
  }

  /// Oracle: equilibria to 1e-13. MON's matrices have no measure below 1 in the max norm, so that the Euclidean norm is used.
  @Test func coversModelsOfMON() throws {
    var generator = RandomGenerator(seed: 182)
    for _ in 0..<30 {
      let parameters = try MonotoneParameters(
        P: generator.normalMatrix(rows: 8, columns: 8), Q: generator.normalMatrix(rows: 8, columns: 8), m: 0.5
      )
      let model = try ImplicitModel(
        A: parameters.A, B: generator.normalMatrix(rows: 8, columns: 4), b: generator.normals(8),
        C: generator.normalMatrix(rows: 3, columns: 8))
      #expect(model.measure >= 1)
      let inputs = Matrix<Double>(rows: 4, columns: 4) { _, _ in generator.uniform(-2, 2) }
      let problem = try EquilibriumProblem(model: model, inputs: inputs)
      let exact = try problem.solve(by: PeacemanRachfordSplitting(), until: .residual(below: 1e-13)).states
      let moved = Matrix<Double>(rows: 4, columns: 8) { exact[$0, $1] + 1e-3 * generator.normal() }
      let residuals = (model.activation.values(of: problem.preactivations(of: moved)) - moved)
        .rowNorms(in: model.norm)
      let error = try EvaluationError(of: model, residual: residuals.max() ?? 0, largestInput: 2)
      #expect(share(model.outputs(of: moved), of: model.outputs(of: exact), error) <= 1)
    }
  }

  /// Oracle: the radius by hand, `(margin - 2 error) / bound`. A prediction whose margin the errors can undo is not certified.
  @Test func marginsLoseTheErrorTwice() throws {
    let model = try ImplicitModel(
      A: Matrix(rows: 2, columns: 2), B: .identity(2), C: .identity(2), weights: .ones(2))
    let error = try EvaluationError(of: model, residual: 0.01, largestInput: 1)
    // Each of two states of weight 1 is off by 0.01, up to rounding of 1e-14.
    #expect(abs(error.differences[0, 1] - 0.02) < 1e-12)
    let certificate = try StateSensitivity.metzler(of: model)
    let logits = try Matrix([[0.5, 0.1], [0.5, 0.47]])
    let radii = certificate.certifiedRadii(logits: logits, C: model.C, error: error)
    #expect(abs(radii[0] - (0.4 - 0.04) / 2) < 1e-12 && radii[1] == 0)
    #expect(abs(certificate.certifiedRadii(logits: logits, C: model.C)[1] - 0.015) < 1e-12)
  }

  /// Oracle: the measure of 2 I, by hand.
  @Test func modelsWithoutAMeasureBelowOneAreRefused() throws {
    let model = try ImplicitModel(A: 2 * .identity(2), B: .identity(2), C: .identity(2))
    #expect(throws: BoundError.notWellPosed(measure: 2)) {
      try EvaluationError(of: model, residual: 0, largestInput: 1)
    }
  }
}
