import ImplicitNetworks
import LinearAlgebra

/// What the local certificates of one model have in common.
struct LocalProblem: Sendable {
  let model: ImplicitModel
  let absoluteA, absoluteB: Matrix<Double>
  /// `I - M(A)`, whose inverse takes the largest moves of `B u` to those of the states.
  let system: VerifiedMMatrix
  /// What rounding may make of a sum of products, as a share of the absolute values of its terms.
  let ulps: Double

  /// - Throws: ``LocalCertificateError/notReLU(_:)``, ``BoundError/notWellPosed(measure:)`` unless `mu(A) < 1` in the model's
  ///   weights by more than rounding.
  init(_ model: ImplicitModel) throws {
    guard model.activation == .relu else { throw LocalCertificateError.notReLU(model.activation) }
    guard model.measure < 1, let system = VerifiedMMatrix(model.A.metzlerMajorant) else {
      throw BoundError.notWellPosed(measure: model.measure)
    }
    (self.model, absoluteA, absoluteB) = (model, model.A.absolute, model.B.absolute)
    (self.system, ulps) = (system, Double(model.width + model.inputs + 16) * Double.ulpOfOne)
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
  /// The state within `error`, the logits there, and the absolute values of the terms of each added up.
  let error, logits, sizes: [Double]
  /// `z`, and what the error of the state makes of it.
  let z, slack: [Double]
  let label: Int

  init(of problem: LocalProblem, z: [Double], x: [Double], error: [Double], label: Int) {
    let model = problem.model
    (self.z, self.error, self.label) = (z, error, label)
    logits = zip(model.C * x, model.c).map { $0 + $1 }
    sizes = zip(model.C.absolute * x.map(\.magnitude), model.c).map { $0 + $1.magnitude }
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

  /// - Throws: ``BoundError/notWellPosed(measure:)`` where rounding leaves no bound.
  init(_ problem: LocalProblem, at centre: LocalCentre, reach: [Double]) throws {
    (self.problem, self.centre, self.reach) = (problem, centre, reach)
    let driven = (problem.absoluteB * reach).map { $0 * (1 + problem.ulps) }
    guard let moves = problem.system.solution(atLeast: driven) else {
      throw BoundError.notWellPosed(measure: problem.model.measure)
    }
    dx = moves
    dz = zip(problem.absoluteA * moves, driven).map { ($0 + $1) * (1 + problem.ulps) }
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
    let elimination = try Elimination(problem, on: on, open: open)
    func moves() -> [Double] { open.map { dx[$0] } + reach }

    let system = elimination.reduced(model.A, model.B)
    if let sharper = openMoves(system, open: open) {
      for (i, move) in zip(open, sharper) { dx[i] = min(dx[i], move) }
    }
    for (i, move) in zip(on, elimination.onMoves(moves())) { dx[i] = min(dx[i], move) }
    for i in off { dx[i] = 0 }
    for (i, move) in system.moves(moves()).enumerated() { dz[i] = min(dz[i], move) }
    let margin = lowestMargin { elimination.reduced($0, nil).moves(moves()) }
    return LocalCertificate.Round(on: on.count, off: off.count, dx: dx, dz: dz, lowestMargin: margin)
  }

  /// `(I - M(A~))^-1 |B~| reach` on the open units, or nil where `I - M(A~)` is no M-matrix.
  private func openMoves(_ system: Elimination.Reduced, open: [Int]) -> [Double]? {
    let (s, r) = (open.count, reach.count)
    guard s > 0 else { return [] }
    let majorant = Matrix(rows: s, columns: s) { system.matrix[open[$0], $1] }.metzlerMajorant
    func onOpen(_ values: [Double]) -> [Double] { open.map { values[$0] } }
    let none = Array(repeating: 0.0, count: s)
    func slack(_ v: [Double]) -> [Double] { onOpen(system.error(v + Array(repeating: 0, count: r))) }
    return VerifiedMMatrix(majorant, slack: slack)?
      .solution(atLeast: onOpen(system.moves(none + reach)), slack: slack)
  }

  /// The least margin of the label, less what the error of the state and rounding may have added.
  private func lowestMargin(moves: (Matrix<Double>) -> [Double]) -> Double {
    let (logits, label, C) = (centre.logits, centre.label, problem.model.C)
    let others = logits.indices.filter { $0 != label }
    guard !others.isEmpty else { return .infinity }
    let differences = Matrix(rows: others.count, columns: problem.model.width) {
      C[label, $1] - C[others[$0], $1]
    }
    let losses = zip(moves(differences), differences.absolute * centre.error).map { $0 + $1 }
    return zip(others, losses).map { other, loss in
      let hidden = problem.ulps * (loss + centre.sizes[label] + centre.sizes[other])
      return logits[label] - logits[other] - loss - hidden
    }.min() ?? .infinity
  }
}
