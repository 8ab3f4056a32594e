/// A dense matrix, stored by rows without gaps.
///
///     let A = try Matrix([[0.5, -1], [2, -3]])
///     A[1, 0]                                   // 2
///     A.matrixMeasure(in: .infinity)            // 1.5
///
/// A batch of vectors is a matrix with one vector a row.
public struct Matrix<Scalar: MatrixScalar>: Hashable, Sendable {
  /// The number of rows; may be 0.
  public let rows: Int
  /// The number of columns; may be 0.
  public let columns: Int
  /// The entries row by row: entry (i, j) is at `i * columns + j`.
  @inlinable public var elements: [Scalar] { storage }
  @usableFromInline var storage: [Scalar]

  /// A matrix from its entries in row order.
  /// - Precondition: `elements.count == rows * columns`.
  @inlinable
  public init(rows: Int, columns: Int, elements: [Scalar]) {
    require(
      rows >= 0 && columns >= 0 && elements.count == rows * columns,
      "\(elements.count) elements do not fill a \(rows) x \(columns) matrix")
    self.rows = rows
    self.columns = columns
    storage = elements
  }

  /// A matrix whose entries all equal `value`.
  /// - Precondition: `rows` and `columns` are not negative.
  @inlinable
  public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
    self.init(rows: rows, columns: columns, elements: Array(repeating: value, count: rows * columns))
  }

  /// A matrix whose entry (i, j) is `entry(i, j)`; called in row order.
  /// - Precondition: `rows` and `columns` are not negative.
  /// - Throws: what `entry` throws.
  @inlinable
  public init(rows: Int, columns: Int, entry: (_ i: Int, _ j: Int) throws -> Scalar) rethrows {
    var elements: [Scalar] = []
    elements.reserveCapacity(rows * columns)
    for i in 0..<rows {
      for j in 0..<columns { elements.append(try entry(i, j)) }
    }
    self.init(rows: rows, columns: columns, elements: elements)
  }

  /// A matrix from its rows.
  /// - Throws: ``MatrixError/ragged(row:expected:found:)``.
  public init(_ rows: [[Scalar]]) throws(MatrixError) {
    let columns = rows.first?.count ?? 0
    for (i, row) in rows.enumerated() where row.count != columns {
      throw .ragged(row: i, expected: columns, found: row.count)
    }
    self.init(rows: rows.count, columns: columns, elements: rows.flatMap { $0 })
  }

  /// The matrix `other` in another precision, each entry rounded to nearest; beyond the range entries become
  /// infinite.
  @inlinable
  public init<Other>(_ other: Matrix<Other>) {
    self.init(rows: other.rows, columns: other.columns, elements: other.elements.map { Scalar($0) })
  }
}

/// What can be wrong with a matrix given as data.
public enum MatrixError: Error, Equatable {
  /// A row is not as long as the first.
  case ragged(row: Int, expected: Int, found: Int)
}

extension Matrix {
  /// The identity matrix of shape `[n, n]`.
  @inlinable
  public static func identity(_ n: Int) -> Matrix {
    diagonal(Array(repeating: 1, count: n))
  }

  /// A square matrix with `values` on its diagonal and zeros beside it.
  @inlinable
  public static func diagonal(_ values: [Scalar]) -> Matrix {
    var result = Matrix(rows: values.count, columns: values.count)
    for (i, value) in values.enumerated() { result[i, i] = value }
    return result
  }

  /// The numbers of rows and columns together, as errors print them.
  @inlinable public var shape: Shape { Shape(rows: rows, columns: columns) }
  /// Whether there are as many rows as columns; true for the empty matrix.
  @inlinable public var isSquare: Bool { rows == columns }
  /// Whether no entry is infinite or NaN; true for the empty matrix.
  @inlinable
  public var isFinite: Bool { elements.allSatisfy(\.isFinite) }

  /// Entry (i, j), both counted from 0. Both are checked in debug builds only: in a release build a column
  /// beyond the last is an entry of the next row.
  @inlinable
  public subscript(i: Int, j: Int) -> Scalar {
    get {
      assert((0..<rows).contains(i) && (0..<columns).contains(j))
      return storage[i * columns + j]
    }
    set {
      assert((0..<rows).contains(i) && (0..<columns).contains(j))
      storage[i * columns + j] = newValue
    }
  }

  /// Row `i` as a vector of length `columns`.
  @inlinable
  public subscript(row i: Int) -> [Scalar] {
    get { Array(elements[i * columns..<(i + 1) * columns]) }
    set {
      require(newValue.count == columns, "a row of \(newValue.count) entries for a \(shape) matrix")
      storage.replaceSubrange(i * columns..<(i + 1) * columns, with: newValue)
    }
  }

  /// Column `j` as a vector of length `rows`.
  @inlinable
  public subscript(column j: Int) -> [Scalar] {
    get { (0..<rows).map { self[$0, j] } }
    set {
      require(newValue.count == rows, "a column of \(newValue.count) entries for a \(shape) matrix")
      for i in 0..<rows { self[i, j] = newValue[i] }
    }
  }

  /// The rows, from first to last.
  @inlinable public var rowVectors: [[Scalar]] { (0..<rows).map { self[row: $0] } }

  /// The entries (i, i).
  @inlinable public var diagonal: [Scalar] { (0..<Swift.min(rows, columns)).map { self[$0, $0] } }

  /// The transpose, as a copy. Products need none: see ``transposedTimes(_:)`` and ``timesTransposed(_:)``.
  @inlinable public var transposed: Matrix { Matrix(rows: columns, columns: rows) { self[$1, $0] } }

  /// The rows in `range`, as a matrix of their own.
  @inlinable
  public func rows(in range: Range<Int>) -> Matrix {
    Matrix(
      rows: range.count, columns: columns,
      elements: Array(elements[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// Access to the storage, for kernels; its length cannot change.
  /// - Parameter body: receives the entries row by row, valid during the call.
  /// - Throws: what `body` throws.
  @inlinable
  public mutating func withUnsafeMutableElements<R>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws -> R
  ) rethrows -> R {
    try storage.withUnsafeMutableBufferPointer { try body($0) }
  }
}

/// The number of rows and columns; prints as `3 x 2`.
public struct Shape: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int

  /// - Parameters:
  ///   - rows: not checked.
  ///   - columns: not checked.
  @inlinable
  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// Such as `3 x 2`: rows, then columns.
  public var description: String { "\(rows) x \(columns)" }
}

/// Stops with `message` where the caller broke a precondition; unlike `precondition`, a release build
/// still prints the message.
@inlinable
package func require(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) {
  if !condition { fatalError(message(), file: file, line: line) }
}
