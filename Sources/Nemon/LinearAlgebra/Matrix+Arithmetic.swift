extension Matrix {
  /// The matrix of `transform(entry)`.
  @inlinable
  public func map(_ transform: (Scalar) throws -> Scalar) rethrows -> Matrix {
    Matrix(rows: rows, columns: columns, elements: try elements.map(transform))
  }

  /// The matrix of `combine(entry, other's entry)`.
  @inlinable
  public func combined(with other: Matrix, _ combine: (Scalar, Scalar) throws -> Scalar) rethrows -> Matrix {
    require(shape == other.shape, "a \(shape) and a \(other.shape) matrix, entry by entry")
    var result = self
    for i in result.storage.indices {
      result.storage[i] = try combine(result.storage[i], other.storage[i])
    }
    return result
  }

  /// Entries replaced by their absolute values.
  @inlinable public var absolute: Matrix { map(\.magnitude) }

  /// `a + b`, entry by entry.
  /// - Precondition: equal shapes.
  @inlinable
  public static func + (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, +) }
  /// `a - b`, entry by entry.
  /// - Precondition: equal shapes.
  @inlinable
  public static func - (a: Matrix, b: Matrix) -> Matrix { a.combined(with: b, -) }
  /// Every entry negated; zeros change their sign too.
  @inlinable
  public static prefix func - (a: Matrix) -> Matrix { a.map { -$0 } }
  /// Every entry of `a` multiplied with `factor`.
  @inlinable
  public static func * (factor: Scalar, a: Matrix) -> Matrix { a.map { factor * $0 } }

  /// `v` added to every row.
  @inlinable
  public func addingToRows(_ v: [Scalar]) -> Matrix {
    require(v.count == columns, "a vector of \(v.count) entries added to the rows of a \(shape) matrix")
    var result = self
    for i in 0..<rows {
      for j in 0..<columns { result.storage[i * columns + j] += v[j] }
    }
    return result
  }

  /// `sum_j a_ij` for every row i.
  @inlinable public var rowSums: [Scalar] {
    (0..<rows).map { i in elements[i * columns..<(i + 1) * columns].reduce(0, +) }
  }

  /// `sum_i a_ij` for every column j.
  @inlinable public var columnSums: [Scalar] {
    var sums = [Scalar](repeating: 0, count: columns)
    for i in 0..<rows {
      for j in 0..<columns { sums[j] += elements[i * columns + j] }
    }
    return sums
  }
}

// Products by OpenBLAS.
extension Matrix {
  /// The matrix product `a b` of shapes `[m, k]` and `[k, n]`; zero where `k` is 0.
  /// - Precondition: `a` has as many columns as `b` has rows.
  public static func * (a: Matrix, b: Matrix) -> Matrix { product(a, false, b, false) }

  /// `self' * other`, without forming the transpose.
  public func transposedTimes(_ other: Matrix) -> Matrix { Matrix.product(self, true, other, false) }

  /// `self * other'`, without forming the transpose.
  ///
  /// With one sample a row, `x.timesTransposed(A)` applies `A` to every sample.
  public func timesTransposed(_ other: Matrix) -> Matrix { Matrix.product(self, false, other, true) }

  /// The product with a column vector, of length `rows`.
  /// - Precondition: `x` has as many entries as `a` has columns.
  public static func * (a: Matrix, x: [Scalar]) -> [Scalar] {
    require(a.columns == x.count, "a \(a.shape) matrix times a vector of \(x.count) entries")
    return product(a, false, Matrix(rows: x.count, columns: 1, elements: x), false).elements
  }

  private static func product(_ a: Matrix, _ transposeA: Bool, _ b: Matrix, _ transposeB: Bool) -> Matrix {
    let (m, k) = transposeA ? (a.columns, a.rows) : (a.rows, a.columns)
    let (kOfB, n) = transposeB ? (b.columns, b.rows) : (b.rows, b.columns)
    require(
      k == kOfB,
      "a \(a.shape)\(transposeA ? " transposed" : "") times a \(b.shape)\(transposeB ? " transposed" : "") matrix"
    )
    var result = Matrix(rows: m, columns: n)
    guard m > 0, n > 0, k > 0 else { return result }
    result.storage.withUnsafeMutableBufferPointer { c in
      a.elements.withUnsafeBufferPointer { a in
        b.elements.withUnsafeBufferPointer { b in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          Scalar.multiply(a, transposed: transposeA, b, transposed: transposeB, into: c, m: m, n: n, k: k)
        }
      }
    }
    return result
  }
}
