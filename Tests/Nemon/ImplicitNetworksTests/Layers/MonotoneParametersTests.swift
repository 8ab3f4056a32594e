import ImplicitNetworks
import LinearAlgebra
import Oracles
import Testing

@Suite struct MonotoneParametersTests {
  /// Oracle: NumPy.
  @Test func referenceMatrix() throws {
    let reference = try ReferenceValues.load().monotone
    let parameters = try MonotoneParameters(P: reference.A, Q: reference.B, m: reference.m)
    #expect(isClose(parameters.A, reference.W))
    #expect(parameters.A.matrixMeasure(in: .two) <= 1 - reference.m)
  }

  /// Oracle: the shapes, by hand.
  @Test func shapesAreChecked() throws {
    let shapes = (Shape(rows: 2, columns: 2), Shape(rows: 3, columns: 3))
    #expect(throws: ModelError.shape(parameter: "Q", expected: shapes.0, found: shapes.1)) {
      try MonotoneParameters(P: .identity(2), Q: .identity(3), m: 0.1)
    }
  }
}
