import ImplicitNetworks
import LinearAlgebra

/// The rounds of one ``LocalCertificate``.
struct LocalSharpening {
  let model: ImplicitModel
  /// `B` times the radius, shape `[n, r]`.
  let driven: Matrix<Double>
  /// The state at the centre, within `error`, and the logits there.
  let error, logits: [Double]
  /// `z`, and what the error of the state makes of it.
  let z, slack: [Double]
  let label: Int
  var dx, dz: [Double]

  init(
    model: ImplicitModel, driven: Matrix<Double>, z: [Double], x: [Double], error: [Double], label: Int,
    dx: [Double]
  ) {
    (self.model, self.driven, self.z, self.error) = (model, driven, z, error)
    (self.label, self.dx) = (label, dx)
    logits = zip(model.C * x, model.c).map { $0 + $1 }
    // The error of a state covers the rounding of its pre-activation divided by 1 - a_ii.
    slack = zip(zip(model.A.absolute * error, model.A.diagonal), error).map { $0.0 + (1 + abs($0.1)) * $1 }
    dz = zip(model.A.absolute * dx, driven.absolute.rowSums).map { $0 + $1 }
  }

  /// Splits the units into on (o), off and unknown (S) and sharpens `dx` and `dz`, with `K = (I - A_oo)^-1`.
  ///
  /// All matrices keep their full size: rows and columns outside a set are zero.
  mutating func next() throws -> LocalCertificate.Round {
    let n = model.width
    let units = 0..<n
    let on = units.map { z[$0] - dz[$0] - slack[$0] > 0 }
    let off = units.map { z[$0] + dz[$0] + slack[$0] <= 0 }
    let open = units.map { !on[$0] && !off[$0] }
    let A = model.A
    // K A_oS and K B_o beside each other, shape [n, n + r].
    let solved = try Matrix(rows: n, columns: n) { ($0 == $1 ? 1 : 0) - (on[$0] && on[$1] ? A[$0, $1] : 0) }
      .solve(
        Matrix(rows: n, columns: n + driven.columns) { i, j in
          guard on[i] else { return 0 }
          return j < n ? (open[j] ? A[i, j] : 0) : driven[i, j - n]
        })
    /// `[X_S + X_o K A_oS, Y + X_o K B_o]`
    func reduced(_ X: Matrix<Double>, _ Y: Matrix<Double>) -> Matrix<Double> {
      let throughOn = Matrix(rows: X.rows, columns: n) { on[$1] ? X[$0, $1] : 0 } * solved
      return Matrix(rows: X.rows, columns: solved.columns) { i, j in
        throughOn[i, j] + (j < n ? (open[j] ? X[i, j] : 0) : Y[i, j - n])
      }
    }
    /// `|right part| 1 + |left part| dx_S`
    func moves(_ reduced: Matrix<Double>) -> [Double] {
      reduced.absolute * (units.map { open[$0] ? dx[$0] : 0 } + Array(repeating: 1, count: driven.columns))
    }

    let system = reduced(A, driven)
    if let sharper = openMoves(system, open: open) {
      for i in units where open[i] { dx[i] = min(dx[i], sharper[i]) }
    }
    let (onMoves, zMoves) = (moves(solved), moves(system))
    for i in units {
      if on[i] { dx[i] = min(dx[i], onMoves[i]) }
      if off[i] { dx[i] = 0 }
      dz[i] = min(dz[i], zMoves[i])
    }
    return LocalCertificate.Round(
      on: on.count { $0 }, off: off.count { $0 }, dx: dx, dz: dz,
      lowestMargin: lowestMargin { moves(reduced($0, Matrix(rows: $0.rows, columns: driven.columns))) })
  }

  /// `(I - M(A~))^-1 |B~| 1` on the open units, or nil where `I - M(A~)` is no M-matrix.
  ///
  /// It is one exactly if `(I - M) v = 1` has a positive solution, which needs no eigenvalues.
  private func openMoves(_ system: Matrix<Double>, open: [Bool]) -> [Double]? {
    let n = model.width
    let majorant = Matrix(rows: n, columns: n) { open[$0] && open[$1] ? system[$0, $1] : 0 }.metzlerMajorant
    let right = Matrix(rows: n, columns: 2) { i, j in
      j == 0 ? 1 : (n..<system.columns).reduce(0) { $0 + system[i, $1].magnitude }
    }
    guard let solution = try? (Matrix.identity(n) - majorant).solve(right), solution.isFinite else {
      return nil
    }
    let positive = (0..<n).allSatisfy { solution[$0, 0] > 0 && solution[$0, 1] >= 0 }
    return positive ? solution[column: 1] : nil
  }

  /// The least margin of the label, less what the error of the state may have added.
  private func lowestMargin(moves: (Matrix<Double>) -> [Double]) -> Double {
    let others = logits.indices.filter { $0 != label }
    guard !others.isEmpty else { return .infinity }
    let differences = Matrix(rows: others.count, columns: model.width) {
      model.C[label, $1] - model.C[others[$0], $1]
    }
    let losses = zip(moves(differences), differences.absolute * error).map { $0 + $1 }
    return zip(others, losses).map { logits[label] - logits[$0] - $1 }.min() ?? .infinity
  }
}
