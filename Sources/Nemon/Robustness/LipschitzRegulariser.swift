import ImplicitNetworks
import LinearAlgebra

/// The term `R` that a training adds to its loss, with `mu(A)` replaced by the `gamma` that the parameterisation keeps.
///
/// Weights are `eta = exp(-d)`. `gamma < 1`.
/// - Source: the form is the released code's, with norms without weights; the weighted norms are ours.
public enum LipschitzRegulariser: String, Hashable, Sendable, Codable {
  /// `||B|| ||C|| / (1 - gamma^+)`: C5's bound itself.
  case bound
  /// `(||B||^2 + ||C||^2) / (2 (1 - gamma^+))`: at least the bound; the released code's.
  case arithmeticMean

  /// A value and a subgradient; a gradient where the rows of the largest sums are unique and their entries not zero.
  public struct Gradients: Hashable, Sendable {
    /// The regulariser `R`, without the factor `lambda`.
    public let value: Double
    /// Shape `[n, r]`, zero outside one row.
    public let B: Matrix<Double>
    /// Shape `[q, n]`, zero outside one row.
    public let C: Matrix<Double>
    /// For the logarithms of `1 / eta`, length `n`.
    public let d: [Double]
  }

  /// The regulariser at a model, with its subgradients for `B`, `C` and the log-weights.
  /// - Parameters:
  ///   - model: measured in the weights `exp(-d)`.
  ///   - gamma: what the parameterisation keeps `mu(A)` below, itself below 1.
  public func gradients(of model: ImplicitModel, gamma: Double) -> Gradients {
    let eta = model.weights
    let (inputNorm, outputNorm) = (model.inputNorm, model.outputNorm)
    let share = 1 / (1 - max(gamma, 0))
    let (value, byInputNorm, byOutputNorm) =
      switch self {
      case .bound: (inputNorm * outputNorm, outputNorm, inputNorm)
      case .arithmeticMean:
        ((inputNorm * inputNorm + outputNorm * outputNorm) / 2, inputNorm, outputNorm)
      }
    var B = Matrix<Double>(rows: model.B.rows, columns: model.B.columns)
    var C = Matrix<Double>(rows: model.C.rows, columns: model.C.columns)
    var d = Array(repeating: 0.0, count: model.width)
    let inputSums = model.B.absolute.rowSums.enumerated().map { $1 / eta[$0] }
    if let row = inputSums.indices.max(by: { inputSums[$0] < inputSums[$1] }) {
      B[row: row] = model.B[row: row].map { share * byInputNorm * sign($0) / eta[row] }
      d[row] += share * byInputNorm * inputSums[row]
    }
    let outputSums = model.C.absolute * eta.values
    if let row = outputSums.indices.max(by: { outputSums[$0] < outputSums[$1] }) {
      for j in 0..<model.width {
        C[row, j] = share * byOutputNorm * sign(model.C[row, j]) * eta[j]
        d[j] -= share * byOutputNorm * model.C[row, j].magnitude * eta[j]
      }
    }
    return Gradients(value: share * value, B: B, C: C, d: d)
  }

  /// -1, 0 or 1.
  private func sign(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : 0 }
}
