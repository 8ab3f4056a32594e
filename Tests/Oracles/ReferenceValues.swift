import Foundation
import ImplicitNetworks
import LinearAlgebra

/// A model by the parameters that a NEMON trains.
package protocol ReferenceModel {
  var T: Matrix<Double> { get }
  var d: [Double] { get }
  var gamma: Double { get }
  var B: Matrix<Double> { get }
  var b: [Double] { get }
  var C: Matrix<Double> { get }
  var c: [Double] { get }
}

extension ReferenceModel {
  package func model(_ activation: Activation = .relu) throws -> ImplicitModel {
    try NEMONParameters(T: T, d: d, gamma: gamma).model(B: B, b: b, C: C, c: c, activation: activation)
  }
}

/// The values of reference.json, computed independently in float64 by NumPy and PyTorch.
package struct ReferenceValues: Decodable {
  package struct Measures: Decodable {
    package let A: Matrix<Double>
    package let eta: Weights
    package let norm_inf, norm_inf_weighted, mu_inf, mu_inf_weighted, mu_2, norm_2: Double
    package let metzler_majorant: Matrix<Double>
    package let metzler_spectral_abscissa: Double
    package let metzler_perron_eta: [Double]
    package let abs_spectral_radius: Double
  }

  package struct EquilibriumCase: Decodable, ReferenceModel {
    package let T: Matrix<Double>
    package let d: [Double]
    package let gamma: Double
    package let A, B: Matrix<Double>
    package let b: [Double]
    package let C: Matrix<Double>
    package let c, u: [Double]
    package let mu_weighted, alpha_star, contraction_factor: Double
    package let B_norm, C_norm, lipschitz_paper, lipschitz_metzler: Double
    package let x_relu, y_relu, x_tanh: [Double]

    package var inputs: Matrix<Double> { Matrix(rows: 1, columns: u.count, elements: u) }
  }

  package struct Gradients: Decodable {
    package let gamma, loss: Double
    package let labels: [Int]
    package let x, T, B, C, U: Matrix<Double>
    package let d, b, c: [Double]
    package let grad_T, grad_B, grad_C, grad_U: Matrix<Double>
    package let grad_d, grad_b, grad_c: [Double]
  }

  package struct Monotone: Decodable {
    package let A, B, W: Matrix<Double>
    package let m: Double
    package let v, z: [Double]
    package let strong_monotonicity, lipschitz, forward_backward_alpha, forward_backward_factor: Double
  }

  package struct RowProjection: Decodable {
    package let A, projected: Matrix<Double>
    package let radius: Double
  }

  package struct Convolution: Decodable {
    package let T: [[[[Double]]]]
    package let gamma: Double
    package let row_sums: [Double]
    package let v, z, loss_weights: [[[[Double]]]]
    package let grad_T, grad_v: [[[[Double]]]]
  }

  package struct Polytope: Decodable {
    package let n: Int
    package let norm_ball_volume, measure_polytope_volume, ratio: Double
  }

  package let matrix_measures: [Measures]
  package let equilibria: [EquilibriumCase]
  package let gradients: Gradients
  package let monotone: Monotone
  package let row_projection: RowProjection
  package let convolution: Convolution
  package let polytope: [Polytope]

  package static func load() throws -> ReferenceValues {
    try JSONDecoder().decode(ReferenceValues.self, from: Data(contentsOf: file))
  }

  package static var file: URL { ProjectFiles.folder.appending(path: "Tests/Oracles/reference.json") }
}

/// Where this project lies.
package enum ProjectFiles {
  package static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The text of a file, named from the project's folder.
  package static func text(_ path: String) throws -> String {
    try String(contentsOf: folder.appending(path: path), encoding: .utf8)
  }

  /// The names of the files in a folder and below, in order.
  package static func names(in path: String) throws -> [String] {
    let place = folder.appending(path: path).path(percentEncoded: false)
    return try FileManager.default.subpathsOfDirectory(atPath: place).sorted()
  }

  /// All Swift files in a folder and below, one after the other.
  package static func swiftSources(in path: String) throws -> String {
    try names(in: path).filter { $0.hasSuffix(".swift") }.map { try text("\(path)/\($0)") }.joined()
  }
}
