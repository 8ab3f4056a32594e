import ImplicitNetworks
import LinearAlgebra

/// What the local certificates of one model have in common.
struct LocalProblem {
  let model: ImplicitModel
  /// `B` times the scales of the inputs, shape `[n, r]`.
  let driven: Matrix<Double>
  /// The sums of the magnitudes of its rows.
  let drivenSums: [Double]
  /// How far each state moves at most when every input moves by one unit of the radius.
  let global: [Double]
  let absoluteA: Matrix<Double>

  init(_ model: ImplicitModel, inputScale: [Double]?) throws {
    self.model = model
    driven = Matrix(rows: model.width, columns: model.inputs) {
      model.B[$0, $1] * (inputScale?[$1].magnitude ?? 1)
    }
    drivenSums = driven.absolute.rowSums
    global = try StateSensitivity.metzler(of: model, inputScale: inputScale).values
    absoluteA = model.A.absolute
  }
}

/// One input of a ``LocalProblem``, solved.
struct LocalCentre {
  /// The state within `error`, and the logits there.
  let error, logits: [Double]
  /// `z`, and what the error of the state makes of it.
  let z, slack: [Double]
  let label: Int

  init(of problem: LocalProblem, z: [Double], x: [Double], error: [Double], label: Int) {
    let model = problem.model
    (self.z, self.error, self.label) = (z, error, label)
    logits = zip(model.C * x, model.c).map { $0 + $1 }
    // The error of a state covers the rounding of its pre-activation divided by 1 - a_ii.
    slack = zip(zip(problem.absoluteA * error, model.A.diagonal), error).map {
      $0.0 + (1 + abs($0.1)) * $1
    }
  }
}

/// The rounds of one ``LocalCertificate``.
struct LocalSharpening {
  let problem: LocalProblem
  let centre: LocalCentre
  let radius: Double
  var dx, dz: [Double]

  init(_ problem: LocalProblem, at centre: LocalCentre, radius: Double) {
    (self.problem, self.centre, self.radius) = (problem, centre, radius)
    dx = problem.global.map { $0 * radius }
    dz = zip(problem.absoluteA * dx, problem.drivenSums).map { $0 + $1 * radius }
  }

  /// Splits the units into on (o), off and open (S) and sharpens `dx` and `dz`, with `K = (I - A_oo)^-1`.
  mutating func next() throws -> LocalCertificate.Round {
    let model = problem.model
    let (z, slack) = (centre.z, centre.slack)
    let on = z.indices.filter { z[$0] - dz[$0] - slack[$0] > 0 }
    let off = z.indices.filter { z[$0] + dz[$0] + slack[$0] <= 0 }
    let open = z.indices.filter { !(z[$0] - dz[$0] - slack[$0] > 0) && !(z[$0] + dz[$0] + slack[$0] <= 0) }
    let (s, r) = (open.count, model.inputs)
    /// `[X_S, Y]`, a row each of `rows`.
    func beside(_ X: Matrix<Double>, _ Y: Matrix<Double>?, rows: [Int]) -> Matrix<Double> {
      var elements: [Double] = []
      elements.reserveCapacity(rows.count * (s + r))
      for i in rows {
        for j in open { elements.append(X[i, j]) }
        if let Y {
          elements += Y.elements[i * r..<(i + 1) * r]
        } else {
          elements += repeatElement(0, count: r)
        }
      }
      return Matrix(rows: rows.count, columns: s + r, elements: elements)
    }
    // K A_oS and K B_o beside each other, shape [o, S + r].
    let solved = try Matrix(rows: on.count, columns: on.count) {
      ($0 == $1 ? 1 : 0) - model.A[on[$0], on[$1]]
    }.solve(beside(model.A, problem.driven, rows: on))
    /// `[X_S + X_o K A_oS, Y + X_o K B_o]`
    func reduced(_ X: Matrix<Double>, _ Y: Matrix<Double>?) -> Matrix<Double> {
      let throughOn = Matrix(rows: X.rows, columns: on.count) { X[$0, on[$1]] } * solved
      return beside(X, Y, rows: Array(0..<X.rows)) + throughOn
    }
    /// `|left part| dx_S + |right part| 1 radius`
    func moves(_ reduced: Matrix<Double>) -> [Double] {
      reduced.absolute * (open.map { dx[$0] } + Array(repeating: radius, count: r))
    }

    let system = reduced(model.A, problem.driven)
    if let sharper = openMoves(system, open: open) {
      for (i, move) in zip(open, sharper) { dx[i] = min(dx[i], move) }
    }
    for (i, move) in zip(on, moves(solved)) { dx[i] = min(dx[i], move) }
    for i in off { dx[i] = 0 }
    for (i, move) in moves(system).enumerated() { dz[i] = min(dz[i], move) }
    return LocalCertificate.Round(
      on: on.count, off: off.count, dx: dx, dz: dz, lowestMargin: lowestMargin { moves(reduced($0, nil)) })
  }

  /// `(I - M(A~))^-1 |B~| 1 radius` on the open units, or nil where `I - M(A~)` is no M-matrix.
  ///
  /// It is one exactly if `(I - M) v = 1` has a positive solution, which needs no eigenvalues.
  private func openMoves(_ system: Matrix<Double>, open: [Int]) -> [Double]? {
    let s = open.count
    guard s > 0 else { return [] }
    let majorant = Matrix(rows: s, columns: s) { system[open[$0], $1] }.metzlerMajorant
    let right = Matrix(rows: s, columns: 2) { i, j in
      j == 0
        ? 1
        : radius
          * (s..<system.columns).reduce(0) { $0 + system.elements[open[i] * system.columns + $1].magnitude }
    }
    guard let solution = try? (Matrix.identity(s) - majorant).solve(right), solution.isFinite else {
      return nil
    }
    let positive = (0..<s).allSatisfy { solution[$0, 0] > 0 && solution[$0, 1] >= 0 }
    return positive ? solution[column: 1] : nil
  }

  /// The least margin of the label, less what the error of the state may have added.
  private func lowestMargin(moves: (Matrix<Double>) -> [Double]) -> Double {
    let (logits, label, C) = (centre.logits, centre.label, problem.model.C)
    let others = logits.indices.filter { $0 != label }
    guard !others.isEmpty else { return .infinity }
    let differences = Matrix(rows: others.count, columns: problem.model.width) {
      C[label, $1] - C[others[$0], $1]
    }
    let losses = zip(moves(differences), differences.absolute * centre.error).map { $0 + $1 }
    return zip(others, losses).map { logits[label] - logits[$0] - $1 }.min() ?? .infinity
  }
}
