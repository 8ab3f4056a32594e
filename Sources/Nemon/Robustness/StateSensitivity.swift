import ImplicitNetworks
import LinearAlgebra

/// How far each state can move when every input moves by at most 1:
/// `|x_i(u1) - x_i(u2)| <= values_i * |u1 - u2|_inf` for all inputs.
///
/// C5's certificate and Metzler's have this form; a bound for any linear output follows by its absolute row. They hold
/// for every activation with slopes in [0, 1]. They are rounded up: what rounding hides of measures, sums and the
/// solution of the linear system is added.
public struct StateSensitivity: Hashable, Sendable, Codable {
  /// Length `n`, non-negative.
  public let values: [Double]

  /// C5's: `eta_i ||B|| / (1 - mu(A)^+)`, in the model's weights.
  /// - Parameters:
  ///   - model: other weights give another bound.
  ///   - inputScale: what one unit of each input, as the caller measures it, is to the model, such as
  ///     `1 / deviation` for pixels; ones if nil.
  /// - Throws: ``BoundError/notWellPosed(measure:)`` unless `mu(A) < 1`.
  /// - Source: claim C5; chapter 7, theorem on the Lipschitz bound.
  public static func weightedNorm(
    of model: ImplicitModel, inputScale: [Double]? = nil
  ) throws(BoundError) -> StateSensitivity {
    let measure = model.measureFromAbove
    guard measure < 1 else { throw .notWellPosed(measure: model.measure) }
    let norm = drivenBy(inputScale, of: model).norm(in: model.norm)
    return StateSensitivity(
      values: model.weights.values.map { ($0 * norm / (1 - max(measure, 0))).roundedUp(terms: 0) })
  }

  /// The Metzler majorant's: `(I - M)^-1 |B| 1`, which needs no weights and is never above C5's.
  ///
  /// From `dx = S (A dx + B du)` with slopes `0 <= s_i <= 1`:
  /// `|dx_i| <= s_i / (1 - s_i a_ii) * ( sum_{j != i} |a_ij| |dx_j| + |(B du)_i| )`, largest at `s_i = 1`, so
  /// `(I - M) |dx| <= |B| |du|`; and `I - M` is an M-matrix, its inverse non-negative, where the spectral
  /// abscissa of `M` is below 1.
  /// - Parameters:
  ///   - model: its weights do not matter.
  ///   - inputScale: as in ``weightedNorm(of:inputScale:)``.
  /// - Throws: ``BoundError/notWellPosed(measure:)`` with that abscissa, unless it is below 1.
  /// - Source: claim B1; chapter 12, theorem on the Metzler certificate.
  public static func metzler(
    of model: ImplicitModel, inputScale: [Double]? = nil
  ) throws(BoundError) -> StateSensitivity {
    let majorant = model.A.metzlerMajorant
    let abscissa = majorant.spectralAbscissa
    guard abscissa < 1 else { throw .notWellPosed(measure: abscissa) }
    // An abscissa within rounding of 1 is not shown to be below.
    guard let values = VerifiedMMatrix(majorant)?.solution(atLeast: drivenBy(inputScale, of: model)),
      values.allSatisfy(\.isFinite)
    else { throw .notWellPosed(measure: abscissa) }
    return StateSensitivity(values: values)
  }

  /// `|B| scale`, rounded up.
  private static func drivenBy(_ inputScale: [Double]?, of model: ImplicitModel) -> [Double] {
    (model.B.absolute * (inputScale ?? Array(repeating: 1, count: model.inputs)).map(\.magnitude))
      .map { $0.roundedUp(terms: model.inputs) }
  }

  /// The Lipschitz bound of `C x + c` in the max norm: `max_i sum_j |c_ij| values_j`.
  /// - Parameter C: shape `[any, n]`.
  public func lipschitzBound(of C: Matrix<Double>) -> Double {
    (C.absolute * values).norm(in: .infinity).roundedUp(terms: values.count)
  }

  /// The Lipschitz bounds of all differences of outputs of `C x + c`, `sum_k |c_ik - c_jk| values_k`; shape
  /// `[q, q]`, zero diagonal.
  public func differenceBounds(of C: Matrix<Double>) -> Matrix<Double> {
    Matrix(rows: C.rows, columns: C.rows) { i, j in
      values.indices.reduce(0) { $0 + (C[i, $1] - C[j, $1]).magnitude * values[$1] }
        .roundedUp(terms: values.count)
    }
  }
}

/// Why a bound does not exist.
public enum BoundError: Error, Equatable {
  /// The matrix measure, or for the Metzler bound the spectral abscissa of the majorant, is not below 1.
  case notWellPosed(measure: Double)
}
