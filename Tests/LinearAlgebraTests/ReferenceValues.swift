import Foundation
import LinearAlgebra

/// The values in Tests/Oracles/reference.json that this target compares with (NumPy, float64).
struct ReferenceValues: Decodable {
  struct Measures: Decodable {
    let A: Matrix<Double>
    let eta: Weights
    let norm_inf, norm_inf_weighted, mu_inf, mu_inf_weighted, mu_2, norm_2: Double
    let metzler_majorant: Matrix<Double>
    let metzler_spectral_abscissa: Double
    let metzler_perron_eta: [Double]
    let abs_spectral_radius: Double
  }

  let matrix_measures: [Measures]

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
