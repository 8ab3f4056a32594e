import COpenBLAS

/// A linear system without a unique solution: elimination met a zero pivot (counted from 0).
public struct SingularMatrix: Error, Equatable {
  /// The step of the elimination, from 0, at which no pivot but zero was left.
  public let pivot: Int

  /// - Parameter pivot: counted from 0; LAPACK counts from 1.
  public init(pivot: Int) { self.pivot = pivot }
}

extension Matrix where Scalar == Double {
  /// The solution `X` of `A X = right`, by LU factorisation with partial pivoting.
  ///
  /// A matrix that is singular only up to rounding is not reported: the solution is then large or inexact.
  /// - Parameter right: shape `[rows, any]`.
  public func solve(_ right: Matrix) throws(SingularMatrix) -> Matrix {
    require(
      isSquare && right.rows == rows,
      "a linear system of a \(shape) matrix and a \(right.shape) right side")
    guard rows > 0, right.columns > 0 else { return right }
    var n = CInt(rows)
    var columnsOfRight = CInt(right.columns)
    var a = transposed.elements  // LAPACK stores columns
    var b = right.transposed.elements
    var pivots = [CInt](repeating: 0, count: rows)
    var info: CInt = 0
    _ = singleThreaded
    dgesv_(&n, &columnsOfRight, &a, &n, &pivots, &b, &n, &info)
    if info > 0 { throw SingularMatrix(pivot: Int(info) - 1) }
    return Matrix(rows: right.columns, columns: rows, elements: b).transposed
  }

  /// The solution `x` of `A x = right`.
  public func solve(_ right: [Double]) throws(SingularMatrix) -> [Double] {
    try solve(Matrix(rows: right.count, columns: 1, elements: right)).elements
  }

  /// The inverse, by solving for the columns of the identity. To solve for one right side, `solve` is cheaper
  /// and more exact.
  /// - Precondition: the matrix is square.
  /// - Throws: ``SingularMatrix``; not for a matrix that is singular only up to rounding.
  public func inverse() throws(SingularMatrix) -> Matrix { try solve(.identity(rows)) }
}
