import COpenBLAS
import Foundation

/// A complex number, as LAPACK returns eigenvalues.
public struct Eigenvalue: Hashable, Sendable, Codable {
  /// The real part.
  public let real: Double
  /// The imaginary part; exactly 0 for a real eigenvalue, else two eigenvalues differ in its sign alone.
  public let imaginary: Double

  /// The absolute value.
  public var magnitude: Double { hypot(real, imaginary) }
}

extension Matrix where Scalar == Double {
  /// All eigenvalues, in LAPACK's order; nil if an entry is not finite or the QR iteration fails.
  public var eigenvalues: [Eigenvalue]? { eigensystem(vectors: false)?.values }

  /// The largest real part of an eigenvalue; NaN where ``eigenvalues`` has none to give.
  public var spectralAbscissa: Double { eigenvalues?.map(\.real).max() ?? .nan }

  /// The largest absolute value of an eigenvalue; NaN where ``eigenvalues`` has none to give.
  public var spectralRadius: Double { eigenvalues?.map(\.magnitude).max() ?? .nan }

  /// The eigenvalues of a symmetric matrix in ascending order; only the upper triangle is read.
  /// All NaN if an entry is not finite.
  public var symmetricEigenvalues: [Double] {
    require(isSquare, "the eigenvalues of a \(shape) matrix")
    guard isFinite else { return Array(repeating: .nan, count: rows) }
    guard rows > 0 else { return [] }
    var n = CInt(rows)
    var a = transposed.elements
    var values = [Double](repeating: 0, count: rows)
    var length = CInt(34 * rows)
    var work = [Double](repeating: 0, count: Int(length))
    var info: CInt = 0
    _ = singleThreaded
    dsyev_("N", "U", &n, &a, &n, &values, &work, &length, &info)
    return info == 0 ? values : Array(repeating: .nan, count: rows)
  }

  /// An eigenvector of the eigenvalue with the largest real part, if that eigenvalue is real.
  var dominantEigenvector: [Double]? {
    guard let (values, vectors) = eigensystem(vectors: true),
      let k = values.indices.max(by: { values[$0].real < values[$1].real }), values[k].imaginary == 0
    else { return nil }
    return Array(vectors[k * rows..<(k + 1) * rows])
  }

  /// Eigenvalues and, if asked for, right eigenvectors, one after the other.
  private func eigensystem(vectors: Bool) -> (values: [Eigenvalue], vectors: [Double])? {
    require(isSquare, "the eigenvalues of a \(shape) matrix")
    guard isFinite else { return nil }
    guard rows > 0 else { return ([], []) }
    var n = CInt(rows)
    var a = transposed.elements  // LAPACK stores columns
    var real = [Double](repeating: 0, count: rows)
    var imaginary = real
    var right = [Double](repeating: 0, count: vectors ? rows * rows : 1)
    var left = [0.0]
    var one: CInt = 1
    var leading = CInt(vectors ? rows : 1)
    var length = CInt(34 * rows)
    var work = [Double](repeating: 0, count: Int(length))
    var info: CInt = 0
    _ = singleThreaded
    dgeev_(
      "N", vectors ? "V" : "N", &n, &a, &n, &real, &imaginary, &left, &one, &right, &leading, &work,
      &length, &info)
    guard info == 0 else { return nil }
    return (zip(real, imaginary).map(Eigenvalue.init), right)
  }

  /// The largest singular value; NaN if an entry is not finite.
  var largestSingularValue: Double {
    guard isFinite else { return .nan }
    guard rows > 0, columns > 0 else { return 0 }
    var m = CInt(rows)
    var n = CInt(columns)
    var a = transposed.elements
    let small = Swift.min(rows, columns)
    var values = [Double](repeating: 0, count: small)
    var unusedU = [0.0]
    var unusedV = [0.0]
    var one: CInt = 1
    var length = CInt(8 * small + 64 * (rows + columns))
    var work = [Double](repeating: 0, count: Int(length))
    var integers = [CInt](repeating: 0, count: 8 * small)
    var info: CInt = 0
    _ = singleThreaded
    dgesdd_(
      "N", &m, &n, &a, &m, &values, &unusedU, &one, &unusedV, &one, &work, &length, &integers, &info)
    return info == 0 ? values[0] : .nan
  }
}
