import Foundation
import ImplicitNetworks
import LinearAlgebra
import Oracles
import Testing

@Suite struct NEMONParametersTests {
  /// Oracle: NumPy.
  @Test func referenceMatrices() throws {
    for reference in try ReferenceValues.load().equilibria {
      let model = try reference.model()
      #expect(isClose(model.A, reference.A))
      #expect(isClose(model.measure, reference.mu_weighted))
      #expect(isClose(model.optimalStepSize, reference.alpha_star))
      let alpha = model.optimalStepSize
      #expect(isClose(1 - alpha * (1 - max(model.measure, 0)), reference.contraction_factor))
    }
  }

  /// C6, one direction: every T and d give a measure of at most gamma; exactly gamma where a diagonal of T is >= 0.
  /// Oracle: the closed form gamma + 2 min(0, max t_ii).
  @Test func everyParameterIsWellPosed() throws {
    var generator = RandomGenerator(seed: 12)
    for _ in 0..<50 {
      let T = generator.normalMatrix(rows: 6, columns: 6).map { 3 * $0 }
      let parameters = try NEMONParameters(T: T, d: generator.normals(6), gamma: 0.4)
      let measure = parameters.A.matrixMeasure(in: .infinity(weights: parameters.weights))
      let expected = 0.4 + 2 * min(0, T.diagonal.max() ?? 0)
      // Row sums of about 15 cancel: 1e-13 is 30 roundings of that size.
      #expect(abs(measure - expected) < 1e-13)
    }
  }

  /// C6, the other direction: every A of measure at most gamma has parameters.
  /// Oracle: the matrix that was chosen first.
  @Test func everyWellPosedMatrixHasParameters() throws {
    var generator = RandomGenerator(seed: 13)
    for _ in 0..<50 {
      let eta = try Weights(generator.normals(5).map { exp($0) })
      let any = generator.normalMatrix(rows: 5, columns: 5)
      let excess = any.matrixMeasure(in: .infinity(weights: eta)) - 0.7
      let A = any - excess * Matrix.identity(5)
      let parameters = try NEMONParameters(representing: A, weights: eta, gamma: 0.7)
      #expect(isClose(parameters.A, A, 1e-12))
      #expect(isClose(parameters.weights.values, eta.values, 1e-12))
    }
  }

  /// Oracle: by hand.
  @Test func impossibleParametersAreRejected() throws {
    let A = Matrix<Double>.identity(2)
    #expect(throws: ParametersError.measureAboveGamma(measure: 1, gamma: 0.5)) {
      try NEMONParameters(representing: A, weights: .ones(2), gamma: 0.5)
    }
    let wide = Matrix<Double>(rows: 2, columns: 3)
    #expect(throws: ParametersError.shapes(T: wide.shape, d: 2)) { try NEMONParameters(T: wide, gamma: 0) }
    #expect(throws: ParametersError.shapes(T: A.shape, d: 1)) { try NEMONParameters(T: A, d: [0], gamma: 0) }
    #expect(throws: ParametersError.notFinite) { try NEMONParameters(T: A, gamma: .nan) }
    #expect(throws: ParametersError.weights(.notPositive(index: 1, value: .infinity))) {
      try NEMONParameters(T: A, d: [0, -1000], gamma: 0)
    }
  }
}
