import ImplicitNetworks
import LinearAlgebra

/// How far the state can move, in the Euclidean norm, when every input moves by at most 1:
/// `|x(u1) - x(u2)|_2 <= value * |u1 - u2|_inf` for all inputs.
///
/// What the theory of monotone operator networks gives, converted to the max norm of the inputs. It holds for
/// activations that are proximal operators, as ReLU, tanh and the sigmoid are.
public struct EuclideanSensitivity: Hashable, Sendable, Codable {
  /// The largest move of the state in the Euclidean norm, for moves of the inputs of at most 1 in the max
  /// norm.
  public let value: Double

  /// From `x = prox(A x + B u + b)` and the strong monotonicity `m = 1 - mu_2(A)` of `I - A`:
  /// `m |dx|^2 <= <dx, (I - A) dx> <= <dx, B du>`, so `|dx| <= |B du| / m`. And `|B du|_2` is at most both
  /// `sqrt(r) ||B||_2` and the length of `|B| 1`, for moves of at most 1.
  /// - Parameters:
  ///   - model: its weights do not matter.
  ///   - inputScale: what one unit of each input, as the caller measures it, is to the model; ones if nil.
  /// - Throws: ``BoundError/notWellPosed(measure:)`` with `mu_2(A)`, unless it is below 1.
  public static func monotone(
    of model: ImplicitModel, inputScale: [Double]? = nil
  ) throws(BoundError) -> EuclideanSensitivity {
    let measure = model.A.euclideanMeasureFromAbove
    guard measure < 1 else { throw .notWellPosed(measure: model.A.matrixMeasure(in: .two)) }
    let scale = inputScale ?? Array(repeating: 1, count: model.inputs)
    let scaled = Matrix(rows: model.width, columns: model.inputs) { model.B[$0, $1] * scale[$1] }
    let bySpectrum = Double(model.inputs).squareRoot() * scaled.norm(in: .two)
    let byEntries = scaled.absolute.rowSums.reduce(0) { $0 + $1 * $1 }.squareRoot()
    // The largest singular value is computed to some n 2^-52 of itself, as the sums are.
    let norm = min(bySpectrum, byEntries).roundedUp(terms: 4 * (model.width + model.inputs))
    return EuclideanSensitivity(value: norm / (1 - measure))
  }

  /// The Lipschitz bound of `C x + c` in the max norm: `max_i |c_i|_2 value`.
  /// - Parameter C: shape `[any, n]`.
  public func lipschitzBound(of C: Matrix<Double>) -> Double {
    (value * (C.rowVectors.map { length($0) }.max() ?? 0)).roundedUp(terms: C.columns)
  }

  /// The Lipschitz bounds of all differences of outputs of `C x + c`, `|c_i - c_j|_2 value`; shape `[q, q]`,
  /// zero diagonal.
  public func differenceBounds(of C: Matrix<Double>) -> Matrix<Double> {
    Matrix(rows: C.rows, columns: C.rows) { i, j in
      (value * length(zip(C[row: i], C[row: j]).map { $0 - $1 })).roundedUp(terms: C.columns)
    }
  }

  private func length(_ row: [Double]) -> Double { row.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
