import Foundation
import ImplicitNetworks
import LinearAlgebra

/// The values of certificates.json, computed independently in float64 by NumPy and PyTorch.
package struct ReferenceCertificates: Decodable {
  package struct Case: Decodable, ReferenceModel {
    package let T: Matrix<Double>
    package let d: [Double]
    package let gamma: Double
    package let A, B: Matrix<Double>
    package let b: [Double]
    package let C: Matrix<Double>
    package let c: [Double]
    /// Of the model's matrix, by NumPy's eigenvalues.
    package let mu_2: Double
    /// How far the state moves in the Euclidean norm when every input moves by at most 1.
    package let euclidean_sensitivity: Double
    /// Inputs, a row a sample.
    package let U: Matrix<Double>
    package let labels: [Int]
    package let intervals: [Interval]
    package let local: [Local]
  }

  /// The interval equilibria of all inputs at one radius.
  package struct Interval: Decodable {
    package let activation: String
    package let epsilon: Double
    package let lower, upper, worst_logit_differences: Matrix<Double>
    /// Of the worst logit differences.
    package let cross_entropy: Double
    /// Of the cross-entropy.
    package let gradients: Gradients
  }

  package struct Gradients: Decodable {
    package let T: Matrix<Double>
    package let d: [Double]
    package let B: Matrix<Double>
    package let b: [Double]
    package let C: Matrix<Double>
    package let c: [Double]
  }

  /// The local certificate of one input at one radius.
  package struct Local: Decodable {
    package let input: Int
    package let epsilon: Double
    package let label: Int
    /// The equilibrium.
    package let x: [Double]
    package let history: [Round]
  }

  package struct Round: Decodable {
    package let on, off: Int
    package let dx, dz: [Double]
    package let lowest_margin: Double
  }

  package let models: [Case]

  package static func load() throws -> ReferenceCertificates {
    try JSONDecoder().decode(ReferenceCertificates.self, from: Data(contentsOf: file))
  }

  package static var file: URL { ProjectFiles.folder.appending(path: "Tests/Oracles/certificates.json") }
}
