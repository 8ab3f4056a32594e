import ImplicitNetworks
import LinearAlgebra

/// What the local certificates of one model have in common.
struct LocalProblem: Sendable {
  let model: ImplicitModel
  let absoluteA, absoluteB: Matrix<Double>
  /// `(I - M(A))^-1`, which takes the largest moves of `B u` to those of the states.
  let resolvent: Matrix<Double>

  /// - Throws: ``LocalCertificateError/notReLU(_:)``, ``BoundError/notWellPosed(measure:)`` unless `mu(A) < 1` in the model's
  ///   weights, so that `I - M(A)` is an M-matrix.
  init(_ model: ImplicitModel) throws {
    guard model.activation == .relu else { throw LocalCertificateError.notReLU(model.activation) }
    guard model.measure < 1 else { throw BoundError.notWellPosed(measure: model.measure) }
    (self.model, absoluteA, absoluteB) = (model, model.A.absolute, model.B.absolute)
    resolvent = try (Matrix.identity(model.width) - model.A.metzlerMajorant).inverse()
  }

  /// What is known at the equilibria of some inputs.
  /// - Parameters:
  ///   - inputs: shape `[batch, r]`.
  ///   - labels: the class to certify, one a sample.
  func centres(at inputs: Matrix<Double>, labels: [Int], until rule: StoppingRule) throws -> [LocalCentre] {
    let enclosure = try EquilibriumEnclosure(of: model, inputs: inputs, until: rule)
    let z = try EquilibriumProblem(model: model, inputs: inputs).preactivations(of: enclosure.states)
    return labels.indices.map {
      LocalCentre(
        of: self, z: z[row: $0], x: enclosure.states[row: $0], error: enclosure.errors[row: $0],
        label: labels[$0])
    }
  }
}

/// One input of a ``LocalProblem``, solved.
struct LocalCentre: Sendable {
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
  /// The largest move of each input, length `r`.
  let reach: [Double]
  private(set) var dx, dz: [Double]

  init(_ problem: LocalProblem, at centre: LocalCentre, reach: [Double]) {
    (self.problem, self.centre, self.reach) = (problem, centre, reach)
    let driven = problem.absoluteB * reach
    dx = problem.resolvent * driven
    dz = zip(problem.absoluteA * dx, driven).map { $0 + $1 }
  }

  /// Whether one of so many rounds certifies the label.
  mutating func certifies(within rounds: Int) throws -> Bool {
    for _ in 0..<rounds {
      if try next().lowestMargin > 0 { return true }
    }
    return false
  }

  /// The pre-activation of unit `i`, for all inputs of the ball.
  func preactivation(_ i: Int) -> (lower: Double, upper: Double) {
    let reach = dz[i] + centre.slack[i]
    return (centre.z[i] - reach, centre.z[i] + reach)
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
    }.solve(beside(model.A, model.B, rows: on))
    /// `[X_S + X_o K A_oS, Y + X_o K B_o]`
    func reduced(_ X: Matrix<Double>, _ Y: Matrix<Double>?) -> Matrix<Double> {
      let throughOn = Matrix(rows: X.rows, columns: on.count) { X[$0, on[$1]] } * solved
      return beside(X, Y, rows: Array(0..<X.rows)) + throughOn
    }
    /// `|left part| dx_S + |right part| reach`
    func moves(_ reduced: Matrix<Double>) -> [Double] {
      reduced.absolute * (open.map { dx[$0] } + reach)
    }

    let system = reduced(model.A, model.B)
    if let sharper = openMoves(system, open: open) {
      for (i, move) in zip(open, sharper) { dx[i] = min(dx[i], move) }
    }
    for (i, move) in zip(on, moves(solved)) { dx[i] = min(dx[i], move) }
    for i in off { dx[i] = 0 }
    for (i, move) in moves(system).enumerated() { dz[i] = min(dz[i], move) }
    return LocalCertificate.Round(
      on: on.count, off: off.count, dx: dx, dz: dz, lowestMargin: lowestMargin { moves(reduced($0, nil)) })
  }

  /// `(I - M(A~))^-1 |B~| reach` on the open units, or nil where `I - M(A~)` is no M-matrix.
  ///
  /// It is one exactly if `(I - M) v = 1` has a positive solution, which needs no eigenvalues.
  private func openMoves(_ system: Matrix<Double>, open: [Int]) -> [Double]? {
    let s = open.count
    guard s > 0 else { return [] }
    let majorant = Matrix(rows: s, columns: s) { system[open[$0], $1] }.metzlerMajorant
    let right = Matrix(rows: s, columns: 2) { i, j in
      j == 0
        ? 1
        : reach.indices.reduce(0) { $0 + system[open[i], s + $1].magnitude * reach[$1] }
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
