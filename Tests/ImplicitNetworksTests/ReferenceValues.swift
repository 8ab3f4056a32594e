import Foundation
import ImplicitNetworks
import LinearAlgebra

/// The values in Tests/Oracles/reference.json that this target compares with (NumPy and PyTorch, float64).
struct ReferenceValues: Decodable {
  struct EquilibriumCase: Decodable {
    let T: Matrix<Double>
    let d: [Double]
    let gamma: Double
    let A, B: Matrix<Double>
    let b: [Double]
    let C: Matrix<Double>
    let c, u: [Double]
    let mu_weighted, alpha_star, contraction_factor: Double
    let x_relu, y_relu, x_tanh: [Double]

    var parameters: NEMONParameters {
      get throws { try NEMONParameters(T: T, d: d, gamma: gamma) }
    }
    var inputs: Matrix<Double> { Matrix(rows: 1, columns: u.count, elements: u) }

    func model(_ activation: Activation = .relu) throws -> ImplicitModel {
      try parameters.model(B: B, b: b, C: C, c: c, activation: activation)
    }
  }

  struct Gradients: Decodable {
    let gamma, loss: Double
    let labels: [Int]
    let x, T, B, C, U: Matrix<Double>
    let d, b, c: [Double]
    let grad_T, grad_B, grad_C, grad_U: Matrix<Double>
    let grad_d, grad_b, grad_c: [Double]
  }

  struct Monotone: Decodable {
    let A, B, W: Matrix<Double>
    let m: Double
    let v, z: [Double]
    let strong_monotonicity, lipschitz, forward_backward_alpha, forward_backward_factor: Double
  }

  struct RowProjection: Decodable {
    let A, projected: Matrix<Double>
    let radius: Double
  }

  struct Convolution: Decodable {
    let T: [[[[Double]]]]
    let gamma: Double
    let row_sums: [Double]
    let v, z, loss_weights: [[[[Double]]]]
    let grad_T, grad_v: [[[[Double]]]]
  }

  struct Polytope: Decodable {
    let n: Int
    let norm_ball_volume, measure_polytope_volume, ratio: Double
  }

  let equilibria: [EquilibriumCase]
  let gradients: Gradients
  let monotone: Monotone
  let row_projection: RowProjection
  let convolution: Convolution
  let polytope: [Polytope]

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

/// Entrywise ``isClose(_:_:_:)``, and the same length.
func isClose(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-9) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { isClose($0, $1, tolerance) }
}

/// Entrywise ``isClose(_:_:_:)``, and the same shape.
func isClose(_ a: Matrix<Double>, _ b: Matrix<Double>, _ tolerance: Double = 1e-9) -> Bool {
  a.shape == b.shape && isClose(a.elements, b.elements, tolerance)
}

/// A random well-posed model whose measure is `gamma` or below.
func randomModel(
  width: Int, inputs: Int = 4, outputs: Int = 3, gamma: Double, activation: Activation = .relu,
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
