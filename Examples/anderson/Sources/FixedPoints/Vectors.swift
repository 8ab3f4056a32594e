/// Vectors are arrays of one length; matrices are arrays of columns.
typealias Columns = [[Double]]

func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

/// `a + s b`.
func sum(_ a: [Double], _ s: Double, _ b: [Double]) -> [Double] { zip(a, b).map { $0 + s * $1 } }

func - (a: [Double], b: [Double]) -> [Double] { sum(a, -1, b) }

/// The sum of `columns[k] * factors[k]`, added to `start`.
func combination(_ columns: Columns, _ factors: [Double], from start: [Double]) -> [Double] {
  zip(columns, factors).reduce(start) { sum($0, $1.1, $1.0) }
}

/// The Euclidean norm.
public func norm(_ a: [Double]) -> Double { dot(a, a).squareRoot() }

/// The Euclidean distance.
public func distance(_ a: [Double], _ b: [Double]) -> Double { norm(a - b) }

/// Solves a square system by elimination with row exchanges.
/// - Parameter columns: of the matrix.
/// - Returns: nil where a pivot is zero.
func solve(_ columns: Columns, _ right: [Double]) -> [Double]? {
  let n = right.count
  var rows = (0..<n).map { i in columns.map { $0[i] } + [right[i]] }
  for k in 0..<n {
    guard let pivot = (k..<n).max(by: { abs(rows[$0][k]) < abs(rows[$1][k]) }), rows[pivot][k] != 0 else {
      return nil
    }
    rows.swapAt(k, pivot)
    for i in k + 1..<max(n, k + 1) {
      let factor = rows[i][k] / rows[k][k]
      for j in k...n { rows[i][j] -= factor * rows[k][j] }
    }
  }
  var solution = [Double](repeating: 0, count: n)
  for k in (0..<n).reversed() {
    solution[k] =
      (rows[k][n] - (k + 1..<max(n, k + 1)).reduce(0) { $0 + rows[k][$1] * solution[$1] }) / rows[k][k]
  }
  return solution
}

/// Orthonormal columns that span those of a matrix, and the triangle that gives the matrix back.
struct OrthogonalFactors {
  private(set) var Q: Columns = []
  /// Column k has k + 1 entries.
  private(set) var R: Columns = []

  /// Gram and Schmidt's process, twice, so that the columns are orthogonal to rounding.
  /// - Returns: false where `column` depends on the earlier ones to within rounding; then it is left out.
  mutating func append(_ column: [Double]) -> Bool {
    var (rest, entries) = (column, [Double](repeating: 0, count: Q.count))
    for _ in 0..<2 {
      for (k, q) in Q.enumerated() {
        let part = dot(q, rest)
        entries[k] += part
        rest = sum(rest, -part, q)
      }
    }
    let length = norm(rest)
    guard length > 1e-14 * norm(column) else { return false }
    Q.append(rest.map { $0 / length })
    R.append(entries + [length])
    return true
  }

  /// The factors of the columns whose combination comes nearest to `right`.
  func leastSquares(_ right: [Double]) -> [Double] {
    var factors = Q.map { dot($0, right) }
    for k in factors.indices.reversed() {
      factors[k] /= R[k][k]
      for i in 0..<k { factors[i] -= R[k][i] * factors[k] }
    }
    return factors
  }
}
