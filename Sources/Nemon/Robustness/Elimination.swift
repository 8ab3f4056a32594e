import ImplicitNetworks
import LinearAlgebra

/// The units that are on solved for: what is left of a ReLU model for the open units and the inputs, and how far that may be from
/// what exact arithmetic would give.
struct Elimination {
  let on, open: [Int]
  /// `K A_oS` and `K B_o` beside each other with `K = (I - A_oo)^-1`, shape `[o, S + r]`.
  private let solved: Matrix<Double>
  /// Of each column of ``solved``: its largest absolute value.
  private let largest: [Double]
  /// The error of entry `i, j` of ``solved`` is at most `2 weights_i errors_j`: the residual of column j at most `errors_j`,
  /// and `|K|` at most the inverse of a principal submatrix of `I - M(A)`, which takes the vector of ones to no more than twice the
  /// weights.
  private let errors, weights: [Double]
  private let inputs: Int
  private let ulps: Double

  /// - Throws: `SingularMatrix`.
  init(_ problem: LocalProblem, on: [Int], open: [Int]) throws {
    let model = problem.model
    (self.on, self.open, inputs, ulps) = (on, open, model.inputs, problem.ulps)
    weights = on.map { problem.system.weights[$0] }
    let right = Self.beside(model.A, model.B, rows: on, open: open, inputs: model.inputs)
    let system = Matrix(rows: on.count, columns: on.count) { ($0 == $1 ? 1 : 0) - model.A[on[$0], on[$1]] }
    solved = try system.solve(right)
    let residual = system * solved - right
    let size = system.absolute.norm(in: .infinity)
    largest = Self.largest(solved)
    let ulps = problem.ulps
    errors = zip(zip(Self.largest(residual), largest), Self.largest(right)).map {
      $0.0 + ulps * (size * $0.1 + $1)
    }
  }

  /// `[X_S, Y]`, a row each of `rows`; without `Y` zeros.
  private static func beside(
    _ X: Matrix<Double>, _ Y: Matrix<Double>?, rows: [Int], open: [Int], inputs r: Int
  ) -> Matrix<Double> {
    var elements: [Double] = []
    elements.reserveCapacity(rows.count * (open.count + r))
    for i in rows {
      for j in open { elements.append(X[i, j]) }
      if let Y {
        elements += Y.elements[i * r..<(i + 1) * r]
      } else {
        elements += repeatElement(0, count: r)
      }
    }
    return Matrix(rows: rows.count, columns: open.count + r, elements: elements)
  }

  private static func largest(_ matrix: Matrix<Double>) -> [Double] {
    var largest = Array(repeating: 0.0, count: matrix.columns)
    for i in 0..<matrix.rows {
      for j in 0..<matrix.columns { largest[j] = max(largest[j], matrix[i, j].magnitude) }
    }
    return largest
  }

  /// How far the units that are on move at most.
  /// - Parameter moves: of the open units and the inputs, length `S + r`.
  func onMoves(_ moves: [Double]) -> [Double] {
    let error = 2 * dot(errors, moves)
    return zip(solved.absolute * moves, weights).map { $0 * (1 + ulps) + $1 * error }
  }

  /// `X` on the states and `Y` on the inputs as they act on the open units and the inputs.
  func reduced(_ X: Matrix<Double>, _ Y: Matrix<Double>?) -> Reduced {
    let throughOn = Matrix(rows: X.rows, columns: on.count) { X[$0, on[$1]] }
    let direct = Self.beside(X, Y, rows: Array(0..<X.rows), open: open, inputs: inputs)
    let absolute = throughOn.absolute
    return Reduced(
      matrix: direct + throughOn * solved, direct: direct.absolute, sums: absolute.rowSums,
      weighted: absolute * weights, elimination: self)
  }

  fileprivate func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }

  /// `[X_S + X_o K A_oS, Y + X_o K B_o]`, computed.
  struct Reduced {
    let matrix: Matrix<Double>
    fileprivate let direct: Matrix<Double>
    /// `|X_o| 1` and `|X_o| weights`.
    fileprivate let sums, weighted: [Double]
    fileprivate let elimination: Elimination

    /// How far the exact matrix's absolute values times `moves` may be above the computed one's.
    func error(_ moves: [Double]) -> [Double] {
      let (ulps, residual) = (elimination.ulps, 2 * elimination.dot(elimination.errors, moves))
      let sizes = ulps * elimination.dot(elimination.largest, moves)
      return zip(direct * moves, zip(sums, weighted)).map { ulps * $0 + sizes * $1.0 + residual * $1.1 }
    }

    /// How far the rows move at most.
    func moves(_ moves: [Double]) -> [Double] {
      zip(matrix.absolute * moves, error(moves)).map { ($0 + $1) * (1 + elimination.ulps) }
    }
  }
}
