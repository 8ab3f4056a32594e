import LinearAlgebra
import Oracles
import Testing

@Suite struct NormTests {
  /// Oracle: NumPy.
  @Test func referenceNormsAndMeasures() throws {
    for reference in try ReferenceValues.load().matrix_measures {
      let A = reference.A
      #expect(isClose(A.norm(in: .infinity), reference.norm_inf))
      #expect(isClose(A.norm(in: .infinity(weights: reference.eta)), reference.norm_inf_weighted))
      #expect(isClose(A.norm(in: .two), reference.norm_2))
      #expect(isClose(A.matrixMeasure(in: .infinity), reference.mu_inf))
      #expect(isClose(A.matrixMeasure(in: .infinity(weights: reference.eta)), reference.mu_inf_weighted))
      #expect(isClose(A.matrixMeasure(in: .two), reference.mu_2))
      #expect(A.metzlerMajorant == reference.metzler_majorant)
      #expect(isClose(A.metzlerMajorant.spectralAbscissa, reference.metzler_spectral_abscissa))
      #expect(isClose(A.absolute.spectralRadius, reference.abs_spectral_radius))
    }
  }

  /// Oracle: by hand.
  @Test func vectorNorms() throws {
    let x = [3.0, -4, 0]
    #expect(x.norm(in: .infinity) == 4)
    #expect(x.norm(in: .infinity(weights: try Weights([0.5, 2, 1]))) == 6)
    #expect(x.norm(in: .two) == 5)
    let rows = try Matrix([x, [1, 1, -6]])
    #expect(rows.rowDualNorms(weights: try Weights([0.5, 2, 1])) == [9.5, 8.5])
    #expect(rows.rowNorms(in: .infinity(weights: try Weights([0.5, 2, 1]))) == [6, 6])
    #expect(rows.rowNorms(in: .infinity) == [4, 6])
    #expect(isClose(rows.rowNorms(in: .two), [5, 38.0.squareRoot()], 1e-15))
    let broken = try Matrix([[1, .nan, 2], [1, 2, 3]]).rowNorms(in: .infinity)
    #expect(broken[0].isNaN && broken[1] == 3)
    #expect([Double]().norm(in: .infinity) == 0)
  }

  static func norms() throws -> [VectorNorm] {
    [.infinity, .infinity(weights: try Weights([0.5, 2, 1, 3, 0.1])), .two]
  }

  /// The properties of chapter 2, on 40 seeded pairs; 1e-12 covers the rounding of sums of five terms.
  /// Oracle: the theorems, with eigenvalues for the spectral abscissa.
  @Test(arguments: try norms())
  func propertiesOfMatrixMeasures(norm: VectorNorm) {
    var generator = RandomGenerator(seed: 20)
    for _ in 0..<40 {
      let A = generator.normalMatrix(rows: 5, columns: 5)
      let B = generator.normalMatrix(rows: 5, columns: 5)
      let mu = A.matrixMeasure(in: norm)
      let c = generator.normal()
      #expect((A + B).matrixMeasure(in: norm) <= mu + B.matrixMeasure(in: norm) + 1e-12)
      #expect(isClose((A + c * Matrix.identity(5)).matrixMeasure(in: norm), mu + c, 1e-12))
      #expect(isClose((abs(c) * A).matrixMeasure(in: norm), abs(c) * mu, 1e-12))
      #expect(A.spectralAbscissa <= mu + 1e-12)
      #expect(mu <= A.norm(in: norm) + 1e-12)
      #expect(abs(mu) <= A.norm(in: norm) + 1e-12)
      let x = generator.normals(5)
      #expect((A * x).norm(in: norm) <= A.norm(in: norm) * x.norm(in: norm) * (1 + 1e-12))
    }
  }

  /// Oracle: the definition as a limit. For the max norms the quotient equals the measure once `1 + h a_ii >= 0`,
  /// up to cancellation (2^-52 / h); in the Euclidean norm it is off by at most `h ||A||^2`.
  @Test(arguments: try norms())
  func measureIsTheLimitOfItsDefinition(norm: VectorNorm) {
    var generator = RandomGenerator(seed: 21)
    for _ in 0..<20 {
      let A = generator.normalMatrix(rows: 5, columns: 5)
      let h = 1e-6
      let quotient = ((Matrix.identity(5) + h * A).norm(in: norm) - 1) / h
      #expect(abs(quotient - A.matrixMeasure(in: norm)) < (norm == .two ? 1e-4 : 1e-8))
    }
  }

  /// Oracle: IEEE 754: whatever is computed from a NaN is one.
  @Test func aNaNIsNeverLost() throws {
    for (i, j) in [(0, 0), (0, 1), (2, 2), (1, 0)] {
      var A = Matrix<Double>.identity(3)
      A[i, j] = .nan
      for norm in [VectorNorm.infinity, .infinity(weights: try Weights([1, 2, 3])), .two] {
        #expect(A.norm(in: norm).isNaN && A.matrixMeasure(in: norm).isNaN)
      }
      #expect(A.spectralAbscissa.isNaN && A.spectralRadius.isNaN)
    }
    #expect([1, .nan, 2].norm(in: .infinity).isNaN && [.nan, 1].norm(in: .infinity).isNaN)
  }

  /// Oracle: by hand.
  @Test(arguments: [0, -1, Double.nan, .infinity, -0.0])
  func weightsMustBePositive(value: Double) {
    #expect(throws: WeightsError.notPositive(index: 1, value: value)) { try Weights([1, value, 2]) }
  }
}
