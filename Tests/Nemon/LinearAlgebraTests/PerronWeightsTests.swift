import LinearAlgebra
import Oracles
import Testing

@Suite struct PerronWeightsTests {
  /// Oracle: NumPy's Perron vectors, scaled to sum 1, and eigenvalues.
  @Test func referenceWeights() throws {
    for reference in try ReferenceValues.load().matrix_measures {
      let found = try reference.A.perronWeights()
      #expect(isClose(found.weights.values, reference.metzler_perron_eta))
      #expect(isClose(found.infimum, reference.metzler_spectral_abscissa))
      #expect(isClose(found.attained, reference.metzler_spectral_abscissa))
      #expect(isClose(try reference.A.perronNormWeights().attained, reference.abs_spectral_radius))
    }
  }

  /// Oracle: closed forms. Nilpotent and triangular matrices have their diagonal for spectrum, and no vector of
  /// weights attains the infimum.
  @Test func reducibleMatrices() throws {
    let cases: [([[Double]], Double)] = [
      ([[0, 1], [0, 0]], 0),
      ([[0, 1, 0], [0, 0, 1], [0, 0, 0]], 0),
      ([[1, 0], [0, -3]], 1),
      ([[-2, 5, 1], [0, -2, -7], [0, 0, -1]], -1),
      ([[0.5, 1, 0, 0], [1, 0.5, 0, 0], [4, 4, -1, 2], [0, 4, 2, -1]], 1.5),
      ([[0, 0], [0, 0]], 0),
      // Two irreducible blocks with the same abscissa, one feeding the other, their rows interleaved.
      ([[0, 1, 1, 1], [0, 0, 0, 1], [1, 1, 0, 1], [0, 1, 0, 0]], 1),
    ]
    for (rows, infimum) in cases {
      let A = try Matrix(rows)
      let found = try A.perronWeights(tolerance: 1e-6)
      #expect(isClose(found.infimum, infimum, 1e-7))
      #expect(found.attained <= infimum + 2e-6 * max(1, A.norm(in: .infinity)))
      #expect(found.attained == A.matrixMeasure(in: .infinity(weights: found.weights)))
    }
  }

  /// No other weights do better. Oracle: a random search around and far from the optimum.
  @Test func noWeightsDoBetter() throws {
    var generator = RandomGenerator(seed: 30)
    let A = generator.normalMatrix(rows: 6, columns: 6)
    let best = try A.perronWeights()
    for _ in 0..<500 {
      let other = try Weights(best.weights.values.map { $0 * (1 + 0.3 * generator.uniform()) })
      #expect(A.matrixMeasure(in: .infinity(weights: other)) >= best.attained - 1e-9)
    }
  }

  /// Oracle: by hand.
  @Test func aMatrixWithoutSpectrum() throws {
    #expect(throws: PerronError.noSpectrum) { try Matrix([[1, Double.nan], [0, 1]]).perronWeights() }
  }
}
