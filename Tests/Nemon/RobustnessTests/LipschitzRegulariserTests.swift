import ImplicitNetworks
import LinearAlgebra
import Oracles
import Robustness
import Testing

@Suite struct LipschitzRegulariserTests {
  /// Oracle: the bounds themselves, where `mu(A) = gamma`; and central differences of them, error h^2 = 1e-10.
  @Test(arguments: [-0.5, 0.4]) func valuesAndGradients(gamma: Double) throws {
    var generator = RandomGenerator(seed: 95)
    let T = generator.normalMatrix(rows: 5, columns: 5).absolute
    let d = generator.normals(5)
    let B = generator.normalMatrix(rows: 5, columns: 3)
    let C = generator.normalMatrix(rows: 2, columns: 5)
    func model(_ B: Matrix<Double>, _ C: Matrix<Double>, _ d: [Double]) throws -> ImplicitModel {
      try NEMONParameters(T: T, d: d, gamma: gamma).model(B: B, C: C)
    }
    let cases: [(LipschitzRegulariser, (ImplicitModel) throws -> Double)] = [
      (.bound, { try $0.lipschitzBound() }), (.arithmeticMean, { try $0.arithmeticMeanBound() }),
    ]
    for (regulariser, value) in cases {
      let found = regulariser.gradients(of: try model(B, C, d), gamma: gamma)
      #expect(isClose(found.value, try value(model(B, C, d)), 1e-12))
      for i in B.elements.indices {
        let step = Matrix(rows: 5, columns: 3) { $0 * 3 + $1 == i ? 1e-5 : 0 }
        let difference = (try value(model(B + step, C, d)) - value(model(B - step, C, d))) / 2e-5
        #expect(abs(found.B.elements[i] - difference) < 1e-6)
      }
      for i in C.elements.indices {
        let step = Matrix(rows: 2, columns: 5) { $0 * 5 + $1 == i ? 1e-5 : 0 }
        let difference = (try value(model(B, C + step, d)) - value(model(B, C - step, d))) / 2e-5
        #expect(abs(found.C.elements[i] - difference) < 1e-6)
      }
      for i in d.indices {
        var (up, down) = (d, d)
        up[i] += 1e-5
        down[i] -= 1e-5
        let difference = (try value(model(B, C, up)) - value(model(B, C, down))) / 2e-5
        #expect(abs(found.d[i] - difference) < 1e-6)
      }
    }
  }
}
