import Foundation
import ImplicitNetworks
import LinearAlgebra

/// The values in Tests/Oracles/reference.json that this target compares with (NumPy, float64).
struct ReferenceValues: Decodable {
  struct EquilibriumCase: Decodable {
    let T: Matrix<Double>
    let d: [Double]
    let gamma: Double
    let B, C: Matrix<Double>
    let b, c: [Double]
    let B_norm, C_norm, lipschitz_paper, lipschitz_metzler: Double

    func model() throws -> ImplicitModel {
      try NEMONParameters(T: T, d: d, gamma: gamma).model(B: B, b: b, C: C, c: c)
    }
  }

  let equilibria: [EquilibriumCase]

  static func load() throws -> ReferenceValues {
    let oracles = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let data = try Data(contentsOf: oracles.appending(path: "Oracles/reference.json"))
    return try JSONDecoder().decode(ReferenceValues.self, from: data)
  }
}

/// `|a - b| <= tolerance * max(1, |b|)`.
func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  abs(a - b) <= tolerance * max(1, abs(b))
}

/// A random well-posed model whose measure is `gamma` or below.
func randomModel(
  width: Int = 8, inputs: Int = 4, outputs: Int = 3, gamma: Double, activation: Activation = .relu,
  from generator: inout RandomGenerator
) throws -> ImplicitModel {
  let parameters = try NEMONParameters(
    T: generator.normalMatrix(rows: width, columns: width), d: generator.normals(width).map { 0.5 * $0 },
    gamma: gamma)
  return try parameters.model(
    B: generator.normalMatrix(rows: width, columns: inputs), b: generator.normals(width),
    C: generator.normalMatrix(rows: outputs, columns: width), c: generator.normals(outputs),
    activation: activation)
}
