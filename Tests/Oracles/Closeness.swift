import LinearAlgebra

/// `|a - b| <= tolerance * max(1, |b|)`.
package func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
  abs(a - b) <= tolerance * max(1, abs(b))
}

/// Entrywise ``isClose(_:_:_:)``, and the same length.
package func isClose(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-9) -> Bool {
  a.count == b.count && zip(a, b).allSatisfy { isClose($0, $1, tolerance) }
}

/// Entrywise ``isClose(_:_:_:)``, and the same shape.
package func isClose(_ a: Matrix<Double>, _ b: Matrix<Double>, _ tolerance: Double = 1e-9) -> Bool {
  a.shape == b.shape && isClose(a.elements, b.elements, tolerance)
}

/// The gradient of `value` at `point` by central differences; its error is about `step^2` times the third derivative
/// plus rounding of `value` over `step`.
package func centralDifferences(
  at point: [Double], step: Double = 1e-5, of value: ([Double]) throws -> Double
) rethrows -> [Double] {
  try point.indices.map { i in
    var (up, down) = (point, point)
    up[i] += step
    down[i] -= step
    return (try value(up) - value(down)) / (2 * step)
  }
}

/// The same for a matrix, entry by entry.
package func centralDifferences(
  at point: Matrix<Double>, step: Double = 1e-5, of value: (Matrix<Double>) throws -> Double
) rethrows -> Matrix<Double> {
  func matrix(_ elements: [Double]) -> Matrix<Double> {
    Matrix(rows: point.rows, columns: point.columns, elements: elements)
  }
  return matrix(try centralDifferences(at: point.elements, step: step) { try value(matrix($0)) })
}
