import LinearAlgebra

/// Constants of the operator `x -> (I - A) x` in the Euclidean norm, on which the splitting methods' theory rests.
///
/// - Source: Winston and Kolter, Monotone operator equilibrium networks, 2020, section 3.
public struct MonotoneOperator: Hashable, Sendable, Codable {
  /// `m`, the smallest eigenvalue of the symmetric part: `1 - mu_2(A)`.
  public let strongMonotonicity: Double
  /// `L = ||I - A||_2`.
  public let lipschitzConstant: Double

  /// - Parameter A: both constants are NaN if an entry is not finite.
  /// - Precondition: the matrix is square.
  public init(of A: Matrix<Double>) {
    strongMonotonicity = 1 - A.matrixMeasure(in: .two)
    lipschitzConstant = (Matrix.identity(A.rows) - A).norm(in: .two)
  }

  /// `kappa = L / m`.
  public var conditionNumber: Double { lipschitzConstant / strongMonotonicity }

  /// Forward-backward splitting's best step, `m / L^2`; steps below `2 m / L^2` converge.
  public var forwardBackwardStepSize: Double {
    strongMonotonicity / (lipschitzConstant * lipschitzConstant)
  }
}

extension ImplicitModel {
  /// The splitting constants, where `mu_2(A) < 1`.
  func monotoneOperator() throws(SolverError) -> MonotoneOperator {
    let constants = MonotoneOperator(of: A)
    guard constants.strongMonotonicity > 0 else {
      throw .notWellPosed(measure: 1 - constants.strongMonotonicity)
    }
    return constants
  }
}
