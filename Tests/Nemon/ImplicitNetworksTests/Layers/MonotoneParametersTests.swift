import ImplicitNetworks
import LinearAlgebra
import Oracles
import Testing

@Suite struct MonotoneParametersTests {
  /// Oracle: NumPy.
  @Test func referenceMatrix() throws {
    let reference = try ReferenceValues.load().monotone
    let parameters = try MonotoneParameters(P: reference.A, Q: reference.B, m: reference.m)
    #expect(isClose(parameters.W, reference.W))
    #expect(parameters.W.matrixMeasure(in: .two) <= 1 - reference.m)
  }

  /// Oracle: central differences of `sum G_ij W_ij`, which is quadratic in P and linear in Q, so exact up to rounding.
  @Test func gradients() throws {
    var generator = RandomGenerator(seed: 110)
    let matrices = (0..<3).map { _ in generator.normalMatrix(rows: 4, columns: 4) }
    let (P, Q, G) = (matrices[0], matrices[1], matrices[2])
    func value(_ P: Matrix<Double>, _ Q: Matrix<Double>) throws -> Double {
      try MonotoneParameters(P: P, Q: Q, m: 0.5).W.combined(with: G, *).elements.reduce(0, +)
    }
    let found = try MonotoneParameters(P: P, Q: Q, m: 0.5).gradients(fromW: G)
    for i in 0..<4 {
      for j in 0..<4 {
        var step = Matrix<Double>(rows: 4, columns: 4)
        step[i, j] = 0.5
        #expect(isClose(found.P[i, j], try value(P + step, Q) - value(P - step, Q), 1e-12))
        #expect(isClose(found.Q[i, j], try value(P, Q + step) - value(P, Q - step), 1e-12))
      }
    }
  }

  /// Oracle: the shapes, by hand.
  @Test func shapesAreChecked() throws {
    let shapes = (Shape(rows: 2, columns: 2), Shape(rows: 3, columns: 3))
    #expect(throws: ModelError.shape(parameter: "Q", expected: shapes.0, found: shapes.1)) {
      try MonotoneParameters(P: Matrix<Double>.identity(2), Q: .identity(3), m: 0.1)
    }
  }
}
