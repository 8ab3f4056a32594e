import LinearAlgebra

/// A family of sets of square matrices, `{A : level(A) <= gamma}`: what a method's training keeps to.
///
/// - Source: claim C1.
public enum ConstraintSet: Hashable, Sendable {
  /// `||A|| <= gamma`, as implicit deep learning (IDL) asks for in the max norm.
  case norm(in: VectorNorm)
  /// `mu(A) <= gamma`: NEMON's in the max norm, a polyhedron; MON's in the Euclidean norm, which is none.
  case measure(in: VectorNorm)
  /// `||A||_{inf,[eta]^-1} < gamma'` for some `eta` and every `gamma' > gamma`: the spectral radius of `|A|`.
  case normInBestWeights
  /// `mu_{inf,[eta]^-1}(A) < gamma'` for some `eta` and every `gamma' > gamma`: the Metzler majorant's abscissa.
  case measureInBestWeights

  /// The smallest `gamma` whose set contains the matrix; NaN if an entry is NaN.
  /// - Parameter A: square, but for `norm(in: .two)` and `norm(in: .infinity)`, which take any shape.
  public func level(of A: Matrix<Double>) -> Double {
    switch self {
    case .norm(let norm): A.norm(in: norm)
    case .measure(let norm): A.matrixMeasure(in: norm)
    case .normInBestWeights: A.absolute.spectralRadius
    case .measureInBestWeights: A.metzlerMajorant.spectralAbscissa
    }
  }

  /// Whether `level(of: A) <= gamma`, without a tolerance; false if an entry is NaN.
  public func contains(_ A: Matrix<Double>, gamma: Double) -> Bool { level(of: A) <= gamma }
}
